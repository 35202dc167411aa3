"""A database as a backup sees it: copied at one moment, looked at, put back."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, ClassVar, Protocol

from django.conf import settings

from schakel.hub.records.databases.postgresql import PostgresDatabase
from schakel.hub.records.databases.sqlite import SqliteDatabase
from schakel.hub.records.facts import Facts


class Database(Protocol):
    engine: ClassVar[str]  # also the name of its file in a backup, with its ending
    file_name: ClassVar[str]

    def version(self) -> str: ...

    def size(self) -> int:
        """Bytes on the disk, about."""

    def dump(self, to: Path) -> Facts:
        """A copy as it is at one moment, while others write; and what it holds."""

    def ask(self, sql: str) -> Iterable[Sequence[Any]]: ...

    def has_data(self) -> bool: ...

    def is_in_use(self) -> bool:
        """Whether another process has it open. Raises nothing: a database that cannot be read is not in use."""

    def move_aside(self, moment: str) -> AbstractContextManager[list[str]]:
        """What is there is elsewhere, by this name; when what is within fails, it is back. Gives where, if there was any."""

    def load(self, dumped: Path, facts: Facts) -> None:
        """Puts a copy in the empty place; whole, or not at all. The file may be moved. Raises RecordsError, also when it does
        not hold what the facts say."""

    def scratch(self) -> AbstractContextManager[str]:
        """An empty one of the same kind, for a trial: the value of SCHAKEL_DATABASE; empty: the usual one. Raises RecordsError."""


def current_database() -> Database:
    found = settings.DATABASES["default"]
    return SqliteDatabase(Path(str(found["NAME"]))) if found["ENGINE"] == "schakel.hub.sqlite" else PostgresDatabase()
