"""A destination that does not answer is left alone for a while, whoever has something for it. A room keeps its own."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F
from django.utils import timezone

TRIES_BEFORE = 3  # failures in a row after which it opens
FIRST_REST = timedelta(minutes=1)
LONGEST_REST = timedelta(hours=1)


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
    def open_for(cls, destination: str) -> datetime | None:
        """Until when it is to be left alone; None: try."""
        found = cls._default_manager.filter(destination=destination, open_until__gt=timezone.now()).first()
        return found.open_until if found else None

    @classmethod
    def record_failure(cls, destination: str, *, rest: timedelta | None = None) -> Self:
        """Another failure; `rest` is how long it asked to be left alone itself (Retry-After)."""
        row, _made = cls._default_manager.get_or_create(destination=destination)
        cls._default_manager.filter(pk=row.pk).update(failures=F("failures") + 1)
        row.refresh_from_db()
        over = row.failures - TRIES_BEFORE
        if rest is None and over >= 0:
            rest = min(FIRST_REST * float(2 ** min(over, 16)), LONGEST_REST)
        if rest:
            row.open_until = timezone.now() + rest
            row.save(update_fields=["open_until"])
        return row

    @classmethod
    def record_success(cls, destination: str) -> None:
        cls._default_manager.filter(destination=destination).delete()
