"""What keeps a command from its work, in one sentence: for who runs it, instead of a traceback."""

import errno
import getpass
from gettext import gettext

from click import ClickException
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, InterfaceError, ProgrammingError

from schakel.cli.language import gettext_noop

FULL = gettext_noop("The disk is full: make room, then start Schakel again.")
READ_ONLY = gettext_noop(
    "The disk can only be read, not written: {place}. Mount it for writing, or take another place."
)
NO_RIGHT = gettext_noop("{user} may not write here: {place}. Give that user the right, or take another place.")
BROKEN = gettext_noop("The disk reports a fault ({fault}): look at the disk before you start Schakel again.")
NO_FILES = gettext_noop(
    "Too many files are open on this machine: raise the limit (ulimit -n), then start Schakel again."
)
NOT_REACHED = gettext_noop("The database cannot be reached: {fault}")
HELD = gettext_noop("Another program holds the database: stop it, then start Schakel again.")
NO_DRIVER = gettext_noop(
    "SCHAKEL_DATABASE asks for PostgreSQL, whose driver is not installed: pip install 'schakel[postgres]'."
)


def sentence(fault: BaseException) -> str:
    """Empty for what nobody expected: that keeps its traceback."""
    if isinstance(fault, ImproperlyConfigured):
        return gettext(NO_DRIVER) if "psycopg" in str(fault) else first_line(fault)
    if isinstance(fault, DatabaseError | InterfaceError):
        return of_database(fault)
    return of_disk(fault) if isinstance(fault, OSError) else ""


def of_disk(fault: OSError) -> str:
    place = fault.filename or "SCHAKEL_DATA"
    known = {
        errno.ENOSPC: gettext(FULL),
        errno.EDQUOT: gettext(FULL),
        errno.EROFS: gettext(READ_ONLY).format(place=place),
        errno.EACCES: gettext(NO_RIGHT).format(user=user(), place=place),
        errno.EPERM: gettext(NO_RIGHT).format(user=user(), place=place),
        errno.EIO: gettext(BROKEN).format(fault=fault),
        errno.EMFILE: gettext(NO_FILES),
        errno.ENFILE: gettext(NO_FILES),
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
        return gettext(BROKEN).format(fault=first_line(fault))
    if code.startswith("SQLITE_FULL"):
        return gettext(FULL)
    if code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        place = gettext("the database")
        return gettext(NO_RIGHT).format(user=user(), place=f"{place} ({first_line(fault)})")
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return gettext(HELD)
    if code == "SQLITE_ERROR" or isinstance(fault, ProgrammingError):
        return of_tables()
    is_expected = type(fault).__name__ in {"OperationalError", "InterfaceError"}
    return gettext(NOT_REACHED).format(fault=first_line(fault)) if is_expected else ""


def of_tables() -> str:
    """Tables or columns that are not there yet, or are of a newer version. Empty where they are those of this version."""
    from schakel.cli.starting import NOT_UP_TO_DATE, missing_changes

    try:
        return gettext(NOT_UP_TO_DATE) if missing_changes() else ""
    except ClickException as newer:
        return newer.message


def user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a number without a name, as in a container
        return gettext("This user")


def first_line(fault: BaseException) -> str:
    return next(iter(str(fault).splitlines()), type(fault).__name__)
