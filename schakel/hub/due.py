"""Due: "this row has work at due_at". The row is the queue; there is no second one.

A worker claims rows by moving their `due_at` ahead (the lease), does the work, then settles or retries. If it dies, the
rows fall due again. Those whose attempt was interrupted are claimed apart from the others, few and then one at a time, so
that a bad one takes down nothing but itself, and is given up when it did so three times (D13).

The clock of the machine may jump (D15). Forward: leases end later, see LeaseClock. Back: what was due before stays due, see
wake_after_jump.
"""

import logging
import random
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self, TypeVar

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils import timezone

from schakel.hub import request_id, storage_failure

LEASE = timedelta(minutes=5)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)
MOST_CRASHES = 3
GAVE_UP = "The worker stopped {crashes} times during this; it is not tried again automatically."

RENEW_BELOW = 0.95  # of a lease; with less than this left it is renewed before the next row
DRIFT = timedelta(minutes=1)  # more than this between two looks at the clock is a jump

log = logging.getLogger(__name__)


class JumpDetector:
    """How far a clock jumped since the last look, by monotonic time; what is less than DRIFT is no jump."""

    def __init__(self) -> None:
        self.last: tuple[datetime, float] | None = None

    def jump(self, wall: datetime) -> timedelta:
        ticks = time.monotonic()
        before, self.last = self.last, (wall, ticks)
        if before is None:
            return timedelta(0)
        jump = wall - before[0] - timedelta(seconds=ticks - before[1])
        return jump if abs(jump) > DRIFT else timedelta(0)


class LeaseClock:
    """The time by which leases end: the database's own where it has one, else the machine's.

    After it jumped forward it counts as if it had not, for as long as a lease can last that was given before: so no row is
    taken away from those who are at work on it.
    """

    LONGEST = timedelta(minutes=15)  # no lease is longer

    def __init__(self) -> None:
        self.detector, self.lock = JumpDetector(), threading.Lock()
        self.ahead, self.since = timedelta(0), 0.0

    def now(self) -> datetime:
        wall = self.read()
        with self.lock:
            jump = self.detector.jump(wall)
            if jump > timedelta(0):
                self.ahead, self.since = self.ahead + jump, time.monotonic()
            elif jump or time.monotonic() - self.since > self.LONGEST.total_seconds():
                self.ahead = timedelta(0)
            return wall - self.ahead

    def read(self) -> datetime:
        if connection.vendor != "postgresql":
            return timezone.now()
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            return cursor.fetchone()[0]  # type: ignore[no-any-return]  # one row, a time


lease_clock = LeaseClock()
machine_clock = JumpDetector()  # by which rows fall due


class LeaseLost(Exception):
    """The row is another worker's by now; what was done for it must not be written."""


