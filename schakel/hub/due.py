"""Due: "this row has work at due_at". The row is the queue; there is no second one.

A worker claims rows by moving their `due_at` ahead (the lease), does the work, then settles or retries. If it dies, the
rows fall due again by themselves.
"""

import random
from datetime import timedelta
from typing import Self

from django.db import connection, models, transaction
from django.utils import timezone

LEASE = timedelta(minutes=5)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)


class Due(models.Model):
    due_at = models.DateTimeField(null=True, blank=True, db_index=True)  # null: nothing left to do
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    class Meta:
        abstract = True

    @classmethod
    def claim(cls, *, batch: int = 20, lease: timedelta = LEASE) -> list[Self]:
        """Up to `batch` rows that are due, for this worker alone until the lease ends."""
        with transaction.atomic():
            rows = cls._default_manager.filter(due_at__lte=timezone.now()).order_by("due_at", "pk")
            if connection.features.has_select_for_update_skip_locked:
                rows = rows.select_for_update(skip_locked=True)
            claimed = list(rows[:batch])
            until = timezone.now() + lease
            cls._default_manager.filter(pk__in=[row.pk for row in claimed]).update(
                due_at=until, attempts=models.F("attempts") + 1
            )
        for row in claimed:
            row.due_at, row.attempts = until, row.attempts + 1
        return claimed

    def settle(self) -> None:
        """The work is done: nothing is left to do."""
        self.due_at, self.last_error = None, ""
        self.save(update_fields=["due_at", "last_error"])

    def retry(self, error: str, *, most: int = 12) -> None:
        """Later again, each time twice as late; after `most` tries the error stays and the row is left to a person."""
        self.last_error = error
        self.due_at = None if self.attempts >= most else timezone.now() + self.wait()
        self.save(update_fields=["due_at", "last_error"])

    def wait(self) -> timedelta:
        longest = min(FIRST_WAIT * float(2 ** min(self.attempts, 16)), LONGEST_WAIT)
        jitter: float = random.uniform(0.5, 1)  # noqa: S311 -- jitter is no secret
        return longest * jitter
