"""Django's `migrate`, by one process at a time (D18), with the table of the cache and the triggers."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from schakel.hub import triggers

LOCK = 0x5C4A_CE11  # ours among PostgreSQL's advisory locks of this database


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with alone():
            super().handle(*args, **options)
            if not (options["plan"] or options["check_unapplied"]):
                call_command("createcachetable", verbosity=options["verbosity"])
                triggers.create_all(connection)


def difference() -> tuple[list[str], list[str]]:
    """The changes that this version has and the database has not; and those of a newer version that the database has."""
    loader = MigrationLoader(connection)
    ours, applied = set(loader.disk_migrations), set(loader.applied_migrations)
    missing = sorted(f"{app}.{name}" for app, name in set(loader.graph.nodes) - applied)
    newer = sorted(f"{app}.{name}" for app, name in applied - ours if app in loader.migrated_apps)
    return missing, newer


@contextmanager
def alone() -> Iterator[None]:
    """Waits for whoever else brings this database up to date; the lock of a process that dies is free at once."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    elif connection.is_in_memory_db():  # type: ignore[attr-defined]  # SQLite has it, and there is no third engine
        yield
    else:
        file = os.open(f"{connection.settings_dict['NAME']}-migrating", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        finally:
            os.close(file)
