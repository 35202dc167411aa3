"""`make eio`: every fsync and fdatasync that a deed makes fails once with EIO, by strace, and each time

- nothing is said to be kept, and the process ends with status 3 after its answer (SQLite alone lets one failure pass: of
  syncing the data folder when it first writes to its log, which we did before it: then what is promised must be there);
- the next start looks through the database and finds it sound;
- the same deed, done again, is done once.

Each try is a child of one process that has everything loaded: it stops before the deed until strace has hold of it.
"""

import argparse
import os
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stderr
from dataclasses import dataclass
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from tests.hub.databases import database

STRACE = shutil.which("strace")
NO_STRACE = "a disk that fails is tried with strace: apt-get install strace"
CALLS = ("fsync", "fdatasync")  # strace counts each for itself, and in each thread
MOST = 60  # calls; a deed makes fewer
PATIENCE = 60  # seconds for one try

if TYPE_CHECKING:
    from schakel.peppol.as4 import Outgoing

Deed = Callable[[], bool]  # does it, and says whether its answer promises that it is kept


@dataclass(frozen=True)
class Try:
    code: int  # how the process ended
    promised: bool
    failed: bool  # whether a call was made to fail
    is_passed_over: bool = False  # SQLite's of the data folder


def api(number: str) -> Deed:
    program = people()[0]

    return lambda: program.post("/documents", ubl(number)).status_code == 201


def page(number: str) -> Deed:
    client, file = people()[1], BytesIO(ubl(number))
    file.name = "invoice.xml"
    return lambda: client.post("/documents/upload/", {"files": [file]}).status_code == 200


def as4(number: str) -> Deed:
    from tests.hub.network.posting import post

    return lambda: post(message(number)).status_code == 200


def issue(number: str) -> Deed:
    from schakel.hub.connections.models import Company, Connection
    from schakel.hub.sales.models import Draft
    from tests.hub.sales.conftest import content

    program = people()[0]
    Company.objects.update(vat_number="BE0738401117")
    sales = Connection.objects.get(side="sales")
    draft, _ = Draft.objects.get_or_create(
        connection=sales, made_by=None, document=None, defaults={"content": content(order_reference=number)}
    )
    return lambda: program.post(f"/drafts/{draft.pk}/documents").status_code == 201


def worker(number: str) -> Deed:
    """What came in is filed by the worker's own step."""
    from schakel.hub import storage_failure, worker
    from schakel.hub.documents.models import Document
    from schakel.hub.network.models import Transmission

    as4(number)()
    Transmission.objects.filter(due_at__isnull=False).update(due_at="2026-01-01T00:00:00Z", interrupted_attempts=0)

    def work() -> bool:
        worker.try_step(worker.inbound.work_received)
        return not storage_failure.failed and Document.objects.filter(number=number).exists()

    return work


def new_folders(number: str) -> Deed:
    """As `api`, into a store whose folders are still to be made."""
    shutil.rmtree(store(), ignore_errors=True)
    return api(number)


def long_log(number: str) -> Deed:
    """As `as4`, when it is time to copy the log into the database."""
    from schakel.hub.connections.models import Office
    from schakel.hub.sqlite import base

    Office.objects.create(name="x" * 5_000_000).delete()
    base.copied[:] = [0.0]
    return as4(number)


WRITERS = {deed.__name__: deed for deed in (as4, long_log, page, api, issue, worker, new_folders)}
OF_SQLITE = {"long_log"}  # PostgreSQL copies its log in a process of its own, and ends itself when that fails


def store() -> Path:
    from django.conf import settings

    return Path(settings.STORAGES["documents"]["OPTIONS"]["location"])


@cache
def message(number: str) -> "Outgoing":
    """The same one each time: made before a child is."""
    from tests.hub.network.world import Peer

    return Peer().message(ubl(number))


def ubl(number: str) -> bytes:
    from tests.hub.documents.ubl import invoice

    return invoice(number=number)


def people() -> tuple:
    """A program with Alice's key, and Alice at a browser."""
    from django.conf import settings
    from django.test import Client

    from schakel.hub.connections.models import Member, Office
    from schakel.hub.people.models import User
    from tests.hub.api_client import Program, key_of

    office = Office.objects.get()
    alice, _ = User.objects.get_or_create(email="alice@alice.example", defaults={"name": "Alice"})
    alice.emailaddress_set.get_or_create(email=alice.email, verified=True, primary=True)
    Member.objects.get_or_create(office=office, user=alice, defaults={"role": Member.Role.OWNER})
    program, client = Program(key_of(office, alice)[1]), Client(headers={"host": settings.HOST})
    client.force_login(alice)
    client.raise_request_exception = program.client.raise_request_exception = False
    client.get("/documents/upload/")  # so that what is written once an hour is written
    return program, client


