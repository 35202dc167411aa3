"""Writing: a line is on the disk when `write` returns, and many threads share one wait for the disk.

Each process has a file of its own, so that none waits for another and the lines of one that was killed stay whole. A thread
writes its line, then waits until somebody synced the file beyond it: who comes first syncs for all that came meanwhile. Lines
are written over zeros that were put there before, so that a sync need not write down that the file has grown.
"""

import errno
import os
import threading
import time
import uuid
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import OperationalError

from schakel.hub import storage_failure
from schakel.hub.journal.entries import Begin, End, Entry
from schakel.hub.journal.lines import START, pieces

FULL = 64 * 2**20  # bytes, from which on a file is followed by another
AT_ONCE = 2**20  # bytes of a line that are joined before they are written
BUSY, GATHER = 0.02, 0.004  # seconds: a sync so soon after the last one waits a little for lines that come meanwhile
AHEAD = 4 * 2**20  # bytes of zeros beyond the last line, at most
ENDING, DAY = ".jsonl", 8  # a file's name begins with the day of all its lines: 20261130


class JournalNotWritten(OperationalError):
    """Temporary: the line is not on the disk, so nothing may be promised. As when the database cannot be written."""


def write(entry: Entry, *, durable: bool = True) -> None:
    """Appends the entry to this process's file; when it returns it is on the disk. `durable=False` leaves that to the system.

    Raises:
        JournalNotWritten   temporary: folder or disk cannot be written; what was to be promised must not be
    """
    try:
        with storage_failure.guard():
            writer.write(entry, durable=durable)
    except OSError as fault:
        raise JournalNotWritten(f"the journal cannot be written: {fault}") from fault


def today() -> str:
    return f"{datetime.now(UTC):%Y%m%d}"


def now() -> str:
    return datetime.now(UTC).isoformat()


class JournalFile:
    """One file that this process appends to."""

    def __init__(self, folder: Path, *, follows: str, after: str) -> None:
        node = "".join(sign if sign.isalnum() else "_" for sign in os.uname().nodename)[:40]
        self.folder = folder
        self.name = f"{today()}T{datetime.now(UTC):%H%M%S%fZ}-{node}-{os.getpid()}-{uuid.uuid4().hex[:8]}{ENDING}"
        self.day = self.name[:DAY]
        self.chain, self.written, self.synced = START, 0, 0
        self.prepared = 0  # bytes that the file has, with the zeros
        self.synced_at = 0.0  # on the monotonic clock
        self.fault: OSError | None = None
        make_folder(folder)
        self.descriptor = os.open(folder / self.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            self.append(Begin(at=now(), node=node, process=os.getpid(), follows=follows, after=after))
            sync_folder(folder)
        except BaseException:
            os.close(self.descriptor)
            with suppress(OSError):
                (folder / self.name).unlink()
            raise

    def append(self, entry: Entry) -> int:
        """How long the file is with it. Raises OSError; then a part of the line may be there."""
        digest, length = sha256(self.chain.encode()), 0
        waiting: list[bytes] = []
        for piece in pieces(entry):
            digest.update(piece)
            waiting.append(piece)
            if sum(map(len, waiting)) > AT_ONCE:
                length += self.put(waiting, self.written + length)
        chain = digest.hexdigest()
        waiting.append(f" {chain}\n".encode())
        length += self.put(waiting, self.written + length)
        self.chain, self.written = chain, self.written + length
        return self.written

    def put(self, waiting: list[bytes], at: int) -> int:
        data = memoryview(b"".join(waiting))
        waiting.clear()
        length = len(data)
        if at + length > self.prepared:
            self.prepare(at + length)
        while data:
            written = os.pwrite(self.descriptor, data, at)
            data, at = data[written:], at + written
        return length

    def prepare(self, start: int) -> None:
        """Zeros from there on. A disk that has no room for them may have some for the line."""
        self.prepared = start
        try:
            self.prepared += os.pwrite(self.descriptor, bytes(AHEAD), start)
        except OSError as fault:
            if fault.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise

    def sync(self) -> None:
        """What was appended so far is on the disk. Raises OSError, from then on each time: after a failed sync the system may
        have forgotten what was written."""
        upto = self.written
        if self.fault:
            raise self.fault
        try:
            os.fdatasync(self.descriptor)
        except OSError as fault:
            self.fault = fault
            raise
        self.synced, self.synced_at = max(self.synced, upto), time.monotonic()

    def cut_back(self) -> None:
        """Takes away the zeros, and the beginning of a line that could not be written: nobody was promised it."""
        with suppress(OSError):
            os.ftruncate(self.descriptor, self.written)


class Writer:
    """That of this process; it opens its file with the first line."""

    file: JournalFile | None = None
    before: JournalFile | None = None  # the last one that was closed, which the next goes on from

    def __init__(self) -> None:
        self.writing, self.syncing = threading.Lock(), threading.Lock()

    def write(self, entry: Entry, *, durable: bool) -> None:
        with self.writing:
            try:
                file = self.current_file()
                end = file.append(entry)
            except OSError:
                self.close()
                raise
        if durable:
            self.wait_for(file, end)

    def wait_for(self, file: JournalFile, end: int) -> None:
        if file.synced >= end:
            return
        with self.syncing:
            if file.synced < end:
                if time.monotonic() - file.synced_at < BUSY:
                    time.sleep(GATHER)
                file.sync()

    def current_file(self) -> JournalFile:
        folder = Path(settings.JOURNAL)
        if self.file and self.file.folder == folder and not self.file.fault:
            if self.file.written < FULL and self.file.day == today():
                return self.file
            self.file.append(End(at=now()))
        self.close()
        before = self.before
        follows, after = (before.name, before.chain) if before and before.folder == folder else ("", "")
        self.file = JournalFile(folder, follows=follows, after=after)
        return self.file

    def close(self) -> None:
        """Those that wait for their lines in the file find them on the disk, or a fault. The next line opens another file."""
        file, self.file = self.file, None
        if file is None:
            return
        self.before = file
        with self.syncing:
            file.cut_back()
            try:
                if file.synced < file.written:
                    file.sync()
            except OSError as fault:
                storage_failure.end_if_lost(fault)
            os.close(file.descriptor)

    def leave_to_parent(self) -> None:
        """In a process that was just forked: it has its own locks, and will have a file of its own."""
        file, self.file, self.before = self.file, None, None
        self.__init__()  # type: ignore[misc]  # new locks: another thread of the parent may hold the old ones
        if file:
            os.close(file.descriptor)


def make_folder(folder: Path) -> None:
    """Durable with all folders above that were missing."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


writer = Writer()
os.register_at_fork(after_in_child=writer.leave_to_parent)
