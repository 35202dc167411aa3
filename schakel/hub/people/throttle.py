"""Counting what may happen only so often: one row a count, added to by one statement, so that processes lose none (ADR 0229).

Where a limit belongs to a row of its own (a key's calls in a minute), the same is done there. allauth counts in the cache, under
a lock of its own.
"""

import time
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from schakel.hub.people.models import Tally

SWEEP = timedelta(hours=1)  # between two times that counts which are over are deleted


def count(what: str, *, lasts: timedelta) -> int:
    """Adds one, and gives how many there are: at least as many as came before this one. `lasts` is how long the count is kept,
    from its first.
    """
    ours = Tally.objects.filter(what=what)
    if not ours.update(count=F("count") + 1):
        if insert(what, lasts=lasts):
            sweep()
        else:  # another process was first
            ours.update(count=F("count") + 1)
    return counted(what)


def counted(what: str) -> int:
    """How many so far."""
    found = Tally.objects.filter(what=what, ends_at__gt=timezone.now()).values_list("count", flat=True).first()
    return found or 0


def insert(what: str, *, lasts: timedelta) -> bool:
    """False: it is there."""
    try:
        with transaction.atomic():
            Tally.objects.create(what=what, count=1, ends_at=timezone.now() + lasts)
    except IntegrityError:
        return False
    return True


def sweep() -> None:
    """By the first process of each hour."""
    hour = int(time.time() // SWEEP.total_seconds())
    if not Tally.objects.filter(what=f"sweep:{hour}").exists() and insert(f"sweep:{hour}", lasts=2 * SWEEP):
        Tally.objects.filter(ends_at__lt=timezone.now()).delete()
