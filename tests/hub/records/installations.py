"""Installations on a SQLite file with documents of made-up content, and the folder of their backups."""

import hashlib
import shutil
import sqlite3
import uuid
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from schakel.hub.records.backup import CreatedBackup, create_backup
from schakel.hub.records.databases.sqlite import SqliteDatabase
from schakel.hub.records.folder import BackupFolder, create_folder, open_folder
from schakel.hub.records.places import Place
from schakel.hub.records.restore import Restored, restore_backup

SECRET = "the key of this installation, long enough for anybody at all"
NAME = """INSERT INTO sales_upload (name, sha256, pdf_name, pdf_sha256, at, connection_id)
    VALUES ('invoice.xml', ?, '', '', '2026-11-30 00:00:00', 1)"""


@dataclass
class Installation:
    """One that has never run: its documents are named by rows of uploads."""

    data: Path
    backups: Path
    kept: list[str] = field(default_factory=list)

    @classmethod
    def create(cls, empty: Path, data: Path, *, documents: int = 0) -> "Installation":
        data.mkdir()
        shutil.copy(empty, data / "schakel.sqlite3")
        one = cls(data, data.with_name("backups"))
        one.execute("INSERT INTO records_installation VALUES (?, ?)", uuid.uuid4().hex, "2026-11-30 00:00:00")
        one.kept = [one.keep(f"document {n}".encode() * (1 + n)) for n in range(documents)]
        return one

    @property
    def place(self) -> Place:
        return Place(self.data, self.data / "documents", SqliteDatabase(self.data / "schakel.sqlite3"), SECRET)

    @property
    def id(self) -> str:
        return self.ask("SELECT id FROM records_installation")[0][0]

    def keep(self, content: bytes) -> str:
        digest = self.store(content)
        self.execute(NAME, digest)
        return digest

    def store(self, content: bytes) -> str:
        """In the store only: no row names it."""
        digest = hashlib.sha256(content).hexdigest()
        self.file(digest).parent.mkdir(parents=True, exist_ok=True)
        self.file(digest).write_bytes(content)
        return digest

    def file(self, digest: str) -> Path:
        return self.place.documents / digest[:2] / digest

    def copy_of(self, digest: str) -> Path:
        """Its file in the folder of the backups."""
        return self.backups / "documents" / digest[:2] / f"{digest}{self.folder().cipher.ending}"

    def execute(self, sql: str, *values: object) -> None:
        with closing(sqlite3.connect(self.data / "schakel.sqlite3")) as database:
            database.execute("PRAGMA synchronous = OFF")
            database.execute(sql, values)
            database.commit()

    def ask(self, sql: str) -> list[tuple]:
        return list(self.place.database.ask(sql))

    def back_up(self, **options: int) -> CreatedBackup:
        return create_backup(self.place, create_folder(self.backups, self.id), **options)

    def folder(self) -> BackupFolder:
        return open_folder(self.backups)

    def restore(self, **options: object) -> Restored:
        return restore_backup(self.place, self.folder(), **options)

    def receive(self, **columns: object) -> None:
        """A transmission, without a row of anything else."""
        told = {"direction": "in", "message_id": str(len(self.ask("SELECT 1 FROM network_transmission"))), **columns}
        names = [row[1] for row in self.ask("PRAGMA table_info(network_transmission)") if row[3] and row[1] != "id"]
        row = {
            **dict.fromkeys(names, ""),
            "fair_key": 0,
            "attempts": 0,
            "interrupted_attempts": 0,
            "conflict": 0,
            **told,
        }
        self.execute(
            f"INSERT INTO network_transmission ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", *row.values()
        )

    def names(self) -> set[str]:
        return {path.name for path in self.place.documents.rglob("*") if path.is_file()}


@pytest.fixture(scope="session")
def empty_database(django_db_setup, django_db_blocker, tmp_path_factory) -> Path:
    """The tables, without rows, and a migration that is known."""
    from django.db import connection

    path = tmp_path_factory.mktemp("records") / "schakel.sqlite3"
    with django_db_blocker.unblock(), closing(sqlite3.connect(path)) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
        copy.execute("DROP TABLE IF EXISTS django_migrations")
        copy.execute("CREATE TABLE django_migrations (id integer PRIMARY KEY, app text, name text)")
        copy.execute("INSERT INTO django_migrations (app, name) VALUES ('records', '0001_backups')")
        copy.commit()
    return path


@pytest.fixture
def here(empty_database, tmp_path) -> Installation:
    """With three documents, and no backup yet."""
    return Installation.create(empty_database, tmp_path / "data", documents=3)


@pytest.fixture
def elsewhere(tmp_path, here) -> Installation:
    """An empty machine, with the backups of here at hand."""
    (tmp_path / "elsewhere").mkdir()
    return Installation(tmp_path / "elsewhere", here.backups)