class RequestIdField(models.CharField):  # type: ignore[type-arg]  # the class knows no brackets when it runs
    """Filled when the row is first written. Without a value for older rows: adding it to a large table copies nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": request_id.LONGEST, "null": True, "editable": False, **kwargs})

    def pre_save(self, model_instance: models.Model, add: bool) -> str | None:
        if add and getattr(model_instance, self.attname) is None:
            setattr(model_instance, self.attname, request_id.current() or None)
        value: str | None = super().pre_save(model_instance, add)
        return value


class Due(models.Model):
    FAIR_KEY: ClassVar[str] = ""  # name of a field: its values take turns (E13); none: the oldest first

    due_at = models.DateTimeField(null=True, blank=True, db_index=True)  # null: nothing left to do
    attempts = models.PositiveSmallIntegerField(default=0)
    interrupted_attempts = models.PositiveSmallIntegerField(default=0)  # begun since the last one that ended
    last_error = models.TextField(blank=True)
    request_id = RequestIdField()  # of the request that made it, or made it due again
    leased_until: datetime | None = None  # set by a claim: the row is ours while its due_at is this
    lease_deadline: float = 0.0  # by monotonic time, set by a claim

    class Meta:
        abstract = True

    @classmethod
    def claim(cls, *where: Q, batch: int = 20, suspects: int = 1, lease: timedelta = LEASE) -> list[Self]:
        """Up to `batch` rows that are due, for this worker alone until the lease ends; of those that answer to `where`.

        Of rows that were begun once and never ended up to `suspects`; of those that were begun more often, one.
        What is stored as bytes is not read before it is asked for.
        """
        lease_now = lease_clock.now()
        over = cls._default_manager.filter(*where, due_at__lte=max(timezone.now(), lease_now))
        due = over.exclude(interrupted_attempts__gt=0, due_at__gt=lease_now).order_by("due_at", "pk")
        queues = cls._queues(due, most=batch)
        claimed: list[Self] = []
        with transaction.atomic() if len(queues) > 1 else nullcontext():  # the disk is waited for once
            for queue in queues:
                oldest = queue.values_list("pk", "interrupted_attempts").first()
                if oldest and oldest[1]:
                    again = (
                        queue.filter(interrupted_attempts=1)[:suspects]
                        if oldest[1] == 1
                        else queue.filter(pk=oldest[0])
                    )
                    return claimed or cls._claim_suspects(again, lease)
                most = min(max(1, batch // len(queues)), batch - len(claimed))
                claimed += cls._lease(queue.filter(interrupted_attempts=0)[:most], lease) if oldest and most else []
        return claimed

    @classmethod
    def _queues(cls, due: models.QuerySet[Self], *, most: int) -> list[models.QuerySet[Self]]:
        """One queue; or one for each value of the fair key, `most` of them, in no order."""
        if not cls.FAIR_KEY:
            return [due]
        keys = list(due.order_by().values_list(cls.FAIR_KEY, flat=True).distinct())
        return [due.filter(**{cls.FAIR_KEY: key}) for key in random.sample(keys, min(most, len(keys)))]

    @classmethod
    def _claim_suspects(cls, rows: models.QuerySet[Self], lease: timedelta) -> list[Self]:
        """Rows that were begun before and never ended, unless that happened too often."""
        claimed = cls._lease(rows, lease)
        hopeless = [row for row in claimed if row.interrupted_attempts > MOST_CRASHES]
        for row in hopeless:
            row.give_up()
        return [row for row in claimed if row not in hopeless]

    @classmethod
    def _lease(cls, rows: models.QuerySet[Self], lease: timedelta) -> list[Self]:
        """One statement: who runs it first has the rows. On PostgreSQL others pass over what is being claimed."""
        columns = [str(f.column) for f in cls._meta.concrete_fields if not isinstance(f, models.BinaryField)]
        quote = connection.ops.quote_name
        chosen, parameters = rows.values("pk").query.sql_with_params()
        passing = connection.features.has_select_for_update_skip_locked
        skip = connection.ops.for_update_sql(skip_locked=True) if passing else ""
        sql = (
            f"WITH mine AS MATERIALIZED ({chosen} {skip}) UPDATE {quote(cls._meta.db_table)} "  # noqa: S608 -- our own names
            "SET due_at = %s, attempts = attempts + 1, interrupted_attempts = interrupted_attempts + 1 "
            f"WHERE id IN (SELECT * FROM mine) RETURNING {', '.join(quote(column) for column in columns)}"
        )
        until = connection.ops.adapt_datetimefield_value(lease_clock.read() + lease)
        over = time.monotonic() + lease.total_seconds()
        with transaction.atomic():  # which waits its turn among those who write; alone it would starve beside them
            claimed = sorted(cls._default_manager.raw(sql, [*parameters, until]), key=lambda row: row.pk)
        for row in claimed:
            row.leased_until, row.lease_deadline = row.due_at, over
        return claimed

    @classmethod
    def renew_leases(cls, rows: Sequence[Self], lease: timedelta) -> None:
        """The leases of these rows begin again; of a row that another worker has by now, it is over."""
        until, over = lease_clock.read() + lease, time.monotonic() + lease.total_seconds()
        for row in rows:
            row.lease_deadline = 0.0
        for before in {row.leased_until for row in rows}:
            ours = cls._base_manager.filter(pk__in=[row.pk for row in rows], due_at=before)
            ours.update(due_at=until)
        kept = set(cls._base_manager.filter(pk__in=[row.pk for row in rows], due_at=until).values_list("pk", flat=True))
        for row in rows:
            if row.pk in kept:
                row.leased_until, row.lease_deadline = until, over

    def settle(self) -> None:
        """The work is done: nothing is left to do."""
        self.end_attempt(due_at=None, last_error="")

    def retry(
        self, error: str, *, most: int = 12, longest: timedelta = LONGEST_WAIT, at: datetime | None = None
    ) -> None:
        """Later again, each time twice as late, or `at` a time the other side named; after `most` tries the error stays
        and the row is left to a person."""
        again = None if self.attempts >= most else at or timezone.now() + self.backoff(longest)
        self.end_attempt(due_at=again, last_error=error)

    def postpone(self, until: datetime) -> None:
        """Not now, and this was no try."""
        self.end_attempt(due_at=until, attempts=max(0, self.attempts - 1))

    def give_up(self) -> None:
        """It is left to a person; the row says why, and keeps how often it was interrupted."""
        crashes = self.interrupted_attempts - 1
        self.end_attempt(
            due_at=None, interrupted_attempts=self.interrupted_attempts, last_error=GAVE_UP.format(crashes=crashes)
        )
        log.error("given up: %s %s", type(self).__name__, self.pk)

    def end_attempt(self, **values: object) -> bool:
        """Write down how this attempt ended, which was then not interrupted. False, and nothing written, when the row is no
        longer this worker's: its lease was over, or the attempt had ended after all."""
        values = {"interrupted_attempts": 0, **values}
        for name, value in values.items():
            setattr(self, name, value)
        mine = type(self)._base_manager.filter(pk=self.pk)
        if self.leased_until:
            mine = mine.filter(due_at=self.leased_until)
        return bool(mine.update(**values))

    def work_again(self) -> None:
        """From the beginning, at once: what a person presses after the last try."""
        self.due_at, self.attempts, self.interrupted_attempts, self.last_error = timezone.now(), 0, 0, ""
        self.request_id = request_id.current() or self.request_id
        self.save(update_fields=["due_at", "attempts", "interrupted_attempts", "last_error", "request_id"])

    def paused_until(self) -> datetime | None:
        """Until when it must not be worked; None: now. Asked just before, also when it was claimed long before."""
        return None

    def backoff(self, longest: timedelta = LONGEST_WAIT) -> timedelta:
        jitter: float = random.uniform(0.5, 1)  # noqa: S311 -- jitter is no secret
        return min(FIRST_WAIT * float(2 ** min(self.attempts, 16)), longest) * jitter


