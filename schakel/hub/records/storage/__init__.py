"""Where backups are kept: a directory, or a bucket of an object store. Both hold the same names (`records/folder.py`)."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from schakel.hub.records.errors import RecordsError
from schakel.hub.records.storage.directory import DirectoryStorage

S3 = "s3://"


class Storage(Protocol):
    """Each raises RecordsError when the place cannot be read or written, and FileNotFoundError for a name that is not there."""

    @property
    def address(self) -> str:
        """As people write it."""

    def is_empty(self) -> bool: ...

    def is_inside(self, path: Path) -> bool: ...

    def read(self, name: str) -> bytes: ...

    def write(self, name: str, data: bytes) -> None:
        """It is durable afterwards."""

    def file(self, name: str) -> AbstractContextManager[Path]:
        """As a file here, for as long."""

    def runs(self) -> list[str]:
        """The backups that were finished, oldest first."""

    def partial_runs(self) -> list[str]:
        """Those that were cut short, or are being made."""

    def lock(self) -> AbstractContextManager[None]:
        """For one who writes. Raises RecordsError when another does."""

    def new_run(self, name: str) -> AbstractContextManager[Path]:
        """A directory for the files of one backup, which counts once all of them are kept, the manifest last. One that failed
        leaves nothing that counts; what those before left is removed."""

    def remove_run(self, name: str) -> None: ...

    def documents(self) -> set[str]:
        """The names of the documents' files, whole or not."""

    def doubtful_documents(self) -> set[str]:
        """Those that a run which was cut off may have left half."""

    def require_room(self, wanted: int) -> None:
        """For so many bytes of documents."""

    def write_documents(self, documents: Iterable[tuple[str, bytes]]) -> None:
        """Name and content. They are durable after `sync`."""

    def read_documents(self, names: Iterable[str]) -> Iterator[bytes | None]:
        """None: it is not there, or cannot be read."""

    def size_of_documents(self, names: Iterable[str]) -> int:
        """Bytes of those that are there."""

    def sync(self) -> None:
        """All that was written is there, and stays."""


def storage_at(address: str | Path) -> Storage:
    """A directory, or `s3://bucket/prefix`. Raises RecordsError."""
    text = str(address)
    if not text.startswith(S3):
        return DirectoryStorage(Path(address))
    bucket, _slash, prefix = text.removeprefix(S3).partition("/")
    if not bucket:
        raise RecordsError("no_bucket", _("%(address)s names no bucket: s3://bucket/prefix.") % {"address": text})
    if find_spec("boto3") is None:
        raise RecordsError("no_library", _("Backups in a bucket need the package boto3: pip install 'schakel[s3]'."))
    from schakel.hub.records.storage.bucket import BucketStorage  # late: boto3 takes long to load

    return BucketStorage.open(bucket, prefix.strip("/"), scratch=Path(settings.DATA))
