"""What waits, counted kind by kind from the rooms' own rows, and kept for each company (ADR 0282).

A page adds up the kept rows. What this person did since the last count is not in them yet: of the companies that the log names,
it counts at once (`done_since`), so that what is solved is gone for who solved it.
"""

import hashlib
import logging
import time
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from schakel.hub.audit.models import AuditEntry
from schakel.hub.connections.models import Company
from schakel.hub.connections.models.office import offices_of
from schakel.hub.connections.todo import Found, TodoKind, kinds
from schakel.hub.due import work_each
from schakel.hub.overview.models import TodoCount, TodoSweep
from schakel.hub.people.models import User

EVERY = timedelta(seconds=60)
SHARE = 20  # counting takes at most one twentieth of the time: what took long is done less often
LONGEST_WAIT = timedelta(minutes=5)  # after a count that failed
MOST_TRIES = 10_000  # a count that is not made any more would look as if all were solved
LATE = timedelta(seconds=5)  # from an entry in the log to the end of its transaction
MOST_AT_ONCE = 200  # companies that a page counts alone; after more it counts all

Counted = Mapping[str, Mapping[int, Found]]  # by code of kind and id of company

log = logging.getLogger(__name__)


def update_counts() -> int:
    """The worker's step: once a minute."""
    if not TodoSweep.objects.filter(pk=TodoSweep.ONLY, version=version_of_kinds(), due_at__isnull=False).exists():
        begin()
    return work_each(TodoSweep.claim(), sweep, longest=LONGEST_WAIT, most=MOST_TRIES)


def begin() -> None:
    """The first time, after an update that knows other kinds, and after the count was given up: at once."""
    begun = {"due_at": timezone.now(), "counted_at": None, "version": version_of_kinds(), "attempts": 0}
    TodoSweep.objects.update_or_create(pk=TodoSweep.ONLY, defaults={**begun, "interrupted_attempts": 0})


def version_of_kinds() -> str:
    return hashlib.sha256(",".join(kinds).encode()).hexdigest()


def sweep(row: TodoSweep) -> None:
    """Counted before anything is locked; what happens meanwhile is in the next count. One kind that fails does not keep the
    others from being counted; the whole is tried again."""
    began, ticks, failure = timezone.now(), time.monotonic(), None
    found = {}
    for code, kind in kinds.items():
        try:
            found[code] = kind.found()
        except Exception as error:
            log.exception("%s could not be counted", code)
            failure = error
    keep(found)
    if failure:
        raise failure
    again = timezone.now() + max(EVERY, SHARE * timedelta(seconds=time.monotonic() - ticks))
    row.end_attempt(due_at=again, counted_at=began, attempts=0, last_error="")


@transaction.atomic
def keep(counted: Counted) -> None:
    """Only what changed is written. Kinds that are no more are gone."""
    rows = TodoCount.objects.exclude(kind__in=set(kinds) - set(counted))
    here = {(row.kind, row.company_id): row for row in rows}
    now = {(code, pk): each for code, found in counted.items() for pk, each in found.items()}
    same = {key for key, row in here.items() if now.get(key) == as_found(row)}
    TodoCount.objects.filter(pk__in=[row.pk for key, row in here.items() if key not in same]).delete()
    new = {key: each for key, each in now.items() if key not in same}
    there = set(Company.objects.filter(pk__in={pk for _code, pk in new}).values_list("pk", flat=True))
    TodoCount.objects.bulk_create(
        [row_of(code, pk, found) for (code, pk), found in new.items() if pk in there], batch_size=500
    )


def as_found(row: TodoCount) -> Found:
    return Found(row.number, row.since, row.reason, row.only)


def row_of(code: str, company: int, found: Found) -> TodoCount:
    return TodoCount(
        company_id=company,
        kind=code,
        number=found.number,
        since=found.since,
        reason=found.reason,
        only=found.only,
    )


def done_since(user: User) -> set[int] | None:
    """The companies in which this person did something that the kept counts do not know yet. None: all of them, for it
    concerns a whole office or too many companies, or nothing was counted yet.

    A little more than since then: an entry carries the time at which it was written, in a transaction that ends later.
    """
    counted_at = last_counted()
    if counted_at is None:
        return None
    entries = AuditEntry.objects.filter(office__in=offices_of(user.pk), user=user.pk, at__gte=counted_at - LATE)
    concerned = entries.exclude(
        company=None, subject=""
    )  # what somebody does with their own account solves nothing here
    done = set(concerned.values_list("company", flat=True))
    return None if None in done or len(done) > MOST_AT_ONCE else {pk for pk in done if pk is not None}


def last_counted() -> datetime | None:
    return TodoSweep.objects.filter(version=version_of_kinds()).values_list("counted_at", flat=True).first()


def count_now(companies: Collection[int] | QuerySet[Any], only: TodoKind | None = None) -> Counted:
    """Of these companies, by kind."""
    asked = {only.code: only} if only else kinds
    return {code: kind.found(companies) for code, kind in asked.items()}
