"""Files by the million, read and written with few calls each, and made durable all at once."""

import ctypes
import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.utils.translation import gettext as _

from schakel.hub.records.errors import RecordsError

ASIDE = "before-restore-"  # and the moment: where a restore puts what was there


def walk_store(documents: Path) -> Iterator[tuple[str, str]]:
    """Each file: its name, which is its sha256, and its path. Also those of a store that is older than two levels; what is
    being written has no name yet and is left out."""
    waiting = [str(documents)] if documents.is_dir() else []
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif not entry.name.startswith("."):
                    yield entry.name, entry.path


def read_whole(path: str) -> bytes:
    """With as few calls as it takes: there may be a million."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        left = os.fstat(descriptor).st_size
        pieces = []
        while left > 0 and (piece := os.read(descriptor, left)):
            pieces.append(piece)
            left -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)
    finally:
        os.close(descriptor)


def write_whole(path: str, data: bytes) -> None:
    """Under another name first. Not durable before the file system is synced."""
    folder, _slash, name = path.rpartition("/")
    half = f"{folder}/.{name}"
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        written = 0
        while written < len(data):
            written += os.write(descriptor, data[written:] if written else data)
    except BaseException:
        os.unlink(half)  # noqa: PTH108 -- as below
        raise
    finally:
        os.close(descriptor)
    os.rename(half, path)  # noqa: PTH104 -- a million times, where a Path costs as much as the call


def sync_file_system(place: Path) -> None:
    """All that was written on the file system of this folder is on its disk. Raises OSError."""
    descriptor = os.open(place, os.O_RDONLY)
    try:
        system = ctypes.CDLL(None, use_errno=True)
        if hasattr(system, "syncfs"):
            if system.syncfs(descriptor):
                number = ctypes.get_errno()
                raise OSError(number, os.strerror(number), str(place))
        else:
            os.sync()
    finally:
        os.close(descriptor)


def require_room(place: Path, wanted: int) -> None:
    """Raises RecordsError when so many bytes do not fit there."""
    free = shutil.disk_usage(place).free
    if free < wanted:
        values = {"path": place, "wanted": size_of(wanted), "free": size_of(free)}
        raise RecordsError("no_room", _("%(path)s has no room: %(wanted)s are needed, %(free)s are free.") % values)


def size_of(count: int) -> str:
    """`9.1 GB`, in units of 1,000."""
    size, unit = float(count), "B"
    for bigger in ("kB", "MB", "GB", "TB"):
        if size < 1000:
            break
        size, unit = size / 1000, bigger
    return f"{size:.1f} {unit}" if unit != "B" else f"{count} B"


@contextmanager
def full_disk_named(place: Path) -> Iterator[None]:
    """Raises RecordsError when the disk of this folder is full."""
    try:
        yield
    except OSError as fault:
        if fault.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise RecordsError("no_room", _("The disk of %(path)s is full.") % {"path": place}) from fault


@contextmanager
def move_aside(path: Path, moment: str) -> Iterator[list[str]]:
    """A file or folder is elsewhere on its disk; when what is within fails, it is back. Gives where, if it was there."""
    aside = path.parent / f"{ASIDE}{moment}"
    if not path.exists() or (path.is_dir() and not any(path.iterdir())):
        yield []
        return
    aside.mkdir(mode=0o700, exist_ok=True)
    path.rename(aside / path.name)
    try:
        yield [str(aside / path.name)]
    except BaseException:
        (aside / path.name).rename(path)
        with suppress(OSError):  # something else is in it too
            aside.rmdir()
        raise


def folders_in(place: Path) -> list[Path]:
    return [each for each in place.iterdir() if each.is_dir()] if place.is_dir() else []


def hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_durably(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
