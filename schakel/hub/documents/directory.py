"""A directory as document store: what it says is saved survives a power cut.

Written elsewhere, synced, moved into place, and the move synced too: a file under its name is whole or not there.
"""

import os
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeVar

from django.core.files import File
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

from schakel.hub import storage_failure

T = TypeVar("T")
FRESH = 600.0  # seconds in which what was written may get the row that names it


class Kept(Exception):
    """Permanent: no file of a document is deleted by its name."""


@deconstructible(path="schakel.hub.documents.directory.DurableDirectory")
class DurableDirectory(FileSystemStorage):
    @contextmanager
    def together(self) -> Iterator[None]:
        """What is saved within is synced side by side at the end, in the time of one; nothing has its name before."""
        saving.together = []
        try:
            yield
            with storage_failure.guard():
                settle(saving.together)
        finally:
            discard(saving.together)
            saving.together = None

    def delete(self, name: str) -> None:
        """Refused: see `store.remove_unnamed`."""
        raise Kept(name)

    def set_aside(self, name: str) -> bool:
        """It has no name any more, until `put_back` or `remove_aside`. False: there is none, or it was written just now.

        One that was set aside before a crash is taken too.
        """
        place, aside = Path(self.path(name)), self.aside(name)
        if not aside.exists():
            try:
                place.rename(aside)
            except FileNotFoundError:
                return False
        if time.time() - aside.stat().st_mtime < FRESH:
            self.put_back(name)
            return False
        return True

    def put_back(self, name: str) -> None:
        """If it was set aside; unless the same was written anew meanwhile."""
        if self.aside(name).exists():
            with suppress(FileExistsError):
                os.link(self.aside(name), self.path(name))
            self.remove_aside(name)

    def remove_aside(self, name: str) -> None:
        with storage_failure.guard():
            self.aside(name).unlink()
            sync(self.aside(name).parent)

    def aside(self, name: str) -> Path:
        """Hidden, as what is being written: no backup and no check takes it for a document."""
        place = Path(self.path(name))
        return place.with_name(f".removed-{place.name}")

    def _save(self, name: str, content: "File[bytes]") -> str:
        with storage_failure.guard():
            self.write(name, content)
        return name

    def write(self, name: str, content: "File[bytes]") -> None:
        written = Written(*open_new(Path(self.location)), Path(self.path(name)))
        if saving.together is not None:
            saving.together.append(written)
        try:
            for chunk in content.chunks():
                written.file.write(chunk)
            written.file.flush()
            if saving.together is None:
                settle([written])
        finally:
            if saving.together is None:
                discard([written])


@dataclass(frozen=True)
class Written:
    """A file that is not in its place yet."""

    file: IO[bytes]
    path: Path
    target: Path


class Saving(threading.local):
    together: list[Written] | None = None  # None: each is settled for itself


saving, making = Saving(), threading.Lock()
SIDE_BY_SIDE = 16
syncing = ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="sync")


def open_new(folder: Path) -> tuple[IO[bytes], Path]:
    """For the owner only."""
    try:
        descriptor, path = tempfile.mkstemp(dir=folder, prefix=".")
    except FileNotFoundError:
        make_folders({folder})
        descriptor, path = tempfile.mkstemp(dir=folder, prefix=".")
    return os.fdopen(descriptor, "wb"), Path(path)


def settle(files: list[Written]) -> None:
    """Synced, moved into place, and the moves synced too."""
    side_by_side(os.fsync, [written.file.fileno() for written in files])
    folders = {written.target.parent for written in files}
    make_folders(folders)
    for written in files:
        written.path.replace(written.target)
    side_by_side(sync, folders)


def discard(files: list[Written]) -> None:
    """Closed; and gone, where they were not moved into place."""
    for written in files:
        written.file.close()
        written.path.unlink(missing_ok=True)


def make_folders(wanted: set[Path]) -> None:
    """Those that are missing; durable before another thread relies on them."""
    with making:
        side_by_side(sync, {holder for folder in wanted for holder in made(folder)})


def made(folder: Path) -> list[Path]:
    """The folders in which a new one was made."""
    if folder.is_dir():
        return []
    above = made(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    return [*above, folder.parent]


def sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def begin(deed: Callable[[T], object], share: list[T]) -> Future[None]:
    """In a thread beside this one. MemoryError: there is none to be had, which Python calls a RuntimeError."""
    try:
        return syncing.submit(done_for, deed, share)
    except RuntimeError as error:
        if "start new thread" in str(error):
            raise MemoryError(str(error)) from error
        raise


def side_by_side(deed: Callable[[T], object], things: Collection[T]) -> None:
    """Done for each before it returns, by a few threads. Raises what went wrong first in one of them."""
    several = list(things)
    shares = [several[n::SIDE_BY_SIDE] for n in range(min(SIDE_BY_SIDE, len(several)))]
    if not shares:
        return
    begun = [begin(deed, share) for share in shares[1:]]
    try:
        done_for(deed, shares[0])
    finally:
        wait(begun)
    for one in begun:
        one.result()


def done_for(deed: Callable[[T], object], things: list[T]) -> None:
    for thing in things:
        deed(thing)
