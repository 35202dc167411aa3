"""Bank statements by folder: the worker's step that reads what a bank's program or a person laid there.

Under SCHAKEL_STATEMENTS_FOLDER each office has a folder `office-7`. What was read is moved to `done` in it, what was not,
or not wholly, to `refused`; what became of each stands on the page of the statements. The same file twice changes nothing.
"""

import fcntl
import hashlib
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from schakel.hub.connections.models import Office
from schakel.hub.payments.matching import Added, add_of_office
from schakel.hub.payments.models import FolderFile
from schakel.sepa.errors import SepaError, words_of

PAUSE = 10.0  # seconds between two looks of one process
STILL = 10.0  # seconds without a change, before which somebody may still be writing it
LARGEST = 20 * 1024 * 1024  # bytes of a statement
TOO_LARGE = "too_large"
UNFINISHED = (".part", ".tmp", ".filepart", ".crdownload")
DONE, REFUSED = "done", "refused"
FOLDER = "office-{pk}"

log = logging.getLogger(__name__)
looked: list[float] = []  # when this process last did


def read_folder() -> int:
    """The worker's step. Returns how many files were read."""
    root = settings.STATEMENTS_FOLDER
    if not root or (looked and time.monotonic() - looked[-1] < PAUSE):
        return 0
    looked[:] = [time.monotonic()]
    with alone(Path(root)) as is_mine:
        offices = Office.objects.order_by("pk") if is_mine else ()
        return sum(read(path, office) for office in offices for path in waiting(folder_of(office)))


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


def folder_of(office: Office) -> Path:
    """Made when it is not there, so that people find where to lay their files."""
    folder = Path(settings.STATEMENTS_FOLDER) / FOLDER.format(pk=office.pk)
    for each in (folder, folder / DONE, folder / REFUSED):
        each.mkdir(parents=True, exist_ok=True)
    return folder


def waiting(folder: Path) -> Iterator[Path]:
    """The files of which nobody is writing any more; no links, for they could lead out of the folder."""
    latest = time.time() - STILL
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name.startswith(".") or entry.name.lower().endswith(UNFINISHED):
            continue
        if entry.is_file(follow_symlinks=False) and entry.stat(follow_symlinks=False).st_mtime <= latest:
            yield Path(entry.path)


def read(path: Path, office: Office) -> bool:
    """One file; False when something went wrong that may go right the next time."""
    try:
        content = path.read_bytes() if path.stat().st_size <= LARGEST else None
        file = kept(path, office, content=content)
        path.rename(free(path.parent / (REFUSED if file.is_refused else DONE) / path.name))
    except Exception:
        log.exception("%s stays where it is", path)
        return False
    return True


def kept(path: Path, office: Office, *, content: bytes | None) -> FolderFile:
    """Its row, with what became of it."""
    digest = hashlib.sha256(path.name.encode() if content is None else content).hexdigest()
    facts = outcome(content, office) | {"name": path.name[:200], "at": timezone.now()}
    file, _is_new = FolderFile.objects.update_or_create(office=office, sha256=digest, defaults=facts)
    return file


def outcome(content: bytes | None, office: Office) -> dict[str, object]:
    if content is None:
        return facts(Added(()), fault=TOO_LARGE)
    try:
        return facts(add_of_office(content, office))
    except SepaError as fault:
        return facts(Added(()), fault=fault.code)


def facts(added: Added, *, fault: str = "") -> dict[str, object]:
    return {
        "fault": fault,
        "foreign": list(added.foreign),
        "shared": list(added.shared),
        "added": len(added.statements),
        "known": added.known,
        "matched": added.matched,
    }


def free(path: Path) -> Path:
    """A name that is not taken: nothing that lies there is overwritten."""
    names = (path.with_name(f"{path.stem}-{at}{path.suffix}") for at in range(2, 10_000))
    return path if not path.exists() else next(name for name in names if not name.exists())


def reasons(file: FolderFile) -> Iterator[str]:
    """Why something of it was not kept, and what to do, for the reader."""
    if file.fault == TOO_LARGE:
        yield _("%(name)s is too large for a bank statement.") % {"name": file.name}
    elif file.fault:
        yield words_of(file.fault).said_in(get_language() or "en")
    for iban in file.foreign:
        yield _(
            "Account %(iban)s is of no company here. Add it to its company, and lay the file in the folder again."
        ) % {"iban": iban}
    for iban in file.shared:
        yield _("Account %(iban)s is of several companies here. Add the file on the page of the right one.") % {
            "iban": iban
        }
