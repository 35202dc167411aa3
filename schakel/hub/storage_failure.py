"""When the disk itself fails (D05): the process takes no more work, answers 503 and ends, and nobody goes on writing.

After a failed fsync the system forgets what was not written, and the next one says that all is well. So whatever comes by
here and finds that the disk failed sets a mark: in this process, and as a file for the others on this machine. From
then on every operation of a database and every save of the document store is refused, in all of them, and each ends
with status `HALT`. A writer need do nothing for it: both engines and the store are guarded here. Full (D04) and locked
(D06) is not failed.
"""

import errno
import fcntl
import logging
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from types import TracebackType
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.db.utils import DatabaseErrorWrapper
from django.utils.functional import cached_property

HALT = 3  # also the status on which gunicorn ends the whole service instead of starting a fresh process
GRACE = 1.0  # seconds in which the 503 goes out
MARK = (
    "disk-failed"  # in the data folder: since when, and why; the next start looks through the database and removes it
)

LOST = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
NOT_THE_DISK = {  # no memory; and the index of the log, of which nothing is kept
    sqlite3.SQLITE_IOERR_NOMEM,
    sqlite3.SQLITE_IOERR_SHMOPEN,
    sqlite3.SQLITE_IOERR_SHMSIZE,
    sqlite3.SQLITE_IOERR_SHMLOCK,
    sqlite3.SQLITE_IOERR_SHMMAP,
}

log = logging.getLogger(__name__)
once = threading.Lock()
failed: list[str] = []  # why, once it did


class Guard(DatabaseErrorWrapper):
    """What a database wrapper passes every operation through: opening, statements, fetches, commits."""

    def __enter__(self) -> None:
        refuse_after_failure()

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, traceback: TracebackType | None
    ) -> None:
        end_if_lost(fault)
        super().__exit__(kind, fault, traceback)


class Guarded:
    """For a database wrapper, before Django's."""

    connection: Any

    @cached_property
    def wrap_database_errors(self) -> Guard:
        return Guard(self)

    def _rollback(self) -> None:
        """What was begun may always be undone."""
        if self.connection is not None:
            with DatabaseErrorWrapper(self):
                self.connection.rollback()

    def _close(self) -> None:
        if self.connection is not None:
            with DatabaseErrorWrapper(self):
                self.connection.close()


@contextmanager
def guard() -> Iterator[None]:
    """For a store of files."""
    refuse_after_failure()
    try:
        yield
    except OSError as fault:
        end_if_lost(fault)
        raise


def refuse_after_failure() -> None:
    """Raises OperationalError, here and in every process on this data folder, once one of them saw the disk fail."""
    if not failed and os.path.exists(mark()):  # noqa: PTH110 -- asked so often that a Path would cost more than the question
        end("another process saw it")
    if failed:
        raise OperationalError(f"the disk failed ({failed[0]}); the next `schakel up` looks through the database")


def end_if_lost(fault: BaseException | None) -> None:
    if is_lost(fault):
        end(str(fault))


def is_lost(fault: BaseException | None) -> bool:
    """Whether this fault means that the disk cannot be believed any more."""
    if isinstance(fault, sqlite3.Error):
        code = getattr(fault, "sqlite_errorcode", 0)
        return code & 0xFF in LOST and code not in NOT_THE_DISK
    if isinstance(fault, OSError):
        return fault.errno == errno.EIO
    return fault is not None and is_lost(fault.__cause__)


def end(why: str) -> None:
    """Sets the mark, and ends the process a moment later. What is refused meanwhile is answered with 503."""
    with once:
        if failed:
            return
        failed.append(why)
    log.critical("the disk failed, the service ends: %s", why)
    with suppress(OSError), open(mark(), "a") as file:  # noqa: PTH123 -- as above
        file.write(f"{datetime.now(UTC).isoformat()} {why}\n")
    last = threading.Timer(GRACE, halt)
    last.daemon = True
    last.start()


def halt() -> None:
    os._exit(HALT)


@cache
def mark() -> str:
    return str(settings.DATA / MARK)


@contextmanager
def check_after_loss() -> Iterator[bool]:
    """Whether the disk failed since the last start. Within, nobody else looks; after it the mark is gone, unless it raised."""
    try:
        file = os.open(mark(), os.O_RDWR)
    except FileNotFoundError:
        yield False
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield True
        with suppress(FileNotFoundError):
            os.unlink(mark())  # noqa: PTH108 -- as above
    finally:
        os.close(file)
