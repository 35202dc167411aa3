"""The folder of an installation's backups:

schakel-backups.json          whose they are
documents/ab/ab12…            every file of the store, by its sha256; the backups share them
2026-11-30T101500Z/           a backup: manifest.json, the database, files.sha256.gz
2026-11-30T101500Z.partial/   one that is being made, or was cut short
"""

import gzip
import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.utils.translation import gettext as _

from schakel.hub.records.encryption import Cipher, Clear, cipher_for
from schakel.hub.records.errors import RecordsError
from schakel.hub.records.files import hash_file, write_durably
from schakel.hub.records.manifest import FORMAT, NAME, Manifest, StoredPart, altered, read_manifest
from schakel.hub.records.storage import Storage, storage_at
from schakel.hub.records.storage.directory import RUN

MARKER = "schakel-backups.json"
LIST = "files.sha256.gz"


@dataclass(frozen=True)
class BackupFolder:
    storage: Storage
    installation: str  # in hex
    cipher: Cipher

    @property
    def address(self) -> str:
        return self.storage.address

    def runs(self) -> list[str]:
        """The names of the backups that were finished, oldest first."""
        return self.storage.runs()

    def read(self, name: str) -> Manifest:
        """Of this backup, or of the newest when `name` is empty. Raises RecordsError."""
        runs = self.runs()
        if not name and not runs:
            what = _("There is no finished backup in %(path)s.")
            cut = _("There is no finished backup in %(path)s: the last one was cut short.")
            is_cut = bool(self.storage.partial_runs())
            raise RecordsError(
                "cut_short" if is_cut else "no_backup", (cut if is_cut else what) % {"path": self.address}
            )
        chosen = name or runs[-1]
        if not RUN.fullmatch(chosen) or chosen not in runs:
            raise RecordsError(
                "no_backup", _("There is no backup %(name)s in %(path)s.") % {"name": chosen, "path": self.address}
            )
        manifest = read_manifest(self.storage, chosen)
        if manifest.installation != self.installation or manifest.name != chosen:
            text = _("The manifest of %(name)s belongs to another installation, or to another backup.")
            raise RecordsError("other_installation", text % {"name": chosen})
        return manifest

    def digests(self) -> set[str]:
        """Of the files of documents that are there, whole or not."""
        return self.digests_of(self.storage.documents())

    def digests_of(self, names: set[str]) -> set[str]:
        ending = self.cipher.ending
        return {name.removesuffix(ending) for name in names if name.endswith(ending)} if ending else names

    def write_documents(self, documents: Iterable[tuple[str, bytes]]) -> None:
        """By their digests, in the clear."""
        cipher = self.cipher
        self.storage.write_documents((f"{digest}{cipher.ending}", cipher.encrypt(data)) for digest, data in documents)

    def read_documents(self, digests: list[str]) -> Iterator[tuple[str, bytes | None]]:
        """Each with its content in the clear; None: it is missing, cannot be read, or is not what its name says."""
        names = (f"{digest}{self.cipher.ending}" for digest in digests)
        for digest, data in zip(digests, self.storage.read_documents(names), strict=True):
            yield digest, self.decrypted(digest, data)

    def decrypted(self, digest: str, data: bytes | None) -> bytes | None:
        if data is None:
            return None
        try:
            clear = self.cipher.decrypt(data)
        except RecordsError as fault:
            if fault.code != "damaged":
                raise
            return None
        return clear if sha256(clear).hexdigest() == digest else None

    def size_of(self, digests: list[str]) -> int:
        """Bytes of these files, about."""
        return self.storage.size_of_documents(f"{digest}{self.cipher.ending}" for digest in digests)

    @contextmanager
    def part(self, run: str, part: StoredPart) -> Iterator[Path]:
        """A part of a backup, as it was written. Raises RecordsError when it is not what the manifest says."""
        try:
            with self.storage.file(f"{run}/{part.name}") as path:
                if path.stat().st_size < part.bytes:
                    text = _("The backup %(name)s was cut short: %(part)s ends too early.")
                    raise RecordsError("cut_short", text % {"name": run, "part": part.name})
                if hash_file(path) != part.sha256:
                    raise altered(f"{self.address}/{run}/{part.name}")
                yield path
        except FileNotFoundError as fault:
            text = _("The backup %(name)s was cut short: %(part)s is missing.")
            raise RecordsError("cut_short", text % {"name": run, "part": part.name}) from fault

    def list_digests(self, manifest: Manifest) -> list[str]:
        """Of the files that this backup holds. Raises RecordsError."""
        with self.part(manifest.name, manifest.files) as path:
            packed = self.cipher.decrypt(path.read_bytes())
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


def open_folder(address: str | Path, *, key: Path | None = None) -> BackupFolder:
    """One that holds backups. `key`: the file with the key that opens encrypted ones. Raises RecordsError."""
    storage = storage_at(address)
    try:
        marker = storage.read(MARKER)
    except (FileNotFoundError, NotADirectoryError) as fault:
        raise RecordsError(
            "no_backup", _("%(path)s holds no backups of Schakel.") % {"path": storage.address}
        ) from fault
    try:
        told = json.loads(marker)
        form, installation, recipient = told["format"], str(told["installation"]), str(told["recipient"])
    except (ValueError, KeyError, TypeError) as fault:
        raise altered(f"{storage.address}/{MARKER}") from fault
    if form != FORMAT:
        text = _("The backups in %(path)s were made by a newer version of Schakel: use that one.")
        raise RecordsError("newer_version", text % {"path": storage.address})
    return BackupFolder(storage, installation, cipher_for(recipient, key))


def create_folder(address: str | Path, installation: str, recipient: str = "") -> BackupFolder:
    """The one that is there, or a new one where there is nothing yet. Raises RecordsError."""
    storage = storage_at(address)
    if storage.is_empty():
        cipher = cipher_for(recipient, None) if recipient else Clear()
        told = {"format": FORMAT, "installation": installation, "recipient": recipient}
        storage.write(MARKER, f"{json.dumps(told, indent=1)}\n".encode())
        return BackupFolder(storage, installation, cipher)
    try:
        folder = open_folder(address)
    except RecordsError as fault:
        if fault.code != "no_backup":
            raise
        text = _("%(path)s holds other things: choose an empty folder.")
        raise RecordsError("not_empty", text % {"path": storage.address}) from fault
    if folder.installation != installation:
        text = _("%(path)s holds the backups of another installation: choose another folder.")
        raise RecordsError("other_installation", text % {"path": storage.address})
    if recipient and recipient != folder.cipher.recipient:
        text = _("The backups in %(path)s are encrypted otherwise, or not: choose another folder.")
        raise RecordsError("other_key", text % {"path": storage.address})
    return folder


def write_manifest(manifest: Manifest, run: Path) -> None:
    write_durably(run / NAME, manifest.as_json())
