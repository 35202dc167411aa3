"""A restore: everything is read, checked and prepared beside its place first; then what is there moves aside, and it moves in.

What fails before that leaves nothing behind; what fails after it is moved back. The journal stays where it is: it knows what
was acknowledged and numbered after the backup.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from schakel.hub.records.backup import SECRET
from schakel.hub.records.errors import RecordsError
from schakel.hub.records.facts import read_installation
from schakel.hub.records.files import (
    full_disk_named,
    move_aside,
    require_room,
    sync_file_system,
    sync_folder,
    write_whole,
)
from schakel.hub.records.folder import BackupFolder
from schakel.hub.records.manifest import Manifest
from schakel.hub.records.places import Place
from schakel.hub.records.progress import Pace, Progress

READY = ".restoring"  # ends the names of what is prepared


@dataclass(frozen=True)
class Restored:
    manifest: Manifest
    files: int
    damaged: list[str]  # sha256 of what the backup could not give, where that was allowed
    aside: list[str]  # where the data are that were there before
    is_same_key: bool  # the secret key is that of the backup


def restore_backup(
    place: Place,
    folder: BackupFolder,
    name: str = "",
    *,
    replace: bool = False,
    without_damaged: bool = False,
    show: Callable[[Pace], None] = lambda _pace: None,
    on_loaded: Callable[[Manifest], None] = lambda _manifest: None,
) -> Restored:
    """This backup, or the newest. `replace`: what is there moves aside; else nothing may be there. `without_damaged`: files of
    documents that the backup cannot give are left out, and named. `on_loaded`: what is done with the database before the restore
    counts; when it fails, all is moved back.

    Raises:
        RecordsError   nothing was changed
    """
    manifest = folder.read(name)
    require_fit(place, manifest)
    require_free(place, manifest, replace=replace)
    digests, key = folder.list_digests(manifest), read_secret_key(place, folder, manifest)
    ready, moment = ready_beside(place.documents), f"{datetime.now(UTC):%Y%m%dt%H%M%S}"
    with full_disk_named(place.data), cleared(place, ready):
        damaged = copy_documents(folder, digests, ready, show=show)
        if damaged and not without_damaged:
            raise RecordsError("damaged", said_of_damaged(damaged))
        dumped = prepare_database(place, folder, manifest)
        sync_file_system(ready)
        sync_file_system(place.data)
        with move_in(place, ready, moment) as aside, secret_key_in(place, key, moment):
            place.database.load(dumped, manifest.facts)
            on_loaded(manifest)
        sync_folder(place.documents.parent)
    is_same_key = bool(key) or place.fingerprint() == manifest.secret_key
    return Restored(manifest, len(digests) - len(damaged), damaged, aside, is_same_key)


def require_fit(place: Place, manifest: Manifest) -> None:
    """Raises RecordsError for a backup that this installation cannot use."""
    if manifest.engine != place.database.engine:
        text = _("The backup is of %(backup)s, and this installation uses %(here)s: set SCHAKEL_DATABASE.")
        raise RecordsError("other_engine", text % {"backup": manifest.engine, "here": place.database.engine})
    loader = MigrationLoader(None)
    ours = {f"{app}.{name}" for app, name in loader.disk_migrations}
    newer = [
        each for each in manifest.facts.migrations if each not in ours and each.split(".")[0] in loader.migrated_apps
    ]
    if newer:
        text = _("The backup was made by a newer version of Schakel (%(version)s), which has %(change)s: use that one.")
        raise RecordsError("newer_version", text % {"version": manifest.versions["schakel"], "change": newer[0]})


def require_free(place: Place, manifest: Manifest, *, replace: bool) -> None:
    """Raises RecordsError where data are, unless they may move aside; and where they are another installation's, or in use."""
    if place.documents.is_mount():
        text = _("%(documents)s is a disk of its own, which cannot move aside: let SCHAKEL_DATA be that disk.")
        raise RecordsError("mount_point", text % {"documents": place.documents})
    if not has_data(place):
        return
    if not replace:
        text = _("There are data in %(data)s: restore into an empty place, or use --replace, which moves them aside.")
        raise RecordsError("not_empty", text % {"data": place.data})
    if place.database.is_in_use():
        raise RecordsError("in_use", _("Schakel is running on these data: stop it first."))
    if place.database.has_data() and (there := installation_of(place)) and there != manifest.installation:
        text = _("The data in %(data)s are of another installation than the backup: move them away yourself.")
        raise RecordsError("other_installation", text % {"data": place.data})


