"""A backup: the database first, at one moment, then every file of the store that the folder does not have yet.

A file of the store is there before the row that names it, and is never changed: so what was copied later holds all that the
database knew. The manifest is written last; a backup without one does not count.
"""

import platform
import time
from collections.abc import Callable
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
from schakel.hub.records.files import require_room
from schakel.hub.records.folder import BackupFolder, part_of, write_list, write_manifest
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
    require_apart(place, folder)
    clock = time.monotonic()
    with folder.storage.lock():
        manifest, new = write_backup(place, folder, show=show)
        if keep:
            remove_old(folder, keep)
    return CreatedBackup(manifest, new, time.monotonic() - clock)


def write_backup(place: Place, folder: BackupFolder, *, show: Callable[[Pace], None]) -> tuple[Manifest, Copied]:
    """For one who has locked the folder."""
    began = datetime.now(UTC)
    name = f"{began:%Y-%m-%dT%H%M%SZ}"
    if name in folder.runs():
        raise RecordsError("busy", _("A backup of this second is there already: try again."))
    with folder.storage.new_run(name) as run:
        database, facts = dump_database(place, folder, run)
        copied = copy_documents(place.documents, folder, show=show)
        digests = folder.digests()
        copied.damaged += sorted(missing_files(place, digests))
        manifest = Manifest(
            name=name,
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
        folder.storage.sync()
        write_manifest(manifest, run)
    return manifest, copied


def require_apart(place: Place, folder: BackupFolder) -> None:
    """A backup inside what it is of would be moved away, or copied, with it."""
    inside = [each for each in (place.data, place.documents) if folder.storage.is_inside(each)]
    if inside:
        text = _("%(path)s is inside %(data)s: choose a folder outside it, on another disk.")
        raise RecordsError("inside", text % {"path": folder.address, "data": inside[0]})


def dump_database(place: Place, folder: BackupFolder, run: Path) -> tuple[StoredPart, Facts]:
    """In the clear it goes straight there; else past a file beside the data, so that the disk of the backups never sees it."""
    require_room(run, place.database.size())
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
        folder.storage.remove_run(name)
