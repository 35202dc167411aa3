"""Storage that fails at the N-th call: every statement, both sides of every commit, every write and read of the store."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from unittest.mock import patch

from django.db import OperationalError, connection

from schakel.hub.documents import directory
from schakel.hub.documents.directory import DurableDirectory


@dataclass
class Calls:
    at: int
    made: int = 0
    failed: str = ""  # which call it was

    def next(self, what: str, fault: Exception) -> None:
        self.made += 1
        if self.made == self.at:
            self.failed = what
            raise fault


@contextmanager
def failing_at(number: int) -> Iterator[Calls]:
    calls = Calls(number)
    commit, save, open_ = connection._commit, DurableDirectory._save, DurableDirectory._open
    settle = directory.settle

    def executes(execute, sql, params, many, context):
        calls.next(sql[:40], OperationalError("database or disk is full"))
        done = execute(sql, params, many, context)
        if not connection.in_atomic_block and sql.startswith("INSERT"):  # this statement was its own transaction
            calls.next("after the commit", OperationalError("the connection was lost"))
        return done

    def commits() -> None:
        calls.next("before the commit", OperationalError("database or disk is full"))
        commit()
        calls.next("after the commit", OperationalError("the connection was lost"))

    def saves(self, name, content):
        calls.next("save", OSError(28, "No space left on device"))
        done = save(self, name, content)
        calls.next("saved", OSError(110, "Connection timed out"))
        return done

    def opens(self, name, mode="rb"):
        calls.next("open", OSError(110, "Connection timed out"))
        return open_(self, name, mode)

    def settles(files) -> None:
        calls.next("settle", OSError(28, "No space left on device"))
        settle(files)
        calls.next("settled", OSError(110, "Connection timed out"))

    with ExitStack() as stack:
        stack.enter_context(connection.execute_wrapper(executes))
        stack.enter_context(patch.object(connection, "_commit", commits))
        stack.enter_context(patch.object(DurableDirectory, "_save", saves))
        stack.enter_context(patch.object(DurableDirectory, "_open", opens))
        stack.enter_context(patch.object(directory, "settle", settles))
        yield calls