Row = TypeVar("Row", bound=Due)


def work_each(
    rows: Iterable[Row],
    handler: Callable[[Row], None],
    *,
    longest: timedelta = LONGEST_WAIT,
    most: int = 12,
    lease: timedelta | None = None,
) -> int:
    """Call the handler with every row whose lease still holds; what nobody expected to go wrong is tried again later.

    With `lease`, that of the rows still waiting is renewed on the way: it only has to outlast one row, and others soon see
    that a worker died. Returns how many rows it was given.
    """
    given = list(rows)
    for number, row in enumerate(given):
        if lease and row.lease_deadline - time.monotonic() < lease.total_seconds() * RENEW_BELOW:
            type(row).renew_leases(given[number:], lease)
        if row.lease_deadline <= time.monotonic():
            continue  # it took long to come here, and another worker may have it
        with request_id.working_as(row.request_id or request_id.current()):
            work_row(row, handler, longest=longest, most=most)
    return len(given)


def work_row(row: Row, handler: Callable[[Row], None], *, longest: timedelta, most: int) -> None:
    try:
        if until := row.paused_until():
            row.postpone(until)
        else:
            handler(row)
    except LeaseLost:
        log.warning("another worker has %s %s", type(row).__name__, row.pk)
    except MemoryError:
        raise  # the worker ends; the row falls due again, and is given up when it takes too much each time (D13, D16)
    except Exception as fault:
        log.exception("%s %s", type(row).__name__, row.pk)
        storage_failure.end_if_lost(fault)
        row.retry(f"{type(fault).__name__}: {fault}"[:500], most=most, longest=longest)


def wake_after_jump(detector: JumpDetector = JumpDetector()) -> int:  # noqa: B008 -- one for the process
    """The worker's step: after the clock went back, what was due before that stays due. Returns of how many rows."""
    now = timezone.now()
    jump = detector.jump(now)
    if jump >= timedelta(0):
        return 0
    log.warning("the clock went back by %s", -jump)
    before = Q(due_at__gt=now, due_at__lte=now - jump, interrupted_attempts=0)
    queues = [model for model in apps.get_models() if issubclass(model, Due)]
    return sum(model._base_manager.filter(before).update(due_at=now) for model in queues)
