"""The ZIP of one part, written to a file as it comes: what is in memory is its index, and lines up to a megabyte a section."""

import hashlib
import json
import os
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder

IN_MEMORY = 1_000_000  # bytes of a section's lines
PIECE = 1 << 20  # bytes


class Archive:
    """Lines are gathered beside it and go in at the end, each section as one file; everything that is in it is in SHA256SUMS."""

    def __init__(self, file: zipfile.ZipFile, open_files: ExitStack) -> None:
        self.file, self.open_files = file, open_files
        self.lines: dict[str, IO[bytes]] = {}
        self.counts: Counter[str] = Counter()
        self.sums = self.spool()

    def spool(self) -> IO[bytes]:
        return self.open_files.enter_context(tempfile.SpooledTemporaryFile(IN_MEMORY))

    def write(self, name: str, data: bytes) -> None:
        self.file.writestr(name, data)
        self.sum(name, hashlib.sha256(data).hexdigest())

    def writestr(self, name: str, data: bytes) -> None:
        """As that of a ZipFile, for what writes documents into one."""
        self.write(name, data)

    def sum(self, name: str, digest: str) -> None:
        self.sums.write(f"{digest}  {name}\n".encode())

    def add_line(self, section: str, values: dict[str, Any]) -> None:
        if section not in self.lines:
            self.lines[section] = self.spool()
        text = json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False)
        self.lines[section].write(f"{text}\n".encode())
        self.counts[section] += 1

    def finish(self, manifest: dict[str, Any], index: bytes) -> None:
        for section, lines in self.lines.items():
            self.copy(f"{section}.jsonl", lines)
        self.write("index.csv", index)
        self.write("manifest.json", json.dumps(manifest, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2).encode())
        self.copy("SHA256SUMS", self.sums, is_summed=False)

    def copy(self, name: str, source: IO[bytes], *, is_summed: bool = True) -> None:
        source.seek(0)
        made = hashlib.sha256()
        with self.file.open(name, "w", force_zip64=True) as target:
            while piece := source.read(PIECE):
                made.update(piece)
                target.write(piece)
        if is_summed:
            self.sum(name, made.hexdigest())


@contextmanager
def new_archive(place: Path) -> Iterator[Archive]:
    """A file that has its name once it is whole and on the disk."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = place.with_suffix(".half")
    try:
        with half.open("wb") as target, ExitStack() as open_files:
            with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as file:
                yield Archive(file, open_files)
            target.flush()
            os.fsync(target.fileno())
        half.rename(place)
    except BaseException:
        half.unlink(missing_ok=True)
        raise
