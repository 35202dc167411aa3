"""A destination that does not answer is left alone for a while, by everything that has work for it. A room keeps its own."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F
from django.utils import timezone

FAILURES_BEFORE = 3  # failures in a row after which it opens
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)


class Breaker(models.Model):
    """One destination; no row, or a time gone by, means that it may be tried."""

    destination = models.CharField(max_length=300, unique=True)  # as its room names it
    failures = models.PositiveIntegerField(default=0)  # in a row
    open_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.destination}: {self.failures}"

    @classmethod
    def pause_of(cls, destination: str) -> datetime | None:
        """Until when it is left alone; None: try."""
        found = cls._default_manager.filter(destination=destination, open_until__gt=timezone.now()).first()
        return found.open_until if found else None

    @classmethod
    def record_failure(cls, destination: str, *, pause: timedelta | None = None) -> Self:
        """One more in a row; `pause` is how long the destination asked to be left alone (Retry-After)."""
        row, _made = cls._default_manager.get_or_create(destination=destination)
        cls._default_manager.filter(pk=row.pk).update(failures=F("failures") + 1)
        row.refresh_from_db()
        over = row.failures - FAILURES_BEFORE
        if pause is None and over >= 0:
            pause = min(FIRST_PAUSE * float(2 ** min(over, 16)), LONGEST_PAUSE)
        if pause:
            row.open_until = timezone.now() + pause
            row.save(update_fields=["open_until"])
        return row

    @classmethod
    def record_success(cls, destination: str) -> None:
        """It works: its failures are forgotten."""
        cls._default_manager.filter(destination=destination).delete()
