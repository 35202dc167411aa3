"""Backups in a directory, on another disk than the data."""

import fcntl
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from schakel.hub.records.errors import RecordsError
from schakel.hub.records.files import (
    folders_in,
    full_disk_named,
    read_whole,
    require_room,
    sync_file_system,
    sync_folder,
    write_durably,
    write_whole,
)

RUN = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z")
PARTIAL = ".partial"  # ends the name of a run that is being made, or was cut short


@dataclass(frozen=True)
class DirectoryStorage:
    path: Path

    @property
    def address(self) -> str:
        return str(self.path)

    def is_empty(self) -> bool:
        return not self.path.exists() or (self.path.is_dir() and not any(self.path.iterdir()))

    def is_inside(self, path: Path) -> bool:
        return self.path.resolve().is_relative_to(path)

    def read(self, name: str) -> bytes:
        return (self.path / name).read_bytes()

    def write(self, name: str, data: bytes) -> None:
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_durably(self.path / name, data.decode())

    @contextmanager
    def file(self, name: str) -> Iterator[Path]:
        (self.path / name).stat()  # FileNotFoundError
        yield self.path / name

    def runs(self) -> list[str]:
        return sorted(each.name for each in self.path.iterdir() if RUN.fullmatch(each.name) and each.is_dir())

    def partial_runs(self) -> list[str]:
        names = [each.name for each in self.path.iterdir() if each.name.endswith(PARTIAL)]
        return [name for name in names if RUN.fullmatch(name.removesuffix(PARTIAL))]

    @contextmanager
    def lock(self) -> Iterator[None]:
        with full_disk_named(self.path), lock_file(self.path / ".lock", self.address):
            yield

    @contextmanager
    def new_run(self, name: str) -> Iterator[Path]:
        run = self.path / f"{name}{PARTIAL}"
        run.mkdir(mode=0o700)
        try:
            yield run
        except BaseException:
            shutil.rmtree(run, ignore_errors=True)
            raise
        for cut_short in self.partial_runs():
            if cut_short != run.name:
                shutil.rmtree(self.path / cut_short)
        run.rename(self.path / name)
        sync_folder(self.path)

    def remove_run(self, name: str) -> None:
        (self.path / name).rename(self.path / f"{name}{PARTIAL}")  # from now on it is none
        shutil.rmtree(self.path / f"{name}{PARTIAL}")

    def documents(self) -> set[str]:
        return {
            entry.name
            for shard in folders_in(self.path / "documents")
            for entry in os.scandir(shard)
            if not entry.name.startswith(".")
        }

    def doubtful_documents(self) -> set[str]:
        """By their time: a power cut may have come before they were synced."""
        begun = [(self.path / each).stat().st_mtime for each in self.partial_runs()]
        if len(begun) < 2:  # the one that runs now is one of them
            return set()
        since = min(begun) - 2
        return {
            entry.name
            for shard in folders_in(self.path / "documents")
            for entry in os.scandir(shard)
            if entry.stat().st_mtime >= since
        }

    def require_room(self, wanted: int) -> None:
        require_room(self.path, wanted)

    def write_documents(self, documents: Iterable[tuple[str, bytes]]) -> None:
        shards = {each.name for each in folders_in(self.path / "documents")}
        for name, data in documents:
            if name[:2] not in shards:
                (self.path / "documents" / name[:2]).mkdir(mode=0o700, parents=True, exist_ok=True)
                shards.add(name[:2])
            write_whole(self.document(name), data)

    def read_documents(self, names: Iterable[str]) -> Iterator[bytes | None]:
        return map(self.read_document, names)

    def read_document(self, name: str) -> bytes | None:
        try:
            return read_whole(self.document(name))
        except OSError:
            return None

    def size_of_documents(self, names: Iterable[str]) -> int:
        return sum(map(self.size_of_document, names))

    def size_of_document(self, name: str) -> int:
        try:
            return os.stat(self.document(name)).st_size  # noqa: PTH116 -- a million times
        except FileNotFoundError:
            return 0

    def document(self, name: str) -> str:
        """No Path: it may be asked a million times."""
        return f"{self.path}/documents/{name[:2]}/{name}"

    def sync(self) -> None:
        sync_file_system(self.path)


@contextmanager
def lock_file(path: Path, address: str) -> Iterator[None]:
    """Raises RecordsError when another process has it."""
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise RecordsError("busy", _("Another backup to %(path)s is under way.") % {"path": address}) from fault
        yield
    finally:
        os.close(file)
