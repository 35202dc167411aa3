"""Backups in a bucket of an object store. An object is there whole or not at all, and nothing is renamed: a run counts from the
moment that its manifest is there.

A store may answer that it has taken what it lost: so what is there is listed before the manifest is written.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.hub.outside.objects import Bucket, ObjectStoreError, Trouble, open_bucket, side_by_side
from schakel.hub.records.errors import RecordsError
from schakel.hub.records.files import full_disk_named
from schakel.hub.records.manifest import NAME
from schakel.hub.records.storage.directory import RUN, lock_file

FEW = 1000  # documents, as many as one request lists
STALE = timedelta(days=1)  # after which a run without a manifest was cut short: until then it may be another machine's
SENTENCES = {
    Trouble.NO_KEY: (
        "store_refuses",
        gettext_lazy("there is no key for it: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
    ),
    Trouble.REFUSED: ("store_refuses", gettext_lazy("it refuses the key, or what the key may do")),
    Trouble.NO_BUCKET: ("no_bucket", gettext_lazy("it has no such bucket: make it first")),
    Trouble.WRONG_REGION: ("wrong_region", gettext_lazy("the bucket is in another region: set AWS_REGION")),
    Trouble.CLOCK: ("store_refuses", gettext_lazy("the clock here, or there, is wrong")),
    Trouble.FULL: ("no_room", gettext_lazy("it is full")),
    Trouble.UNREACHABLE: ("store_unreachable", gettext_lazy("it does not answer")),
    Trouble.FAULT: ("store_fault", gettext_lazy("it answers with a fault")),
}


@dataclass
class BucketStorage:
    bucket: Bucket
    prefix: str  # of all keys; empty, or with a slash at its end
    scratch: Path  # for what has to be a file here
    known: dict[str, int] | None = None  # sizes of the documents that are there; None: not asked yet

    @classmethod
    def open(cls, bucket: str, prefix: str, *, scratch: Path) -> "BucketStorage":
        with named(f"s3://{bucket}"):
            return cls(open_bucket(bucket), f"{prefix}/" if prefix else "", scratch)

    @property
    def address(self) -> str:
        return f"s3://{self.bucket.name}/{self.prefix}".rstrip("/")

    def is_empty(self) -> bool:
        with named(self.address):
            return self.bucket.is_empty(self.prefix)

    def is_inside(self, path: Path) -> bool:
        return False

    def read(self, name: str) -> bytes:
        with named(self.address):
            return self.bucket.get(f"{self.prefix}{name}")

    def write(self, name: str, data: bytes) -> None:
        """Read back: it is the marker, or a manifest, without which the rest is nothing."""
        with named(self.address):
            self.bucket.put(f"{self.prefix}{name}", data)
            with suppress(FileNotFoundError):
                if self.bucket.get(f"{self.prefix}{name}") == data:
                    return
        raise lost(self.address, 1)

    @contextmanager
    def file(self, name: str) -> Iterator[Path]:
        with self.scratch_directory() as scratch:
            with named(self.address):
                self.bucket.download(f"{self.prefix}{name}", scratch / Path(name).name)
            yield scratch / Path(name).name

    @contextmanager
    def scratch_directory(self) -> Iterator[Path]:
        self.scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
        with full_disk_named(self.scratch), TemporaryDirectory(dir=self.scratch, prefix=".backup-") as place:
            yield Path(place)

    def runs(self) -> list[str]:
        return sorted(name for name, parts in self.parts().items() if NAME in parts)

    def partial_runs(self) -> list[str]:
        return sorted(name for name, parts in self.parts().items() if NAME not in parts)

    def parts(self) -> dict[str, dict[str, int]]:
        """Of each run: name and size."""
        found: dict[str, dict[str, int]] = {}
        with named(self.address):
            for key, size in self.bucket.list(f"{self.prefix}2"):  # of this millennium
                run, _slash, part = key.removeprefix(self.prefix).partition("/")
                if RUN.fullmatch(run):
                    found.setdefault(run, {})[part] = size
        return found

    @contextmanager
    def lock(self) -> Iterator[None]:
        """For this machine; two machines that make a backup of one installation do not disturb each other."""
        self.scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
        with lock_file(self.scratch / f".backup-{sha256(self.address.encode()).hexdigest()[:16]}.lock", self.address):
            yield

    @contextmanager
    def new_run(self, name: str) -> Iterator[Path]:
        with self.scratch_directory() as run:
            yield run
            try:
                self.upload_run(name, run)
            except RecordsError:
                with suppress(RecordsError):
                    self.remove_run(name)
                raise
        self.remove_stale()

    def upload_run(self, name: str, run: Path) -> None:
        sizes = {each.name: each.stat().st_size for each in run.iterdir() if each.name != NAME}
        with named(self.address):
            for part in sizes:
                self.bucket.upload(run / part, f"{self.prefix}{name}/{part}")
        there = self.parts().get(name, {})
        if missing := {part for part, size in sizes.items() if there.get(part) != size}:
            raise lost(self.address, len(missing))
        self.write(f"{name}/{NAME}", (run / NAME).read_bytes())

    def remove_stale(self) -> None:
        old = f"{datetime.now(UTC) - STALE:%Y-%m-%dT%H%M%SZ}"
        for name, parts in self.parts().items():
            if NAME not in parts and name < old:
                self.remove_run(name)

    def remove_run(self, name: str) -> None:
        """From the first on it is none."""
        parts = self.parts().get(name, {})
        with named(self.address):
            for part in sorted(parts, key=lambda part: part != NAME):
                self.bucket.remove(f"{self.prefix}{name}/{part}")

    def documents(self) -> set[str]:
        return set(self.sizes())

    def doubtful_documents(self) -> set[str]:
        return set()

    def require_room(self, wanted: int) -> None:
        """Nobody can ask a store."""

    def sizes(self) -> dict[str, int]:
        if self.known is None:
            self.known = self.list_documents()
        return self.known

    def list_documents(self) -> dict[str, int]:
        """When there are many, a listing for each first digit of their names, side by side."""
        start = f"{self.prefix}documents/"
        with named(self.address):
            found = [list(islice(self.bucket.list(start), FEW))]
            if len(found[0]) == FEW:
                found = list(side_by_side(lambda digit: list(self.bucket.list(f"{start}{digit}")), "0123456789abcdef"))
            return {key.rpartition("/")[2]: size for listed in found for key, size in listed}

    def write_documents(self, documents: Iterable[tuple[str, bytes]]) -> None:
        expected, written = dict(self.sizes()), 0
        with named(self.address):
            for name, size in side_by_side(self.write_document, documents):
                expected[name], written = size, written + 1
        if written:
            self.known = self.list_documents()
            if missing := sum(self.known.get(name) != size for name, size in expected.items()):
                raise lost(self.address, missing)

    def write_document(self, document: tuple[str, bytes]) -> tuple[str, int]:
        name, data = document
        self.bucket.put(self.document(name), data)
        return name, len(data)

    def read_documents(self, names: Iterable[str]) -> Iterator[bytes | None]:
        with named(self.address):
            yield from side_by_side(self.read_document, names)

    def read_document(self, name: str) -> bytes | None:
        try:
            return self.bucket.get(self.document(name))
        except FileNotFoundError:
            return None

    def size_of_documents(self, names: Iterable[str]) -> int:
        sizes = self.sizes()
        return sum(sizes.get(name, 0) for name in names)

    def document(self, name: str) -> str:
        return f"{self.prefix}documents/{name[:2]}/{name}"

    def sync(self) -> None:
        """It was listed already."""


@contextmanager
def named(address: str) -> Iterator[None]:
    """Raises RecordsError for what is wrong with the store."""
    try:
        yield
    except ObjectStoreError as fault:
        code, why = SENTENCES[fault.trouble]
        text = _("%(address)s cannot be used: %(why)s (%(said)s).")
        raise RecordsError(code, text % {"address": address, "why": why, "said": fault}) from fault


def lost(address: str, count: int) -> RecordsError:
    text = _(
        "%(address)s said that it had taken all, but %(n)s of it are not there as they were sent: there is no backup."
    )
    return RecordsError("store_lost", text % {"address": address, "n": count})
