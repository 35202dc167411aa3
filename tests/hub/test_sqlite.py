"""Eight processes write at once, and none is ever told that the database is locked."""

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection
from django.db.backends.sqlite3.base import DatabaseWrapper as Plain

from schakel.hub.sqlite import base
from schakel.hub.sqlite.base import DatabaseWrapper
from schakel.hub.sqlite.places import network_file_system
from tests.hub.databases import database

WRITERS = """
import os
from schakel.cli.load import load; load()
from django.db import connections, transaction
from schakel.hub.connections.models import Office

def write(name):
    for n in range(250):
        with transaction.atomic():
            seen = Office.objects.count()  # a read before the write is what breaks deferred transactions
            Office.objects.create(name=f"{name}-{n}-{seen}")

before = Office.objects.count()
connections.close_all()
children = []
for name in range(8):
    if not (child := os.fork()):
        write(name)
        os._exit(0)
    children.append(child)
ends = [os.waitpid(child, 0)[1] for child in children]
print(ends, Office.objects.count() - before)
"""


TURN = """
import fcntl, threading, django
django.setup()
from django.conf import settings
from django.db import connection

def write():
    connection.ensure_connection()
    began.set()
    wrote.append(connection.write("INSERT INTO connections_office (name) SELECT %(name)s WHERE 0", {"name": "Office"}))

began, wrote = threading.Event(), []
with open(f"{settings.DATABASES['default']['NAME']}-turn", "w") as turn:
    fcntl.flock(turn, fcntl.LOCK_EX)
    writer = threading.Thread(target=write)
    writer.start()
    began.wait()
    writer.join(0.3)
    print(wrote)
writer.join(10)
print(wrote)
"""


def python(code: str, place) -> subprocess.CompletedProcess:
    env = {**os.environ, "SCHAKEL_DATA": str(place), "DJANGO_SETTINGS_MODULE": "schakel.hub.settings"}
    return subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)


@pytest.mark.processes
def test_eight_processes_write_two_thousand_rows_and_none_is_locked_out(tmp_path):
    with database("sqlite", tmp_path):
        done = python(WRITERS, tmp_path)
    assert (done.stdout.strip(), done.stderr) == (f"{[0] * 8} 2000", "")


@pytest.mark.processes
def test_a_write_of_one_statement_waits_for_its_turn(tmp_path):
    with database("sqlite", tmp_path):
        done = python(TURN, tmp_path)
    assert (done.stdout.split(), done.stderr) == (["[]", "[0]"], "")


def refusal(name: object, **options: object) -> str:
    """What is said when a database with these options is opened."""
    options = {**connection.settings_dict["OPTIONS"], **options}
    wrapper = DatabaseWrapper({**connection.settings_dict, "NAME": str(name), "OPTIONS": options}, alias="other")
    try:
        with pytest.raises(OperationalError) as refused:
            wrapper.ensure_connection()
    finally:
        wrapper.close()
    return str(refused.value)


@pytest.mark.django_db
def test_D07_a_database_that_may_forget_a_commit_is_not_opened(tmp_path):
    forgetful = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL"
    assert "synchronous FULL" in refusal(tmp_path / "x.sqlite3", init_command=forgetful)


@pytest.mark.django_db
def test_D08_where_WAL_is_not_possible_the_database_is_not_opened(tmp_path):
    dotfile = f"file:{tmp_path}/x.sqlite3?vfs=unix-dotfile"  # its locks are files, and it has no shared memory
    assert "SQLite must run with WAL" in refusal(dotfile, uri=True)


MOUNTED = """22 1 8:1 / / rw - ext4 /dev/sda1 rw
23 22 0:30 / /srv rw - nfs4 10.0.0.5:/srv rw
24 23 8:2 / /srv/local rw - xfs /dev/sdb1 rw
25 22 0:31 / /mnt/with\\040space rw - cifs //nas/share rw
26 22 0:32 / /home/fuse rw - fuse.sshfs me@there: rw
garbage
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/x", ""), ("/srv/x/y.sqlite3", "nfs4"), ("/srvx", ""), ("/srv/local/x", ""), ("/mnt/with space/x", "cifs"),
        ("/home/fuse/x", "fuse.sshfs"),
    ],
)  # fmt: skip
def test_D08_a_network_file_system_is_known(path, kind):
    assert network_file_system(path, MOUNTED) == kind


@pytest.mark.processes
def test_D08_on_a_network_file_system_the_service_does_not_start_and_says_why(tmp_path):
    (tmp_path / "mountinfo").write_text(f"22 1 0:30 / {tmp_path} rw - nfs4 10.0.0.5:/srv rw\n")
    code = (
        "from pathlib import Path; from schakel.hub.sqlite import places; import os\n"
        "places.MOUNTS = Path(os.environ['SCHAKEL_DATA']) / 'mountinfo'\n"
        "from schakel.cli.load import load; load(); from schakel.cli.starting import prepare_all; prepare_all(check=False)"
    )
    refused = python(code, tmp_path)
    assert refused.returncode != 0
    assert "lies on a network file system (nfs4)" in refused.stderr


@pytest.mark.django_db
def test_transactions_take_their_write_lock_at_once():
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert connection.cursor().execute("PRAGMA synchronous").fetchone()[0] == 2


def test_the_turn_is_given_back_when_a_transaction_cannot_begin(tmp_path, monkeypatch):
    wrapper = DatabaseWrapper({**connection.settings_dict, "NAME": str(tmp_path / "a.sqlite3")}, alias="other")

    def fail(_self):
        raise OperationalError("no")

    monkeypatch.setattr(Plain, "_start_transaction_under_autocommit", fail)
    with pytest.raises(OperationalError, match="no"):
        wrapper._start_transaction_under_autocommit()
    assert wrapper.queue is None


def waits(wrapper: DatabaseWrapper) -> int:
    return wrapper.connection.execute("PRAGMA busy_timeout").fetchone()[0]


@pytest.mark.django_db
def test_D06_who_waited_in_the_queue_waits_for_sqlite_only_as_long_as_is_left(tmp_path, monkeypatch):
    wrapper = DatabaseWrapper({**connection.settings_dict, "NAME": str(tmp_path / "a.sqlite3")}, alias="other")
    wrapper.ensure_connection()
    clock = iter([0.0, 0.1, 100.0, 120.0, 200.0, 260.0])  # asked before and after the queue
    monkeypatch.setattr(base, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    found = []
    for _ in range(3):
        wrapper.take_turn()
        during = waits(wrapper)
        wrapper.give_turn()
        found.append((during, waits(wrapper)))
    wrapper.close()
    assert found == [(30_000, 30_000), (10_000, 30_000), (0, 30_000)]


@pytest.mark.django_db
def test_D04_what_was_committed_is_not_refused_because_there_is_no_room_to_copy_the_log(tmp_path, caplog):
    wrapper = DatabaseWrapper({**connection.settings_dict, "NAME": str(tmp_path / "a.sqlite3")}, alias="other")

    def full(execute, sql, params, many, context):
        raise OperationalError("database or disk is full")

    with wrapper.execute_wrapper(full):
        wrapper.copy_log()
    wrapper.close()
    assert caplog.messages == ["the log of SQLite could not be copied now: database or disk is full"]