def tried(name: str, number: str, *, call: str = "", at: int = 0) -> Try:
    """The deed in a process of its own, with this call failing for the time `at`; 0: none."""
    message(number)
    (gate, open_gate), (answer, say) = os.pipe(), os.pipe()
    child = os.fork()
    if not child:
        do(name, number, gate, say)
    os.close(say)
    assert os.read(answer, 1) == b"r", f"{name} did not come so far"
    tracer, log = traced(child, call, at) if at else (None, "")
    os.write(open_gate, b"g")
    assert select.select([answer], [], [], PATIENCE)[0], f"{name} does not end"
    promised = os.read(answer, 1) == b"p"
    _, status = os.waitpid(child, 0)
    for end in (gate, open_gate, answer):
        os.close(end)
    if tracer:
        tracer.wait(PATIENCE)
    return Try(os.waitstatus_to_exitcode(status), promised, *failures(log))


def failures(log: str) -> tuple[bool, bool]:
    """Whether a call failed; and only SQLite's of the data folder."""
    if not log:
        return False, False
    lines = [line for line in Path(log).read_text().splitlines() if "(INJECTED)" in line]
    Path(log).unlink()
    folder = f"fdatasync({{}}<{os.environ['SCHAKEL_DATA']}>)"
    ours = [line for line in lines if not re.search(re.escape(folder).replace(r"\{\}", r"\d+"), line)]
    return bool(lines), bool(lines) and not ours


def do(name: str, number: str, gate: int, say: int) -> None:
    """In the child."""
    from schakel.hub import storage_failure

    storage_failure.GRACE = 0.2
    try:
        deed = WRITERS[name](number)
        os.write(say, b"r")
        os.read(gate, 1)
        os.write(say, b"p" if deed() else b"n")
        time.sleep(5 if storage_failure.failed else 0)
    finally:
        os._exit(0)


def traced(child: int, call: str, at: int) -> tuple[subprocess.Popen, str]:
    log = tempfile.mktemp(prefix="schakel-eio-")
    wanted = ["-e", f"trace={call}", "-e", f"inject={call}:error=EIO:when={at}"]
    tracer = subprocess.Popen(
        [str(STRACE), "-f", "-y", "-p", str(child), "-o", log, *wanted],
        stderr=subprocess.PIPE,
        text=True,
    )
    said = tracer.stderr.readline()
    assert "attached" in said, said
    return tracer, log


def started_again() -> bool:
    """What the next start does; whether it found everything sound."""
    child = os.fork()
    if not child:
        from schakel.cli.starting import require_sound

        try:
            with redirect_stderr(StringIO()):
                require_sound()
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0


def loop(name: str, most: int = MOST) -> int:
    """Each call of this deed fails once. Returns how many there were. Raises AssertionError."""
    count = 0
    for call in CALLS:
        at = 1
        while at <= most and fails(name, call, at):
            at += 1
        count += at - 1
    return count


def fails(name: str, call: str, at: int) -> bool:
    """The deed with this call failing for the time `at`, the next start, and the deed again; False: there is no such call."""
    from schakel.hub.storage_failure import HALT, mark

    number, where = f"{name}-{call}-{at}", (name, call, at)
    first = tried(name, number, call=call, at=at)
    if not first.failed or first.is_passed_over:
        assert (first.code, first.promised) == (0, True), (where, first)
        assert kept_once(name, number), where
        return first.failed
    assert (first.code, first.promised) == (HALT, False), (where, first)
    assert Path(mark()).exists(), where
    assert started_again(), where
    assert not Path(mark()).exists(), where
    again = tried(name, number)
    assert again.code == 0, (where, again)
    assert kept_once(name, number), where
    return True


def kept_once(name: str, number: str) -> bool:
    child = os.fork()
    if not child:
        try:
            os._exit(count(name, number) != 1)
        finally:
            os._exit(99)
    return os.waitpid(child, 0)[1] == 0


def count(name: str, number: str) -> int:
    from schakel.hub.documents.models import Document
    from schakel.hub.network.models import Transmission
    from schakel.hub.sales.models import Draft

    if name in {"as4", "long_log"}:
        return Transmission.objects.filter(message_id=message(number).message_id).count()
    if name == "issue":
        return 1 + Draft.objects.filter(document=None).count()
    return Document.objects.filter(number=number).count()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("writers", nargs="*", help="all of them, when none is named")
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--most", type=int, default=MOST, help="only the first calls of each")
    told = parser.parse_args()
    if not STRACE:
        print(NO_STRACE)
        return 0
    of_the_other = OF_SQLITE if told.database == "postgres" else set()
    with tempfile.TemporaryDirectory() as place, database(told.database, Path(place)) as env:
        os.environ.update(env)
        begin()
        for name in told.writers or [each for each in WRITERS if each not in of_the_other]:
            print(
                f"{told.database}, {name}: {loop(name, told.most)} calls failed, nothing promised, nothing lost",
                flush=True,
            )
    return 0


def begin() -> None:
    """Loads what every try needs, and holds no connection."""
    import logging

    from schakel.cli.load import load

    load("schakel.hub.urls", "schakel.hub.worker")
    from django.conf import settings
    from django.db import connections

    logging.disable(logging.CRITICAL)
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    connections.close_all()
    for number in range(256):  # all there are, so that a deed syncs as often each time
        (store() / f"{number:02x}").mkdir(parents=True)


if __name__ == "__main__":
    sys.exit(main())
