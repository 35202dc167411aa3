"""A message is thirty kilobytes of bytes; written in hex into the text of a statement, they cost more than the insert."""

from collections.abc import Mapping
from typing import Any

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def write(self, sql: str, values: Mapping[str, Any]) -> int:
        """One statement that is its own transaction: how many rows it wrote. Its values travel beside it, as they are."""
        self.ensure_connection()
        bound = base.ServerBindingCursor(self.connection)  # type: ignore[call-arg]  # the stubs have another
        with self._prepare_cursor(bound) as cursor:  # type: ignore[attr-defined]  # the stubs lack it
            cursor.execute(sql, values)
            return int(cursor.rowcount)
