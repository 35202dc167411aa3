"""Writers queue at a file lock, so that none of them starves.

SQLite lets a waiting writer poll; with eight of them the unlucky one waited 2.9 s where a queue makes it wait 70 ms. The
lock is taken before BEGIN IMMEDIATE and dropped after COMMIT or ROLLBACK; a single statement outside a transaction does
without, for it is short, unless many do the same: see `write`. The kernel drops the lock of a process that dies.

The log is copied into the database by us and not by SQLite, which tells nobody when the disk fails at it (D05).
"""

import fcntl
import logging
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from schakel.hub.sqlite.places import network_file_system
from schakel.hub.storage_failure import Guarded, guard, is_lost

LONG = 4 * 1024 * 1024  # bytes of the log, from which on it is copied into the database
BETWEEN = 2.0  # seconds
LITTLE = 0.5  # seconds of waiting that do not count
log = logging.getLogger(__name__)
copied: list[float] = [0.0]  # when this process last did, on the monotonic clock


class DatabaseWrapper(Guarded, base.DatabaseWrapper):
    queue: int | None = None  # the file descriptor of the lock
    is_impatient = False  # waits for SQLite less than it usually does

    def init_connection_state(self) -> None:
        super().init_connection_state()
        self.refuse_what_can_lose()
        self.settle_log()

    def refuse_what_can_lose(self) -> None:
        """D07, D08: a receipt is a promise, so a database that may forget a commit is not opened."""
        if not self.is_in_memory_db() and (kind := network_file_system(str(self.settings_dict["NAME"]))):
            raise OperationalError(
                f"{self.settings_dict['NAME']} lies on a network file system ({kind}), where SQLite loses and breaks data: "
                "put SCHAKEL_DATA on a disk of this machine, or use PostgreSQL"
            )
        with self.cursor() as cursor:
            journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]
            synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
        if journal not in {"wal", "memory"} or synchronous < 2:
            raise OperationalError(
                f"SQLite must run with WAL and synchronous FULL here; it says {journal}, {synchronous}. "
                "Where WAL is not possible the disk is none of this machine: see SCHAKEL_DATA and SCHAKEL_DATABASE"
            )

    def settle_log(self) -> None:
        """The log, which opening made where there was none, has its name on the disk: SQLite sees to that too, but lets an
        error pass."""
        if self.is_in_memory_db():
            return
        with guard():
            folder = os.open(Path(self.settings_dict["NAME"]).parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def _start_transaction_under_autocommit(self) -> None:
        self.take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # the stubs lack it
        except BaseException:
            self.give_turn()
            raise

    def _commit(self) -> Any:
        result = super()._commit()  # type: ignore[misc]  # the stubs lack it
        self.give_turn()
        self.copy_long_log()
        return result

    def _rollback(self) -> Any:
        try:
            return super()._rollback()
        finally:
            self.give_turn()

    def write(self, sql: str, values: Mapping[str, Any]) -> int:
        """One statement that is its own transaction, and waits for its turn: how many rows it wrote."""
        alone = not self.in_atomic_block
        if alone:
            self.take_turn()
        try:
            with self.cursor() as cursor:
                cursor.execute(sql, values)
                written = int(cursor.rowcount)
        finally:
            if alone:
                self.give_turn()
        if alone:
            self.copy_long_log()
        return written

    def copy_long_log(self) -> None:
        """After a commit: what SQLite's own `wal_autocheckpoint` does, which is off, beside those who write meanwhile."""
        now = time.monotonic()
        if now - copied[-1] < BETWEEN or self.is_in_memory_db():
            return
        copied[:] = [now]
        with suppress(FileNotFoundError):
            if os.stat(f"{self.settings_dict['NAME']}-wal").st_size > LONG:  # noqa: PTH116 -- after each commit
                self.copy_log()

    def copy_log(self) -> None:
        """What was committed is committed, whether there is room to copy it or not."""
        try:
            with self.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
        except OperationalError as fault:
            if is_lost(fault):
                raise
            log.warning("the log of SQLite could not be copied now: %s", fault)

    def close(self) -> None:
        super().close()
        if not self.in_atomic_block:
            self.give_turn()

    def take_turn(self) -> None:
        if self.queue is None and not self.is_in_memory_db():
            began = time.monotonic()
            self.queue = os.open(f"{self.settings_dict['NAME']}-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self.queue, fcntl.LOCK_EX)
            if (waited := time.monotonic() - began) > LITTLE:
                self.wait_for_sqlite(self.patience - waited)

    def give_turn(self) -> None:
        if self.queue is not None:
            os.close(self.queue)
            self.queue = None
            if self.is_impatient:
                self.wait_for_sqlite(self.patience)

    def wait_for_sqlite(self, seconds: float) -> None:
        """D06: where a program of others holds the database, who waited in our queue waits no longer than what is left of their
        time; else the last of eight would wait eight times as long as the first."""
        self.is_impatient = seconds < self.patience
        if self.connection is not None:
            self.connection.execute(f"PRAGMA busy_timeout = {max(0, round(1000 * seconds))}")

    @property
    def patience(self) -> float:
        """Seconds."""
        return float(self.settings_dict["OPTIONS"].get("timeout", 5))
