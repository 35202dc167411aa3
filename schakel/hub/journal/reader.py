"""Reading a journal: its entries in order, and what is wrong with its files, each fault named by file and line."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from schakel.hub.journal.entries import Begin, Entry
from schakel.hub.journal.lines import START, NotALine, entry_of, parse, stated_hash
from schakel.hub.journal.writer import AHEAD, DAY, ENDING

NEWEST, TAIL = 20, 2**20  # files, and bytes at the end of each, that say whether a database knows what came last


class JournalFault(StrEnum):
    CHANGED = "changed"  # a line is not what was written
    CUT = "cut"  # lines are missing at the end of a file that another follows
    MISSING = "missing"  # a whole file is gone
    UNREADABLE = "unreadable"
    TORN = "torn"  # lines at the end are not whole: the process or the machine ended before their sync, and nothing was promised


@dataclass(frozen=True)
class Found:
    """A fault, and where it is."""

    fault: JournalFault
    file: str
    line: int = 0
    detail: str = ""

    @property
    def is_harmless(self) -> bool:
        return self.fault == JournalFault.TORN


class JournalReader:
    """Reads the folders of all machines once; afterwards `found` says what was wrong."""

    def __init__(self, *folders: Path) -> None:
        self.files = sorted(
            (file for folder in folders for file in folder.glob(f"*{ENDING}")), key=lambda file: file.name
        )
        self.found: list[Found] = []
        self.begins: dict[str, Begin] = {}
        self.ends: dict[str, str] = {}  # the last hash of each file

    def entries(self) -> Iterator[Entry]:
        """A file at a time, the oldest first; in it as they were written. What is wrong in the files is no error here."""
        for file in self.files:
            try:
                yield from self.entries_of(file)
            except OSError as fault:
                self.found.append(Found(JournalFault.UNREADABLE, file.name, detail=str(fault)))
        self.find_gaps()

    def entries_of(self, file: Path) -> Iterator[Entry]:
        chain, last, end = START, 0, b""  # `last`: the number of the last good line
        doubtful: list[tuple[int, bool, str]] = []  # number, whether it has zeros, why
        with file.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if not line.endswith(b"\n"):
                    end = line
                    break
                try:
                    entry = parse(line[:-1], after=chain)
                except NotALine as fault:
                    doubtful.append((number, b"\0" in line, str(fault)))
                else:
                    last = number
                    if isinstance(entry, Begin):
                        self.begins[file.name] = entry
                    yield entry
                chain = stated_hash(line[:-1])
        self.ends[file.name] = chain
        for number, has_zeros, why in doubtful:
            is_torn = has_zeros and number > last and end.endswith(b"\0")  # a power cut, before a sync
            self.found.append(Found(JournalFault.TORN if is_torn else JournalFault.CHANGED, file.name, number, why))
        if end.strip(b"\0"):
            self.found.append(Found(JournalFault.TORN, file.name, number))

    def find_gaps(self) -> None:
        """Files that are gone or were cut, by what the file after them goes on from. Whole days may be taken away at the start."""
        first_day = min((file.name[:DAY] for file in self.files), default="")
        for begin in self.begins.values():
            if begin.follows and begin.follows not in self.ends:
                if begin.follows[:DAY] >= first_day:
                    self.found.append(Found(JournalFault.MISSING, begin.follows))
            elif begin.follows and self.ends[begin.follows] != begin.after:
                self.found.append(Found(JournalFault.CUT, begin.follows))


def newest_entries(folder: Path) -> Iterator[Entry]:
    """The entries at the end of each of the newest files, without looking through the rest: for the start of the service."""
    for file in sorted(folder.glob(f"*{ENDING}"), key=lambda file: file.name)[-NEWEST:]:
        with file.open("rb") as lines:
            lines.seek(max(0, lines.seek(0, os.SEEK_END) - TAIL - AHEAD))
            for line in lines.read().rstrip(b"\0")[-TAIL:].splitlines():
                with suppress(NotALine):
                    yield entry_of(line.rpartition(b" ")[0])
