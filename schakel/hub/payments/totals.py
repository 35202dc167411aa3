"""What is open and overdue, added up: kept for each connection and day, so that a page does not read every open item.

A kept total counts when it is of today and nothing changed since; of the other connections their items are added up at once.
The worker keeps them up to date (`update_totals`). Amounts are added here: SQLite keeps them as text, to stay exact.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from heapq import nlargest
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from schakel.einvoice.money import decimal_text
from schakel.hub.connections.models import Connection
from schakel.hub.connections.reach import among
from schakel.hub.connections.turns import turns
from schakel.hub.payments.models import OpenTotal, OutdatedTotal, Payable, WhyNot
from schakel.hub.payments.models.payable import PayableQuerySet

SOON = timedelta(days=7)
WEEKS = 4  # drawn one by one; what is later stands in one bar
MOST_COMPANIES = 30  # named with their own totals, those with most overdue first
MOST_ADDED = 5_000  # items of a search; of more no totals are shown
BATCH = 200  # connections that the worker adds up at once
ZERO = Decimal(0)


def no_weeks() -> list[Decimal]:
    return [ZERO] * (WEEKS + 2)


@dataclass
class Sums:
    """In euro. Credit notes count below zero in what is open, and are never overdue."""

    open: Decimal = ZERO
    overdue: Decimal = ZERO
    soon: Decimal = ZERO
    count: int = 0
    weeks: list[Decimal] = field(default_factory=no_weeks)  # overdue, this week and the next ones, all that is later

    def add(self, left: Decimal, due: date, *, is_owed: bool, today: date) -> None:
        self.open += left
        self.count += 1
        if not is_owed:
            return
        self.weeks[week(due, today)] += left
        if due < today:
            self.overdue += left
        elif due <= today + SOON:
            self.soon += left

    def add_all(self, other: "Sums") -> None:
        self.open += other.open
        self.overdue += other.overdue
        self.soon += other.soon
        self.count += other.count
        self.weeks = [mine + its for mine, its in zip(self.weeks, other.weeks, strict=True)]


@dataclass(frozen=True)
class Totals:
    all: Sums
    companies: list[tuple[int, str, Sums]]  # id, name; empty where there is one only

    @property
    def weeks(self) -> list[Decimal]:
        return self.all.weeks


def totals(connections: QuerySet[Connection], *, side: str, today: date | None = None) -> Totals:
    """Of what is open in these, all of one side. A fixed number of queries."""
    now = today or timezone.localdate()
    kept = OpenTotal.objects.filter(among(connections), side=side)
    changed = set(OutdatedTotal.objects.values_list("connection", flat=True).distinct())
    every, ranks, outdated = Sums(), [], set(changed)
    rows: Any = kept.values_list("connection", "day", "open", "overdue", "soon", "count", "weeks")
    for (
        pk,
        day,
        open_,
        overdue,
        soon,
        count,
        weeks,
    ) in rows.iterator():  # thousands: none is kept longer than it is read
        if day != now or pk in changed:
            outdated.add(pk)
        else:
            every.add_all(Sums(open_, overdue, soon, count, [Decimal(each) for each in weeks]))
            ranks.append((overdue, open_, pk))
    for pk, sums in compute(connections.filter(pk__in=outdated), today=now).items() if outdated else ():
        every.add_all(sums)
        ranks.append((sums.overdue, sums.open, pk))
    return Totals(every, most_overdue(ranks))


def sums_by_connection(connections: QuerySet[Connection], *, today: date | None = None) -> dict[int, Sums]:
    """Of a few connections, each alone; of one in which nothing is open, nothing. A fixed number of queries."""
    now, pks = today or timezone.localdate(), list(connections.order_by().values_list("pk", flat=True))
    changed = set(OutdatedTotal.objects.filter(connection__in=pks).values_list("connection", flat=True))
    kept = {each.connection_id: each for each in OpenTotal.objects.filter(connection__in=pks)}
    outdated = [pk for pk in pks if pk in changed or (pk in kept and kept[pk].day != now)]
    found = compute(Connection.objects.filter(pk__in=outdated), today=now) if outdated else {}
    for pk, each in kept.items():
        if pk not in outdated:
            weeks = [Decimal(week) for week in each.weeks]
            found[pk] = Sums(each.open or ZERO, each.overdue or ZERO, each.soon or ZERO, each.count, weeks)
    return found


def totals_of_search(found: PayableQuerySet, *, today: date | None = None) -> Totals | None:
    """Of these items. None: they are more than MOST_ADDED."""
    if found.order_by()[: MOST_ADDED + 1].count() > MOST_ADDED:
        return None
    every, added = Sums(), add_up(found, today=today or timezone.localdate())
    for sums in added.values():
        every.add_all(sums)
    return Totals(every, most_overdue([(sums.overdue, sums.open, pk) for pk, sums in added.items()]))


def most_overdue(ranks: list[tuple[Decimal, Decimal, int]]) -> list[tuple[int, str, Sums]]:
    """Of what is overdue and open in connections; nothing where there is one only."""
    if len(ranks) < 2:
        return []
    most = nlargest(MOST_COMPANIES, ranks)
    rows = Connection.objects.filter(pk__in=[pk for *_sums, pk in most]).values_list("pk", "company", "company__name")
    names = {pk: (company, name) for pk, company, name in rows}
    return [(*names[pk], Sums(open=open_, overdue=overdue)) for overdue, open_, pk in most if pk in names]


def compute(connections: Iterable[Connection] | QuerySet[Connection], *, today: date) -> dict[int, Sums]:
    """From the items themselves; of a connection without any, nothing."""
    return add_up(Payable.objects.asking().due_now(today).filter(connection__in=connections), today=today)


def add_up(items: PayableQuerySet, *, today: date) -> dict[int, Sums]:
    found: defaultdict[int, Sums] = defaultdict(Sums)
    rows = items.filter(document__currency="EUR").order_by()
    for pk, left, due_date, why_not in rows.values_list(
        "connection", "left", "document__due_date", "why_not"
    ).iterator():
        due = due_date or today  # none told: at once, and never overdue
        found[pk].add(left or ZERO, due, is_owed=why_not != WhyNot.MONEY_BACK, today=today)
    return dict(found)


def week(due: date, today: date) -> int:
    """0: overdue; 1: the seven days from today on; the last: everything later."""
    return 0 if due < today else min((due - today).days // 7 + 1, WEEKS + 1)


def update_totals() -> int:
    """The worker's step: those of which something changed, and those of another day."""
    today = timezone.localdate()
    changed = set(OutdatedTotal.objects.order_by("pk").values_list("connection", flat=True)[:BATCH])
    changed |= set(OpenTotal.objects.exclude(day=today).values_list("connection", flat=True)[: BATCH - len(changed)])
    if changed:
        update(changed, today=today)
    return len(changed)


def update(connections: Collection[int], *, today: date) -> None:
    """In the turns of their companies, so that of two workers the later one has the last word. What changes after this
    began is marked again, since the marks go before anything is read."""
    companies = Connection.objects.filter(pk__in=connections).values_list("company", flat=True)
    with turns(list(companies)):
        OutdatedTotal.objects.filter(connection__in=connections).delete()
        found = compute(Connection.objects.filter(pk__in=connections), today=today)
        OpenTotal.objects.filter(connection__in=set(connections) - set(found)).delete()
        sides = dict(Connection.objects.filter(pk__in=found).values_list("pk", "side"))
        OpenTotal.objects.bulk_create(
            [row(pk, side, found[pk], today=today) for pk, side in sides.items()],
            update_conflicts=True,
            unique_fields=["connection"],
            update_fields=["day", "open", "overdue", "soon", "count", "weeks"],
        )


def row(connection: int, side: str, sums: Sums, *, today: date) -> OpenTotal:
    return OpenTotal(
        connection_id=connection,
        side=side,
        day=today,
        open=sums.open,
        overdue=sums.overdue,
        soon=sums.soon,
        count=sums.count,
        weeks=[decimal_text(each) for each in sums.weeks],
    )
