"""What Schakel keeps on the disk is for its own user only: the database, documents, keys (L06, ADR 0190).

Folders that other programs share are the exception: what is made in one has that folder's own rights.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

OTHERS = 0o077  # the rights of the group and of everybody else
SHARED_FILE = 0o640  # at most, in a shared folder


def set_umask() -> None:
    """To be called before a process makes its first file."""
    os.umask(OTHERS)


def close_to_others(*places: Path) -> None:
    """Takes all rights from others on these files and folders, and on what is in them. What is not ours stays as it is."""
    for place in places:
        with suppress(OSError):
            for path in open_to_others(place):
                with suppress(OSError):  # it belongs to another user, or is gone: the doctor says what is still open
                    path.chmod(stat.S_IMODE(path.lstat().st_mode) & ~OTHERS)


def open_to_others(place: Path) -> Iterator[Path]:
    """What others may read, change or enter: the file or folder itself, and what is in the folder.

    A folder inside that only its owner enters hides all that it holds and is not looked into, so that a million documents
    cost nothing. Links are not followed. Raises OSError.
    """
    if not place.exists():
        return
    if place.stat().st_mode & OTHERS:
        yield place
    if place.is_dir():
        yield from open_inside(place)


def open_inside(folder: Path) -> Iterator[Path]:
    """A folder comes after what it holds: a walk that was cut short is taken up again by the next."""
    with os.scandir(folder) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                mode = entry.stat(follow_symlinks=False).st_mode
                if stat.S_ISLNK(mode) or not mode & OTHERS:
                    continue
                if stat.S_ISDIR(mode):
                    yield from open_inside(Path(entry.path))
                yield Path(entry.path)


def replaceable_from(place: Path) -> Path | None:
    """The folder above in which others may put something else in the place of this one; None when there is none."""
    for folder in place.resolve().parents:
        mode = folder.stat().st_mode
        if mode & 0o022 and not mode & stat.S_ISVTX:
            return folder
    return None


def make_shared(folder: Path) -> None:
    """Makes a folder where it is missing. The one above must be there."""
    with suppress(FileExistsError):
        folder.mkdir()
        share_folder(folder, folder.parent)


def share_folder(folder: Path | int, above: Path | int) -> None:
    """Gives a new folder the rights of the one above, where the file system knows rights. Each is a path or is open."""
    with suppress(OSError):
        os.chmod(folder, stat.S_IMODE(os.stat(above).st_mode))  # noqa: PTH101, PTH116 -- Path opens no descriptor


def share_file(file: Path | int, folder: Path | int) -> None:
    """Gives a new file the rights of its folder: the group reads it where the group may read the folder."""
    with suppress(OSError):
        os.chmod(file, os.stat(folder).st_mode & SHARED_FILE)  # noqa: PTH101, PTH116 -- as above
