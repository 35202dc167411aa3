"""Doorsturen, counted: what waits, what failed, what went last, of each company and of each forwarder."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import In

from schakel.hub.connections.models import Company, Connection
from schakel.hub.connections.reach import walked
from schakel.hub.documents.models import Quarantine
from schakel.hub.forwarding.bill_effects import FORWARDABLE, RESTS
from schakel.hub.forwarding.models import Forward, Forwarder, Route
from schakel.hub.people.models import User

State = Forward.State


@dataclass(frozen=True)
class ForwardCounts:
    waiting: int = 0
    failed: int = 0
    held: int = 0
    last: datetime | None = None  # forwarded

    def plus(self, other: "ForwardCounts") -> "ForwardCounts":
        last = max((each for each in (self.last, other.last) if each), default=None)
        return ForwardCounts(self.waiting + other.waiting, self.failed + other.failed, self.held + other.held, last)


UNDER_WAY = (State.QUEUED, State.FAILED)
OPEN = (*UNDER_WAY, State.HELD)


def counts_of_companies(companies: Collection[int]) -> dict[int, ForwardCounts]:
    """A fixed number of queries, whatever their number."""
    found = counts_by("connection", Connection.objects.filter(company__in=companies))
    by_company: dict[int, ForwardCounts] = {}
    for pk, company in Connection.objects.filter(company__in=companies).values_list("pk", "company"):
        by_company[company] = by_company.get(company, ForwardCounts()).plus(found[pk])
    return by_company


def counts_of_forwarders(forwarders: Iterable[int]) -> dict[int, ForwardCounts]:
    return counts_by("forwarder", Forwarder.objects.filter(pk__in=list(forwarders)))


def counts_by(key: str, of: QuerySet[Any]) -> dict[int, ForwardCounts]:
    """What is open is counted along an index, those that rest are taken from it, and the last one is looked up: no query reads
    what was sent long ago, and none a document."""
    keys = list(of.values_list("pk", flat=True))
    rows = Forward.everything.filter(going_to(Forwarder.objects.active()), **{f"{key}__in": keys}, state__in=OPEN)
    kept = Quarantine.objects.documents()
    open_ = counted(rows, key)
    open_.subtract(counted(rows.filter(document__in=kept), key))
    for (pk, state), n in counted(rows.exclude(document__in=kept).filter(RESTS), key).items():
        open_[pk, state] -= n
        open_[pk, State.HELD.value] += n  # like what a person held back
    newest = Forward.objects.filter(**{key: OuterRef("pk")}, state=State.SENT).order_by("-state_at").values("state_at")
    return {
        pk: ForwardCounts(open_[pk, "queued"], open_[pk, "failed"], open_[pk, "held"], last)
        for pk, last in of.annotate(last=Subquery(newest[:1])).values_list("pk", "last")
    }


def counted(rows: QuerySet[Forward], key: str) -> Counter[tuple[int, str]]:
    found = rows.order_by().values_list(key, "state").annotate(n=Count("pk"))
    return Counter({(pk, state): n for pk, state, n in found})


def going_to(forwarders: QuerySet[Forwarder]) -> Q:
    """To one of these. Asked row by row: an index by forwarder would read all that one ever sent."""
    return Q(In(walked("forwarder"), forwarders.order_by().values("pk")))


def total_counts(user: User) -> ForwardCounts:
    """Of all offices this person works in. What only waits for the package to fetch it counts too."""
    return sum_of(counts_of_forwarders(Forwarder.objects.managed_by(user).values_list("pk", flat=True)))


def sum_of(counts: dict[int, ForwardCounts]) -> ForwardCounts:
    return reduce(ForwardCounts.plus, counts.values(), ForwardCounts())


def number_to_forward(user: User) -> int:
    """The office's number on the door: what is not in bookkeeping and should be."""
    return Forward.objects.managed_by(user).filter(FORWARDABLE, state__in=UNDER_WAY).count()


def without_forwarder(user: User) -> QuerySet[Company]:
    """Companies for which this person works of which nothing goes on to bookkeeping."""
    return Company.objects.managed_by(user).filter(~routed_by(Forwarder.objects.usable_by(user)))


def routed_by(forwarders: QuerySet[Forwarder]) -> Exists:
    """Of companies: that documents of them go to one of these. Looked up company by company, of which a page shows a few."""
    routes = Route.objects.filter(connection__company=OuterRef("pk"), forwarder__in=forwarders.values("pk"))
    return Exists(routes)
