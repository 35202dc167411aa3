"""When storage itself fails: a disk that lost what it said it had is not asked again (D05)."""

import errno
import logging
import os
import sqlite3

LOST = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
HALT = 3  # the status on which gunicorn ends the whole service instead of starting a fresh process

log = logging.getLogger(__name__)


def end_if_lost(fault: Exception) -> None:
    """Ends the process without an answer, when the disk cannot be believed any more.

    After a failed fsync the system forgets what was not written, and the next one says that all is well; only opening
    the database anew, from what the disk really holds, is safe. Full (D04) and locked (D06) are not lost.
    """
    if is_lost(fault):
        log.critical("storage is lost, the service ends: %s", fault)
        halt()


def is_lost(fault: BaseException | None) -> bool:
    if isinstance(fault, sqlite3.Error):
        return getattr(fault, "sqlite_errorcode", 0) & 0xFF in LOST
    if isinstance(fault, OSError):
        return fault.errno == errno.EIO
    return fault is not None and is_lost(fault.__cause__)


def halt() -> None:
    os._exit(HALT)
