"""A directory as document store: what it says is saved survives a power cut.

Written beside its place, synced, moved into place, and the move synced too: a file under its name is whole or not there.
"""

import os
import tempfile
from pathlib import Path

from django.core.files import File
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible(path="schakel.hub.documents.directory.DurableDirectory")
class DurableDirectory(FileSystemStorage):
    def _save(self, name: str, content: "File[bytes]") -> str:
        target = Path(self.path(name))
        make_folder(target.parent)
        descriptor, beside = tempfile.mkstemp(dir=target.parent, prefix=".")  # for the owner only
        try:
            with os.fdopen(descriptor, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            Path(beside).replace(target)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
        sync(target.parent)
        return name


def make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync(folder.parent)


def sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
