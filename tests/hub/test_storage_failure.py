"""D05: a disk that failed is not written to again, by nobody who comes after."""

import errno
import sqlite3
import subprocess
import sys
import time

import pytest
from django.db import OperationalError, connection

from schakel.hub import storage_failure, worker
from schakel.hub.connections.models import Office
from schakel.hub.documents import directory, store
from schakel.hub.documents.directory import DurableDirectory
from schakel.hub.storage_failure import end_if_lost, is_lost
from tests.hub.databases import BEGIN, both, database, python


def sqlite_fault(code: int) -> sqlite3.Error:
    fault = sqlite3.OperationalError("no")
    fault.sqlite_errorcode = code
    return fault


@pytest.mark.parametrize(
    ("fault", "lost"),
    [
        (OSError(errno.EIO, "Input/output error"), True),
        (OSError(errno.ENOSPC, "No space left on device"), False),
        (sqlite_fault(sqlite3.SQLITE_IOERR_FSYNC), True),
        (sqlite_fault(sqlite3.SQLITE_IOERR_WRITE), True),
        (sqlite_fault(sqlite3.SQLITE_CORRUPT), True),
        (sqlite_fault(sqlite3.SQLITE_IOERR_NOMEM), False),
        (sqlite_fault(sqlite3.SQLITE_IOERR_SHMSIZE), False),
        (sqlite_fault(sqlite3.SQLITE_FULL), False),
        (sqlite_fault(sqlite3.SQLITE_BUSY), False),
        (ValueError(), False),
        (None, False),
    ],
)
def test_full_held_and_out_of_memory_is_not_failed(fault, lost):
    assert is_lost(fault) is lost
    if fault is not None:
        wrapped = RuntimeError()
        wrapped.__cause__ = fault
        assert is_lost(wrapped) is lost


@pytest.mark.django_db
def test_D05_after_a_failure_no_statement_is_done_and_no_document_kept(failing_disk):
    end_if_lost(OSError(errno.EIO, "Input/output error"))
    for deed in (Office.objects.count, lambda: Office.objects.create(name="x"), lambda: store.keep(b"x")):
        with pytest.raises(OperationalError, match=r"the disk failed \(\[Errno 5\] Input/output error\)"):
            deed()
    end_if_lost(OSError(errno.EIO, "again"))
    for _ in range(100):
        time.sleep(0.01 * (not failing_disk))
    assert failing_disk == [True]


BEGUN = (
    BEGIN
    + """
import errno
from django.db import OperationalError, transaction
from schakel.hub import storage_failure
from schakel.hub.connections.models import Office
storage_failure.log.disabled, storage_failure.GRACE = True, 60
try:
    with transaction.atomic():
        Office.objects.create(name="begun before")
        storage_failure.end_if_lost(OSError(errno.EIO, "Input/output error"))
except OperationalError as fault:
    print(fault)
"""
)
COUNTED = (
    BEGIN
    + """
import os
from schakel.hub import storage_failure
from schakel.hub.connections.models import Office
os.unlink(storage_failure.mark())
print(Office.objects.count())
"""
)


@both
def test_D05_a_transaction_that_another_thread_is_in_the_middle_of_is_not_committed(kind, tmp_path):
    with database(kind, tmp_path) as env:
        assert python(BEGUN, env).startswith("the disk failed ([Errno 5] Input/output error)")
        assert python(COUNTED, env) == "1"


@pytest.mark.django_db
def test_D05_a_writer_that_nobody_thought_of_is_guarded_too(failing_disk, monkeypatch):
    """It knows nothing of failures: it saves a file in the store, and a sync fails in another thread."""
    monkeypatch.setattr(directory.os, "fsync", lambda _file: (_ for _ in ()).throw(OSError(errno.EIO, "EIO")))
    with pytest.raises(OSError, match="EIO"):
        store.keep_all([b"one", b"two"])
    with pytest.raises(OperationalError, match="the disk failed"):
        Office.objects.count()


def test_D05_every_connection_and_every_way_into_the_store_passes_the_guard():
    assert isinstance(connection.wrap_database_errors, storage_failure.Guard)
    assert {"_save", "together"} <= set(vars(DurableDirectory))


@pytest.mark.django_db
def test_D17_a_document_that_the_disk_cannot_read_is_damaged_and_nobody_ends(failing_disk, monkeypatch):
    digest = store.keep(b"x")

    def fail(*_args):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(DurableDirectory, "_open", fail)
    with pytest.raises(store.Damaged, match="cannot be read from the disk"):
        store.read(digest)
    assert not storage_failure.failed


