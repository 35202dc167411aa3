"""Forwards that drain: by mail, into a folder and by webhook, without and with a destination that is dead.

Real peers on loopback, in a process of their own; one `schakel work`, SQLite. Targets: 10,000 forwards over three kinds in less
than five minutes on two cores; one dead destination changes the p95 of the others by no more than 20 %.
"""

import argparse
import multiprocessing
import os
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.queues import Queue
from pathlib import Path

from aiosmtpd.controller import Controller

from tests.hub.databases import database, python
from tests.hub.forwarding.receiver import receiving

PATIENCE = 1800  # seconds
TICK = os.sysconf("SC_CLK_TCK")
LEFT = "SELECT count(*) FROM forwarding_forward WHERE state = 'queued' AND turn NOT LIKE '%{dead}'"
NONE_YET = """SELECT count(*) FROM documents_document d
WHERE NOT EXISTS (SELECT 1 FROM forwarding_dispatch f WHERE f.document_id = d.id)"""
TOOK = "SELECT created_at, state_at FROM forwarding_forward WHERE state = 'sent'"
FILL = """
import django; django.setup()
from django.utils import timezone
from schakel.hub.connections.models import Company, Connection, Office
from schakel.hub.documents import store
from schakel.hub.documents.models import Document
from schakel.hub.forwarding.kinds.webhook import signatures as signing
from schakel.hub.forwarding.models import Forwarder, Route
from tests.hub.documents.ubl import invoice

kept = [(store.keep(data), len(data)) for data in (invoice(number=str(n)) for n in range({each}))]
now = timezone.now()
ways = ("mail", "email", ""), ("folder", "folder", ""), ("hook", "webhook", "{hook}"), ("dead", "webhook", "{dead}")
for name, kind, host in ways:
    if name == "dead" and not host:
        continue
    company = Company.objects.create(office=Office.objects.create(name=name), name=name)
    connection = Connection.objects.create(company=company, side="purchase")
    row = Forwarder(office=company.office, name=name, kind=kind, options={{"url": f"http://{{host}}/fine"}})
    row.secrets = signing.first()
    row.save()
    address = "in@a.example" if kind == "email" else "in"
    Route.objects.create(forwarder=row, connection=connection, address=address, since=now)
    Document.objects.bulk_create(
        [Document(connection=connection, sha256=digest, size=size, received_at=now, number=str(n))
         for n, (digest, size) in enumerate(kept)], batch_size=500)
"""


class Mailbox:
    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802 -- aiosmtpd's name
        return "250 OK"


@dataclass(frozen=True)
class Run:
    seconds: float
    worker: float  # CPU seconds
    peers: float
    p95: float  # seconds from dispatched to sent, of the living destinations


def peers(told: "Queue[tuple[int, str, str]]") -> None:
    """A mail server, a webhook receiver, and one that takes the connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    Controller(Mailbox(), hostname="127.0.0.1", port=port).start()
    dead = socket.create_server(("127.0.0.1", 0), backlog=1000)
    with receiving() as (hook, got):
        told.put((port, hook, f"localhost:{dead.getsockname()[1]}"))
        while True:
            time.sleep(1)
            got.clear()


def drained(each: int, *, with_dead: bool) -> Run:
    told: Queue[tuple[int, str, str]] = multiprocessing.Queue()
    process = multiprocessing.Process(target=peers, args=(told,), daemon=True)
    process.start()
    mail, hook, dead = told.get()
    with tempfile.TemporaryDirectory() as name, database("sqlite", Path(name)) as env:
        env |= {
            "SCHAKEL_MAIL": f"smtp+plain://127.0.0.1:{mail}",
            "SCHAKEL_ALLOWED_TARGETS": f"{hook} {dead}",
            "SCHAKEL_FORWARDING_FOLDER": f"{name}/out",
            "SCHAKEL_MAILS_PER_ADDRESS_PER_HOUR": "1000000",
        }
        python(FILL.format(each=each, hook=hook, dead=dead if with_dead else ""), env, timeout=PATIENCE)
        run = worked(env, Path(name) / "schakel.sqlite3", dead=dead, peers_pid=process.pid or 0)
    process.terminate()
    return run


def worked(env: dict[str, str], rows: Path, *, dead: str, peers_pid: int) -> Run:
    start = time.monotonic()
    worker = subprocess.Popen([sys.executable, "-m", "schakel", "work"], env=env)
    try:
        while time.monotonic() - start < PATIENCE:
            time.sleep(0.5)
            with closing(sqlite3.connect(rows, timeout=30)) as database_:
                if (
                    not database_.execute(NONE_YET).fetchone()[0]
                    and not database_.execute(LEFT.format(dead=dead)).fetchone()[0]
                ):
                    waits = [seconds(*row) for row in database_.execute(TOOK)]
                    break
        seconds_ = time.monotonic() - start
        return Run(seconds_, cpu(worker.pid), cpu(peers_pid), statistics.quantiles(waits, n=20)[-1])
    finally:
        worker.kill()
        worker.wait()


def seconds(begun: str, ended: str) -> float:
    return (datetime.fromisoformat(ended) - datetime.fromisoformat(begun)).total_seconds()


def cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--count", type=int, default=10_000, help="forwards, over three kinds")
    each = arguments.parse_args().count // 3
    alone, beside = drained(each, with_dead=False), drained(each, with_dead=True)
    for name, run in (("all alive", alone), (f"and {each} to a dead one", beside)):
        print(
            f"{name:28} {3 * each} forwards in {run.seconds:.1f} s ({3 * each / run.seconds:.0f}/s), CPU worker {run.worker:.1f} s"
            f" ({1000 * run.worker / (3 * each):.1f} ms each), peers {run.peers:.1f} s, p95 {run.p95:.1f} s"
        )
    print(f"10,000 would take {10_000 * alone.seconds / (3 * each):.0f} s (target 300)")
    print(f"p95 with a dead one {beside.p95 / alone.p95:.2f} × (target 1.20)")


if __name__ == "__main__":
    main()
