"""Files that a program or a person laid in a folder of an office: `office-7` under a folder that a setting names.

The file that lies there is the work; there is no second queue. It is read when nobody wrote to it for a while, by one worker
at a time, then moved, so that nothing is read for ever and nothing is overwritten.
"""

import fcntl
import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from schakel.file_permissions import make_shared
from schakel.hub.connections.models import Office
from schakel.hub.intervals import Interval

PAUSE = 10.0  # seconds between two looks of one process
STILL = 10.0  # seconds without a change, before which somebody may still be writing it
UNFINISHED = (".part", ".tmp", ".filepart", ".crdownload")
DONE, REFUSED = "done", "refused"
FOLDER = "office-{pk}"

log = logging.getLogger(__name__)
Within = Callable[[Path], Iterable[str]]
Deed = Callable[[Path, Office], bool]  # whether it was taken in; what it raises may go right the next time


def read_each(root: str, between_looks: Interval, deed: Deed, *, within: Within = lambda _own: ("",)) -> int:
    """How many files were read. `within` names the folders in that of an office that are looked through, "" itself."""
    if not root or not between_looks.begin():
        return 0
    with alone(Path(root)) as is_mine:
        offices = Office.objects.order_by("pk") if is_mine else ()
        folders = ((office, each) for office in offices for each in folders_of(root, office, within))
        return sum(read(path, office, deed) for office, folder in folders for path in waiting(folder))


def folders_of(root: str, office: Office, within: Within) -> Iterator[Path]:
    own = folder_of(root, office)
    yield from (folder_of(root, office, name) for name in within(own))


@contextmanager
def alone(root: Path) -> Iterator[bool]:
    """False when another worker is at it."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def folder_of(root: str, office: Office, within: str = "") -> Path:
    """Made when it is not there, so that people find where to lay their files."""
    own = Path(root) / FOLDER.format(pk=office.pk)
    Path(root).mkdir(parents=True, exist_ok=True)
    folder = own / within
    for each in dict.fromkeys((own, folder, folder / DONE, folder / REFUSED)):
        make_shared(each)
    return folder


def waiting(folder: Path) -> Iterator[Path]:
    """The files of which nobody is writing any more; no links, for they could lead out of the folder."""
    latest = time.time() - STILL
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name.startswith(".") or entry.name.lower().endswith(UNFINISHED):
            continue
        if entry.is_file(follow_symlinks=False) and entry.stat(follow_symlinks=False).st_mtime <= latest:
            yield Path(entry.path)


def read(path: Path, office: Office, deed: Deed) -> bool:
    """One file; False when something went wrong that may go right the next time."""
    try:
        is_taken = deed(path, office)
        path.rename(free(path.parent / (DONE if is_taken else REFUSED) / path.name))
    except Exception:
        log.exception("%s stays where it is", path)
        return False
    return True


def free(path: Path) -> Path:
    """A name that is not taken: nothing that lies there is overwritten."""
    names = (path.with_name(f"{path.stem}-{at}{path.suffix}") for at in range(2, 10_000))
    return path if not path.exists() else next(name for name in names if not name.exists())
