"""SQLite: its online backup, past Django's connection, so that what it says is of the file and not of this process."""

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from schakel.hub.records.errors import RecordsError
from schakel.hub.records.facts import Facts, read_facts, require_same
from schakel.hub.records.files import move_aside, sync_file_system, sync_folder

PATIENCE = 30.0  # seconds
BESIDE = ("", "-wal", "-shm", "-journal", "-turn", "-migrating")  # files of one database


@dataclass(frozen=True)
class SqliteDatabase:
    path: Path

    engine: ClassVar[str] = "sqlite"
    file_name: ClassVar[str] = "schakel.sqlite3"

    def version(self) -> str:
        return sqlite3.sqlite_version

    def size(self) -> int:
        return sum(each.stat().st_size for each in self.files())

    def dump(self, to: Path) -> Facts:
        """One read of the whole, which holds up nobody who writes. The copy is looked through."""
        with closing(sqlite3.connect(self.path, timeout=PATIENCE)) as source, closing(sqlite3.connect(to)) as target:
            target.execute("PRAGMA journal_mode = OFF")
            target.execute("PRAGMA synchronous = OFF")  # the whole backup is synced before it counts
            try:
                source.backup(target)
            except sqlite3.DatabaseError as fault:
                full = getattr(fault, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL
                raise damaged(fault) if not full else no_room(to) from fault
        require_sound(to)
        with closing(sqlite3.connect(to)) as copy:
            return read_facts(copy.execute)

    def ask(self, sql: str) -> Iterator[Sequence[Any]]:
        with closing(sqlite3.connect(self.path, timeout=PATIENCE)) as plain:
            yield from plain.execute(sql)

    def has_data(self) -> bool:
        """Also when nobody can read it."""
        if not self.path.exists() or not self.path.stat().st_size:
            return False
        try:
            return bool(list(self.ask("SELECT 1 FROM sqlite_master LIMIT 1")))
        except sqlite3.DatabaseError:
            return True

    def is_in_use(self) -> bool:
        """Leaving the log behind needs the database for oneself alone; afterwards it is one file."""
        if not self.path.exists():
            return False
        try:
            with closing(sqlite3.connect(self.path, timeout=0)) as plain:
                plain.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as fault:
            return fault.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        except sqlite3.DatabaseError:
            return False
        return False

    def files(self) -> list[Path]:
        return [each for end in BESIDE if (each := Path(f"{self.path}{end}")).exists()]

    @contextmanager
    def move_aside(self, moment: str) -> Iterator[list[str]]:
        with ExitStack() as moved:
            places = [moved.enter_context(move_aside(each, moment)) for each in self.files()]
            yield places[0] if places else []

    def load(self, dumped: Path, facts: Facts) -> None:
        require_sound(dumped)
        with closing(sqlite3.connect(dumped)) as copy:
            require_same(read_facts(copy.execute), facts)
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        ready = self.path.with_name(f".{self.path.name}.restoring")
        shutil.move(dumped, ready)  # perhaps to another disk
        sync_file_system(self.path.parent)
        ready.rename(self.path)
        sync_folder(self.path.parent)

    @contextmanager
    def scratch(self) -> Iterator[str]:
        yield ""


def require_sound(path: Path) -> None:
    """Raises RecordsError when SQLite finds a fault in the file."""
    try:
        with closing(sqlite3.connect(path, timeout=PATIENCE)) as plain:
            said = [str(row[0]) for row in plain.execute("PRAGMA quick_check(1)")]
    except sqlite3.DatabaseError as fault:
        raise damaged(fault) from fault
    if said != ["ok"]:
        raise damaged(said[0])


def damaged(fault: object) -> RecordsError:
    return RecordsError("database_damaged", _("The database is damaged: %(fault)s.") % {"fault": fault})


def no_room(path: Path) -> RecordsError:
    return RecordsError("no_room", _("The disk of %(path)s is full.") % {"path": path.parent})
