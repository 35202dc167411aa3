"""The folder of an installation's backups:

schakel-backups.json          whose they are
documents/ab/ab12…            every file of the store, by its sha256; the backups share them
2026-11-30T101500Z/           a backup: manifest.json, the database, files.sha256.gz
2026-11-30T101500Z.partial/   one that is being made, or was cut short
"""

import fcntl
import gzip
import io
import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from schakel.hub.records.encryption import Cipher, Clear, cipher_for
from schakel.hub.records.errors import RecordsError
from schakel.hub.records.files import folders_in, hash_file, write_durably
from schakel.hub.records.manifest import FORMAT, NAME, Manifest, StoredPart, altered, read_manifest

MARKER = "schakel-backups.json"
PARTIAL = ".partial"
LIST = "files.sha256.gz"
RUN = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z")
CHUNK = 1024 * 1024  # bytes


@dataclass(frozen=True)
class BackupFolder:
    path: Path
    installation: str  # in hex
    cipher: Cipher

    def runs(self) -> list[str]:
        """The names of the backups that were finished, oldest first."""
        return sorted(each.name for each in self.path.iterdir() if RUN.fullmatch(each.name) and each.is_dir())

    def partial_runs(self) -> list[Path]:
        return [
            each
            for each in self.path.iterdir()
            if RUN.fullmatch(each.name.removesuffix(PARTIAL)) and each.name.endswith(PARTIAL)
        ]

    def read(self, name: str) -> Manifest:
        """Of this backup, or of the newest when `name` is empty. Raises RecordsError."""
        if not name and not self.runs():
            what = _("There is no finished backup in %(path)s.")
            cut = _("There is no finished backup in %(path)s: the last one was cut short.")
            raise RecordsError(
                "cut_short" if self.partial_runs() else "no_backup",
                (cut if self.partial_runs() else what) % {"path": self.path},
            )
        chosen = name or self.runs()[-1]
        if not RUN.fullmatch(chosen) or not (self.path / chosen).is_dir():
            raise RecordsError(
                "no_backup", _("There is no backup %(name)s in %(path)s.") % {"name": chosen, "path": self.path}
            )
        manifest = read_manifest(self.path / chosen)
        if manifest.installation != self.installation or manifest.name != chosen:
            text = _("The manifest of %(name)s belongs to another installation, or to another backup.")
            raise RecordsError("other_installation", text % {"name": chosen})
        return manifest

    def document(self, digest: str) -> Path:
        return self.path / "documents" / digest[:2] / f"{digest}{self.cipher.ending}"

    def digests(self) -> set[str]:
        """Of the files of documents that are there, whole or not."""
        ending = self.cipher.ending
        return {
            entry.name.removesuffix(ending)
            for shard in folders_in(self.path / "documents")
            for entry in os.scandir(shard)
            if entry.name.endswith(ending) and not entry.name.startswith(".")
        }

    def part(self, run: str, part: StoredPart) -> Path:
        """A part of a backup, as it lies there. Raises RecordsError when it is not what the manifest says."""
        path = self.path / run / part.name
        try:
            size = path.stat().st_size
        except FileNotFoundError as fault:
            raise RecordsError(
                "cut_short",
                _("The backup %(name)s was cut short: %(part)s is missing.") % {"name": run, "part": part.name},
            ) from fault
        if size < part.bytes:
            raise RecordsError(
                "cut_short",
                _("The backup %(name)s was cut short: %(part)s ends too early.") % {"name": run, "part": part.name},
            )
        if hash_file(path) != part.sha256:
            raise altered(path)
        return path

    def list_digests(self, manifest: Manifest) -> list[str]:
        """Of the files that this backup holds. Raises RecordsError."""
        packed = self.cipher.decrypt(self.part(manifest.name, manifest.files).read_bytes())
        return [line[:64] for line in gzip.decompress(packed).decode().splitlines()]


def write_list(digests: Iterable[str], to: Path, cipher: Cipher) -> StoredPart:
    """As `sha256sum --check` reads it, from within the folder of the backups, once unpacked."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=1, mtime=0) as lines:
        for digest in sorted(digests):
            lines.write(f"{digest}  documents/{digest[:2]}/{digest}\n".encode())
    path = to / f"{LIST}{cipher.ending}"
    path.write_bytes(cipher.encrypt(packed.getvalue()))
    return part_of(path)


def part_of(path: Path) -> StoredPart:
    return StoredPart(path.name, hash_file(path), path.stat().st_size)


def open_folder(path: Path, *, key: Path | None = None) -> BackupFolder:
    """One that holds backups. `key`: the file with the key that opens encrypted ones. Raises RecordsError."""
    marker = path / MARKER
    if not path.is_dir() or not marker.exists():
        raise RecordsError("no_backup", _("%(path)s holds no backups of Schakel.") % {"path": path})
    try:
        told = json.loads(marker.read_text("utf-8"))
        form, installation, recipient = told["format"], str(told["installation"]), str(told["recipient"])
    except (ValueError, KeyError, TypeError) as fault:
        raise altered(marker) from fault
    if form != FORMAT:
        text = _("The backups in %(path)s were made by a newer version of Schakel: use that one.")
        raise RecordsError("newer_version", text % {"path": path})
    return BackupFolder(path, installation, cipher_for(recipient, key))


def create_folder(path: Path, installation: str, recipient: str = "") -> BackupFolder:
    """The one that is there, or a new one where there is nothing yet. Raises RecordsError."""
    if (path / MARKER).exists():
        folder = open_folder(path)
        if folder.installation != installation:
            text = _("%(path)s holds the backups of another installation: choose another folder.")
            raise RecordsError("other_installation", text % {"path": path})
        if recipient and recipient != folder.cipher.recipient:
            text = _("The backups in %(path)s are encrypted otherwise, or not: choose another folder.")
            raise RecordsError("other_key", text % {"path": path})
        return folder
    if path.exists() and any(path.iterdir()):
        raise RecordsError("not_empty", _("%(path)s holds other things: choose an empty folder.") % {"path": path})
    cipher = cipher_for(recipient, None) if recipient else Clear()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    told = {"format": FORMAT, "installation": installation, "recipient": recipient}
    write_durably(path / MARKER, json.dumps(told, indent=1) + "\n")
    return BackupFolder(path, installation, cipher)


@contextmanager
def lock_folder(path: Path) -> Iterator[None]:
    """For one who writes in it. Raises RecordsError when another does."""
    file = os.open(path / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise RecordsError("busy", _("Another backup to %(path)s is under way.") % {"path": path}) from fault
        yield
    finally:
        os.close(file)


def write_manifest(manifest: Manifest, run: Path) -> None:
    write_durably(run / NAME, manifest.as_json())
