"""Reading a journal: its entries in order, and what is wrong with its files, each fault named by file and line."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from schakel.hub.journal.entries import Begin, Entry
from schakel.hub.journal.lines import START, NotALine, parse, stated_hash
from schakel.hub.journal.writer import ENDING


class JournalFault(StrEnum):
    CHANGED = "changed"  # a line is not what was written
    CUT = "cut"  # lines are missing at the end of a file that another follows
    MISSING = "missing"  # a whole file is gone
    UNREADABLE = "unreadable"
    TORN = "torn"  # the last line is not whole: the process was killed while it wrote; nothing was promised for it


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
        chain = START
        with file.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if not line.endswith(b"\n"):
                    self.found.append(Found(JournalFault.TORN, file.name, number))
                    break
                try:
                    entry = parse(line[:-1], after=chain)
                except NotALine as fault:
                    self.found.append(Found(JournalFault.CHANGED, file.name, number, str(fault)))
                else:
                    if isinstance(entry, Begin):
                        self.begins[file.name] = entry
                    yield entry
                chain = stated_hash(line[:-1])
        self.ends[file.name] = chain

    def find_gaps(self) -> None:
        """Files that are gone or were cut, by what the file after them goes on from."""
        for begin in self.begins.values():
            if begin.follows and begin.follows not in self.ends:
                self.found.append(Found(JournalFault.MISSING, begin.follows))
            elif begin.follows and self.ends[begin.follows] != begin.after:
                self.found.append(Found(JournalFault.CUT, begin.follows))
