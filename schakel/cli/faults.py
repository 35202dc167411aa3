"""What keeps a command from its work, in one sentence: for who runs it, instead of a traceback."""

import errno
import getpass

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, InterfaceError

FULL = "The disk is full: make room, then start Schakel again."
READ_ONLY = "The disk can only be read, not written: {place}. Mount it for writing, or take another place."
NO_RIGHT = "{user} may not write here: {place}. Give that user the right, or take another place."
BROKEN = "The disk reports a fault ({fault}): look at the disk before you start Schakel again."
NO_FILES = "Too many files are open on this machine: raise the limit (ulimit -n), then start Schakel again."
NOT_REACHED = "The database cannot be reached: {fault}"
NO_DRIVER = "SCHAKEL_DATABASE asks for PostgreSQL, whose driver is not installed: pip install 'schakel[postgres]'."


def sentence(fault: BaseException) -> str:
    """Empty for what nobody expected: that keeps its traceback."""
    if isinstance(fault, ImproperlyConfigured):
        return NO_DRIVER if "psycopg" in str(fault) else first_line(fault)
    if isinstance(fault, DatabaseError | InterfaceError):
        return of_database(fault)
    return of_disk(fault) if isinstance(fault, OSError) else ""


def of_disk(fault: OSError) -> str:
    place = fault.filename or "SCHAKEL_DATA"
    known = {
        errno.ENOSPC: FULL,
        errno.EDQUOT: FULL,
        errno.EROFS: READ_ONLY.format(place=place),
        errno.EACCES: NO_RIGHT.format(user=user(), place=place),
        errno.EPERM: NO_RIGHT.format(user=user(), place=place),
        errno.EIO: BROKEN.format(fault=fault),
        errno.EMFILE: NO_FILES,
        errno.ENFILE: NO_FILES,
    }
    paths = {errno.ENOENT, errno.ENOTDIR, errno.EEXIST, errno.EISDIR, errno.ENAMETOOLONG, errno.ELOOP}
    if fault.errno in paths and fault.filename:
        return f"{fault.strerror}: {fault.filename}."
    return known.get(fault.errno or 0, "")


def of_database(fault: Exception) -> str:
    """SQLite says by a code what it is; a server that is not there, in the driver's words."""
    from schakel.hub.storage_failure import is_lost

    code = getattr(fault.__cause__, "sqlite_errorname", "")
    if is_lost(fault):
        return BROKEN.format(fault=first_line(fault))
    if code.startswith("SQLITE_FULL"):
        return FULL
    if code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        return NO_RIGHT.format(user=user(), place=f"the database ({first_line(fault)})")
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return "Another program holds the database: stop it, then start Schakel again."
    is_expected = type(fault).__name__ in {"OperationalError", "InterfaceError"} and code != "SQLITE_ERROR"
    return NOT_REACHED.format(fault=first_line(fault)) if is_expected else ""


def user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a number without a name, as in a container
        return "This user"


def first_line(fault: BaseException) -> str:
    return next(iter(str(fault).splitlines()), type(fault).__name__)
