"""A backup: the database first, at one moment, then every file of the store that the folder does not have yet.

A file of the store is there before the row that names it, and is never changed: so what was copied later holds all that the
database knew. The manifest is written last; a backup without one does not count.
"""

import platform
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import django
from django.utils.translation import gettext as _

from schakel import __version__
from schakel.hub.records.copying import Copied, copy_documents, missing_files
from schakel.hub.records.errors import RecordsError
from schakel.hub.records.facts import Facts
from schakel.hub.records.files import full_disk_named, require_room, sync_file_system, sync_folder
from schakel.hub.records.folder import PARTIAL, BackupFolder, lock_folder, part_of, write_list, write_manifest
from schakel.hub.records.manifest import Manifest, StoredPart
from schakel.hub.records.places import Place
from schakel.hub.records.progress import Pace

SECRET = "secret_key"  # noqa: S105 -- the name of a file


@dataclass(frozen=True)
class CreatedBackup:
    manifest: Manifest
    new: Copied
    seconds: float


def create_backup(
    place: Place, folder: BackupFolder, *, keep: int = 0, show: Callable[[Pace], None] = lambda _pace: None
) -> CreatedBackup:
    """Into this folder. `keep`: how many backups stay, with this one; 0: all.

    Raises:
        RecordsError   no backup was made, and those before are as they were
    """
    require_apart(place, folder.path)
    clock = time.monotonic()
    with full_disk_named(folder.path), lock_folder(folder.path):
        manifest, new = write_backup(place, folder, show=show)
        if keep:
            remove_old(folder, keep)
    return CreatedBackup(manifest, new, time.monotonic() - clock)


def write_backup(place: Place, folder: BackupFolder, *, show: Callable[[Pace], None]) -> tuple[Manifest, Copied]:
    """For one who has locked the folder."""
    began = datetime.now(UTC)
    with new_run(folder, began) as run:
        database, facts = dump_database(place, folder, run)
        copied = copy_documents(place.documents, folder, show=show)
        digests = folder.digests()
        copied.damaged += sorted(missing_files(place, digests))
        manifest = Manifest(
            name=run.name.removesuffix(PARTIAL),
            installation=folder.installation,
            begun_at=began.isoformat(),
            finished_at=datetime.now(UTC).isoformat(),
            engine=place.database.engine,
            versions=versions(place),
            database=database,
            files=write_list(digests, run, folder.cipher),
            file_count=len(digests),
            facts=facts,
            secret_key=place.fingerprint(),
            secret_key_file=copy_secret_key(place, folder, run),
            is_encrypted=bool(folder.cipher.recipient),
            damaged=copied.damaged,
        )
        sync_file_system(folder.path)
        write_manifest(manifest, run)
    return manifest, copied


def require_apart(place: Place, path: Path) -> None:
    """A backup inside what it is of would be moved away, or copied, with it."""
    inside = [each for each in (place.data, place.documents) if path.resolve().is_relative_to(each)]
    if inside:
        text = _("%(path)s is inside %(data)s: choose a folder outside it, on another disk.")
        raise RecordsError("inside", text % {"path": path, "data": inside[0]})


@contextmanager
def new_run(folder: BackupFolder, began: datetime) -> Iterator[Path]:
    """The folder of one backup, that gets its name when all of it is there. One that failed leaves nothing that counts."""
    name = f"{began:%Y-%m-%dT%H%M%SZ}"
    if name in folder.runs():
        raise RecordsError("busy", _("A backup of this second is there already: try again."))
    run = folder.path / f"{name}{PARTIAL}"
    run.mkdir(mode=0o700)
    try:
        yield run
    except BaseException:
        shutil.rmtree(run, ignore_errors=True)
        raise
    for cut_short in folder.partial_runs():
        if cut_short != run:
            shutil.rmtree(cut_short)
    run.rename(folder.path / name)
    sync_folder(folder.path)


def dump_database(place: Place, folder: BackupFolder, run: Path) -> tuple[StoredPart, Facts]:
    """In the clear it goes straight there; else past a file beside the data, so that the disk of the backups never sees it."""
    require_room(folder.path, place.database.size())
    name = place.database.file_name
    if not folder.cipher.recipient:
        facts = place.database.dump(run / name)
        (run / name).chmod(0o600)
        return part_of(run / name), facts
    with TemporaryDirectory(dir=place.data, prefix=".backup-") as aside:
        facts = place.database.dump(Path(aside) / name)
        folder.cipher.encrypt_file(Path(aside) / name, run / f"{name}{folder.cipher.ending}")
    return part_of(run / f"{name}{folder.cipher.ending}"), facts


def copy_secret_key(place: Place, folder: BackupFolder, run: Path) -> StoredPart | None:
    """Only into backups that are encrypted: it opens what the database keeps encrypted (L06)."""
    if folder.cipher.recipient:
        path = run / f"{SECRET}{folder.cipher.ending}"
        path.write_bytes(folder.cipher.encrypt(place.secret_key.encode()))
        return part_of(path)
    return None


def versions(place: Place) -> dict[str, str]:
    return {
        "schakel": __version__,
        "python": platform.python_version(),
        "django": django.get_version(),
        place.database.engine: place.database.version(),
    }


def remove_old(folder: BackupFolder, keep: int) -> None:
    """The older ones, without the files of documents, of which the newest needs each."""
    for name in folder.runs()[:-keep]:
        (folder.path / name).rename(folder.path / f"{name}{PARTIAL}")  # from now on it is none
        shutil.rmtree(folder.path / f"{name}{PARTIAL}")
