"""The files of the store on their way into a backup: each is read once, and must be what its name says."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from schakel.hub.documents.stored_files import registered
from schakel.hub.records.files import read_whole, walk_store
from schakel.hub.records.folder import BackupFolder
from schakel.hub.records.places import Place
from schakel.hub.records.progress import Pace, Progress


@dataclass
class Copied:
    files: int = 0
    bytes: int = 0  # in the clear
    damaged: list[str] = field(default_factory=list)  # sha256 of what the store did not give as it was kept


def copy_documents(documents: Path, folder: BackupFolder, *, show: Callable[[Pace], None]) -> Copied:
    """Those that the folder does not have. Raises RecordsError when there is no room for them."""
    there = folder.digests() - folder.digests_of(folder.storage.doubtful_documents())

    def missing() -> Iterator[tuple[str, str]]:
        return ((name, path) for name, path in walk_store(documents) if name not in there)

    sizes = [os.stat(path).st_size for _name, path in missing()]  # noqa: PTH116 -- perhaps a million times
    folder.storage.require_room(sum(sizes))
    done, progress = Copied(), Progress(len(sizes), show)

    def contents() -> Iterator[tuple[str, bytes]]:
        for name, path in missing():
            data = read_or_none(path)
            if data is None or hashlib.sha256(data).hexdigest() != name:
                done.damaged.append(name)
                continue
            yield name, data
            done.files += 1
            done.bytes += len(data)
            progress.count(len(data))

    folder.write_documents(contents())
    progress.tell()
    return done


def read_or_none(path: str) -> bytes | None:
    """None: the disk cannot read it, or it is gone."""
    try:
        return read_whole(path)
    except OSError:
        return None


def missing_files(place: Place, there: set[str]) -> set[str]:
    """What the database names, and neither this backup nor the store has: lost."""
    lost = {digest for digest in digests_named(place) if digest not in there}
    return {digest for digest in lost if not any(path.exists() for path in paths_of(place.documents, digest))}


def digests_named(place: Place) -> Iterator[str]:
    """By the database, once and more."""
    for each in registered:
        for (digest,) in place.database.ask(each.query()):
            yield digest


def paths_of(documents: Path, digest: str) -> Iterable[Path]:
    return documents / digest[:2] / digest, documents / digest[:2] / digest[2:4] / digest
