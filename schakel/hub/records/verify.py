"""Whether everything is there and as it was kept: the store against the database, a backup against its manifest."""

import hashlib
import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.hub.records.copying import digests_named, paths_of, read_or_none
from schakel.hub.records.errors import RecordsError
from schakel.hub.records.files import walk_store
from schakel.hub.records.folder import BackupFolder
from schakel.hub.records.places import Place
from schakel.hub.records.progress import Pace, Progress

FRESH = 600.0  # seconds in which a file may be in the store before its row is written
OWN = hashlib.sha256(b"Schakel's doctor was here.\n").hexdigest()  # the doctor's sample, which no row names


class Fault(StrEnum):
    MISSING = "missing"
    ALTERED = "altered"
    LEFT_OVER = "left_over"

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self])


SENTENCES = {
    Fault.MISSING: gettext_lazy("missing: the database names it, the store does not have it"),
    Fault.ALTERED: gettext_lazy("altered: its content is not what its name says, or cannot be read"),
    Fault.LEFT_OVER: gettext_lazy("left over: the store has it, the database does not name it"),
}


@dataclass
class Verification:
    files: int = 0  # that were there
    read: int = 0
    bytes: int = 0  # read
    seconds: float = 0.0
    faults: list[tuple[Fault, str]] = field(default_factory=list)  # and the sha256, or the path, of the file


def verify_store(place: Place, *, sample: int = 0, show: Callable[[Pace], None] = lambda _pace: None) -> Verification:
    """Every file that the database names is there, and is what its name says; of `sample` files, drawn by lot, or of all.

    While others write: what came or went meanwhile is looked for again before it is named.
    """
    began = time.monotonic()
    named = {bytes.fromhex(digest) for digest in digests_named(place)}
    share = sample / len(named) if 0 < sample < len(named) else 1.0
    done, progress = Verification(), Progress(sample or len(named), show)
    strange: list[tuple[str, str]] = []
    for name, path in walk_store(place.documents):
        done.files += 1
        if not is_digest(name) or bytes.fromhex(name) not in named:
            strange.append((name, path))
        if is_digest(name):
            named.discard(bytes.fromhex(name))
            if share == 1.0 or random.random() < share:  # noqa: S311 -- no secret
                progress.count(read_against(name, path, done))
    progress.tell()
    done.faults += [(Fault.MISSING, each.hex()) for each in sorted(named) if not is_there(place, each.hex())]
    done.faults += [(Fault.LEFT_OVER, path) for path in sorted(still_strange(place, strange))]
    done.read, done.bytes, done.seconds = progress.done, progress.bytes, time.monotonic() - began
    return done


def read_against(digest: str, path: str, done: Verification) -> int:
    """How many bytes there are; what is not as it was kept is added to the faults."""
    data = read_or_none(path)
    if data is None or hashlib.sha256(data).hexdigest() != digest:
        done.faults.append((Fault.ALTERED, digest))
    return len(data or b"")


def is_digest(name: str) -> bool:
    return len(name) == 64 and set(name) <= set("0123456789abcdef")


def is_there(place: Place, digest: str) -> bool:
    return any(path.exists() for path in paths_of(place.documents, digest))


def still_strange(place: Place, strange: list[tuple[str, str]]) -> Iterator[str]:
    """Those that no row names by now either, and that have been there for a while."""
    old = [(name, path) for name, path in strange if name != OWN and is_old(path)]
    named = set(digests_named(place)) if old else set()
    return (path for name, path in old if name not in named)


def is_old(path: str) -> bool:
    try:
        return time.time() - os.stat(path).st_mtime > FRESH  # noqa: PTH116 -- perhaps a million times
    except FileNotFoundError:
        return False


def verify_backup(
    folder: BackupFolder, name: str = "", *, sample: int = 0, show: Callable[[Pace], None] = lambda _pace: None
) -> Verification:
    """Every part and every file of this backup, or of the newest. Raises RecordsError for what no file can be read without."""
    began = time.monotonic()
    manifest = folder.read(name)
    for part in (manifest.database, manifest.secret_key_file):
        if part:
            with folder.part(manifest.name, part):
                pass  # it is as it was written
    digests = folder.list_digests(manifest)
    there = folder.digests()
    chosen = random.sample(digests, sample) if 0 < sample < len(digests) else digests
    done, progress = Verification(files=len(there)), Progress(len(chosen), show)
    done.faults += [(Fault.MISSING, digest) for digest in digests if digest not in there]
    for digest, data in folder.read_documents([each for each in chosen if each in there]):
        if data is None:
            done.faults.append((Fault.ALTERED, digest))
        progress.count(len(data or b""))
    progress.tell()
    done.read, done.bytes, done.seconds = progress.done, progress.bytes, time.monotonic() - began
    if name in ("", folder.runs()[-1]):
        done.faults += [(Fault.LEFT_OVER, digest) for digest in sorted(there - set(digests))]
    return done


def require_not_older(place: Place, folder: BackupFolder) -> None:
    """The database here is at least as new as the newest backup. Raises RecordsError: an older copy was put back."""
    manifest = folder.read("")
    here = next(iter(place.database.ask("SELECT max(id) FROM network_transmission")))[0] or 0
    if here < (manifest.facts.last_transmission or 0):
        text = _(
            "The database here is older than the backup %(name)s: it ends at transmission %(here)s, the backup at %(backup)s."
        )
        values = {"name": manifest.name, "here": here, "backup": manifest.facts.last_transmission}
        raise RecordsError("older", text % values)
