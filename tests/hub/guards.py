"""Tests that play another database, such as an older copy of this one, delete what the guards of the ten years refuse."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from schakel.hub import triggers


@contextmanager
def without_guards() -> Iterator[None]:
    triggers.drop_guards(connection)
    yield
    triggers.create_all(connection)