def has_data(place: Place) -> bool:
    return place.database.has_data() or (place.documents.is_dir() and any(place.documents.iterdir()))


def installation_of(place: Place) -> str:
    """Empty also when the database cannot be read: a damaged one may be replaced."""
    with suppress(Exception):
        return read_installation(place.database.ask)
    return ""


def ready_beside(documents: Path) -> Path:
    """On the same file system, so that moving in is one step."""
    return documents.with_name(f"{documents.name}{READY}")


@contextmanager
def cleared(place: Place, documents: Path) -> Iterator[None]:
    """What is prepared is made anew, and gone in the end."""
    ready = [documents, place.data / f"database{READY}"]
    for each in ready:
        shutil.rmtree(each, ignore_errors=True)
        each.mkdir(mode=0o700, parents=True)
    try:
        yield
    finally:
        for each in ready:
            shutil.rmtree(each, ignore_errors=True)


def copy_documents(folder: BackupFolder, digests: list[str], to: Path, *, show: Callable[[Pace], None]) -> list[str]:
    """Returns the sha256 of each file that is missing in the backup, or is not what its name says."""
    require_room(to, folder.size_of(digests))
    for shard in {digest[:2] for digest in digests}:
        (to / shard).mkdir(mode=0o700, exist_ok=True)
    damaged, progress = [], Progress(len(digests), show)
    for digest, data in folder.read_documents(digests):
        if data is None:
            damaged.append(digest)
            continue
        write_whole(f"{to}/{digest[:2]}/{digest}", data)
        progress.count(len(data))
    progress.tell()
    return damaged


def said_of_damaged(damaged: list[str]) -> str:
    text = _(
        "%(count)s files of the backup are missing or damaged, the first is %(first)s: use another backup, or "
        "--without-damaged, which restores all others."
    )
    return text % {"count": len(damaged), "first": damaged[0]}


def prepare_database(place: Place, folder: BackupFolder, manifest: Manifest) -> Path:
    to = place.data / f"database{READY}" / place.database.file_name
    with folder.part(manifest.name, manifest.database) as source:
        require_room(place.data, source.stat().st_size)
        folder.cipher.decrypt_file(source, to)
    to.chmod(0o600)
    return to


@contextmanager
def move_in(place: Place, ready: Path, moment: str) -> Iterator[list[str]]:
    """The documents are those that were prepared; it gives where what was there is now. When what is within fails, all is
    where it was."""
    with place.database.move_aside(moment) as database, move_aside(place.documents, moment) as documents:
        ready.rename(place.documents)
        try:
            yield [*documents, *database]
        except BaseException:
            place.documents.rename(ready)
            raise


def read_secret_key(place: Place, folder: BackupFolder, manifest: Manifest) -> bytes:
    """That of an encrypted backup, where it is needed: another one is here, and SCHAKEL_SECRET_KEY is not set. Raises
    RecordsError."""
    if place.fingerprint() == manifest.secret_key or "SCHAKEL_SECRET_KEY" in os.environ:
        return b""
    if manifest.secret_key_file:
        with folder.part(manifest.name, manifest.secret_key_file) as path:
            return folder.cipher.decrypt(path.read_bytes())
    with suppress(FileNotFoundError):  # of a manifest from before it was in there
        return folder.cipher.decrypt(folder.storage.read(f"{manifest.name}/{SECRET}{folder.cipher.ending}"))
    return b""


@contextmanager
def secret_key_in(place: Place, key: bytes, moment: str) -> Iterator[None]:
    """This key, if there is one, is that of the installation. The one before is aside: it opens what the database that moved
    aside keeps encrypted. When what is within fails, it is back."""
    if not key:
        yield
        return
    target = place.data / SECRET
    with move_aside(target, moment):
        write_whole(str(target), key)
        sync_file_system(place.data)
        try:
            yield
        except BaseException:
            target.unlink()
            raise
