"""Which changes of its tables this version has, which of them the database had, and whose turn it is to make them (D18)."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from time import sleep

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

# Each a lock of PostgreSQL on this database, or a file beside that of SQLite. A process that dies holds neither.
TURN = ("migrating", 0x5C4A_CE11)  # held by one that looks what is missing, and makes it
CHANGING = ("changing", 0x5C4A_CE12)  # held in its turn by one that found something missing

SECONDS_BETWEEN = 0.1

Lock = tuple[str, int]
Change = tuple[str, str]  # app and name of a migration


@cache
def known() -> tuple[frozenset[Change], frozenset[str]]:
    """The changes of this version, and the apps that have any."""
    loader = MigrationLoader(None)
    return frozenset(loader.graph.nodes), frozenset(loader.migrated_apps)


def difference() -> tuple[list[str], list[str]]:
    """The changes that this version has and the database has not; and those of a newer version that the database has."""
    (ours, apps), applied = known(), set(MigrationRecorder(connection).applied_migrations())
    missing = sorted(f"{app}.{name}" for app, name in ours - applied)
    newer = sorted(f"{app}.{name}" for app, name in applied - ours if app in apps)
    return missing, newer


@contextmanager
def alone(lock: Lock = TURN) -> Iterator[None]:
    """Waits for another process that has this lock.

    On PostgreSQL it asks again and again: a statement that waits keeps its snapshot, for which an index that
    the other builds CONCURRENTLY would wait in turn.
    """
    name, number = lock
    if connection.vendor == "postgresql":
        while not could_lock(number):
            sleep(SECONDS_BETWEEN)
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])
    elif is_in_memory():
        yield
    else:
        with lock_file(name) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def could_lock(number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        return bool(cursor.fetchone()[0])


def is_changing() -> bool:
    """Whether the tables are being changed now, by this version or a newer one. Waits for nobody."""
    name, number = CHANGING
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock_shared(%s)", [number])
            is_free = cursor.fetchone()[0]
            if is_free:
                cursor.execute("SELECT pg_advisory_unlock_shared(%s)", [number])
        return not is_free
    if is_in_memory():
        return False
    with lock_file(name) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def is_in_memory() -> bool:
    return bool(connection.is_in_memory_db())  # type: ignore[attr-defined]  # SQLite has it, and there is no third engine


@contextmanager
def lock_file(name: str) -> Iterator[int]:
    file = os.open(f"{connection.settings_dict['NAME']}-{name}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield file
    finally:
        os.close(file)