def test_D05_a_step_of_the_worker_that_meets_it_ends_the_worker(failing_disk, caplog):
    def step():
        raise OSError(errno.EIO, "Input/output error")

    assert worker.try_step(step) is None
    assert storage_failure.failed


@pytest.mark.parametrize("fault", [MemoryError(), OSError(errno.EMFILE, "Too many open files")])
def test_D16_a_step_that_finds_nothing_left_of_the_machine_ends_the_worker(fault, monkeypatch, caplog):
    ended = []
    monkeypatch.setattr(worker.os, "_exit", ended.append)

    def step():
        raise fault

    worker.try_step(step)
    assert ended == [worker.EXHAUSTED]


OTHERS = (
    BEGIN
    + """
import time
from schakel.hub.connections.models import Office
Office.objects.create(name="before")
print("ready", flush=True)
input()
try:
    Office.objects.create(name="after")
except Exception as fault:
    print(fault, flush=True)
time.sleep(30)
"""
)
FAILS = (
    BEGIN
    + """
import errno, time
from schakel.hub import storage_failure
storage_failure.log.disabled = True
storage_failure.end_if_lost(OSError(errno.EIO, "Input/output error"))
time.sleep(30)
"""
)
LOOKED = (
    BEGIN
    + """
import os
from schakel.cli.starting import require_sound
from schakel.hub import storage_failure
from schakel.hub.connections.models import Office
print(os.path.exists(storage_failure.mark()))
require_sound()
print(os.path.exists(storage_failure.mark()), list(Office.objects.values_list("name", flat=True)))
"""
)


@pytest.mark.processes
def test_D05_other_processes_stop_too_and_the_next_start_looks_through_the_database(tmp_path):
    with database("sqlite", tmp_path) as env:
        other = subprocess.Popen(
            [sys.executable, "-c", OTHERS], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        assert other.stdout.readline() == "ready\n"
        failed = subprocess.run([sys.executable, "-c", FAILS], env=env, timeout=60, check=False)
        said, _ = other.communicate("\n", timeout=60)
        assert (failed.returncode, other.returncode) == (storage_failure.HALT, storage_failure.HALT)
        assert said.startswith("the disk failed (another process saw it)")
        done = subprocess.run([sys.executable, "-c", LOOKED], env=env, capture_output=True, text=True, check=True)
        assert done.stdout.splitlines() == ["True", "False ['Office', 'before']"]
        assert "looking through the database" in done.stderr


@pytest.mark.processes
def test_D05_a_damaged_database_is_not_opened_again(tmp_path):
    with database("sqlite", tmp_path) as env:
        place = tmp_path / "schakel.sqlite3"
        content = bytearray(place.read_bytes())
        content[8192:400_000] = bytes(400_000 - 8192)
        place.write_bytes(content)
        (tmp_path / storage_failure.MARK).write_text("the disk failed")
        for command in ("work", "prepare"):
            done = subprocess.run(
                [sys.executable, "-m", "schakel", command],
                env=env,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            assert (done.returncode, done.stdout) == (1, "")
            assert "The database is damaged" in done.stderr
            assert "restore the last backup" in done.stderr
            assert "Traceback" not in done.stderr
        assert (tmp_path / storage_failure.MARK).exists()


CHECKPOINTS = (
    BEGIN
    + """
import os
from django.conf import settings
from django.db import connection, transaction
from schakel.hub.connections.models import Office
from schakel.hub.sqlite import base
place = settings.DATABASES["default"]["NAME"]

def grow():
    with transaction.atomic():
        Office.objects.create(name="x" * 3_000_000)

asked = []
connection.execute_wrappers.append(lambda execute, sql, *more: (asked.append(sql), execute(sql, *more))[1])
before = os.path.getsize(place)
for _ in range(3):
    grow()
print(sum("wal_checkpoint" in sql for sql in asked), os.path.getsize(place) > before)
base.BETWEEN = 0
grow()
print(sum("wal_checkpoint" in sql for sql in asked), os.path.getsize(place) - before > 9_000_000)
"""
)


@pytest.mark.processes
def test_the_log_is_copied_into_the_database_when_it_is_long(tmp_path):
    with database("sqlite", tmp_path) as env:
        assert python(CHECKPOINTS, env).splitlines() == ["0 False", "1 True"]
