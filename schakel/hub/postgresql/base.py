"""Where Django's usual way costs more than what the database does.

A message is thirty kilobytes of bytes, which would be written in hex into the text of the statement. And each message
would first ask whether the server is still there: that is asked after a rest, for a connection that was just used is
as good as a look at it, and one that breaks in between costs a refusal, after which the sender comes again.
"""

import time
from collections.abc import Mapping
from typing import Any

from django.db.backends.postgresql import base

from schakel.hub.storage_failure import Guarded

REST = 5.0  # seconds


class DatabaseWrapper(Guarded, base.DatabaseWrapper):
    """Guarded too: the server looks after its own disk, but documents lie on ours."""

    used = 0.0  # when somebody last wanted it, on the monotonic clock

    def close_if_health_check_failed(self) -> None:
        before, self.used = self.used, time.monotonic()
        if self.used - before > REST:
            super().close_if_health_check_failed()

    def write(self, sql: str, values: Mapping[str, Any]) -> int:
        """One statement that is its own transaction: how many rows it wrote. Its values travel beside it, as they are."""
        self.ensure_connection()
        bound = base.ServerBindingCursor(self.connection)  # type: ignore[call-arg]  # the stubs have another
        with self._prepare_cursor(bound) as cursor:  # type: ignore[attr-defined]  # the stubs lack it
            cursor.execute(sql, values)
            return int(cursor.rowcount)
