"""Whether a fault means "not now": the database or the disk cannot do it at the moment, and will later. Answered with 503,
by pages, by the API and by /as4 alike."""

import errno

from django.db import DatabaseError, InterfaceError, OperationalError

from schakel.hub.storage_failure import is_lost

AGAIN = "60"  # seconds after which to come again, for Retry-After
NOT_NOW = {errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.ENOMEM}


class Unavailable(Exception):
    """For a room to raise, of what it could not do now. Temporary."""


def is_unavailable(fault: BaseException | None) -> bool:
    """SQLite calls a table that it does not know an operational error too: that is our fault, and stays one."""
    if isinstance(fault, OperationalError | InterfaceError):
        return getattr(fault.__cause__, "sqlite_errorname", "") != "SQLITE_ERROR"
    if isinstance(fault, OSError):
        return fault.errno in NOT_NOW
    return isinstance(fault, Unavailable) or (isinstance(fault, DatabaseError) and is_lost(fault))
