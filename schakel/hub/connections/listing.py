"""Verbindingen: the companies a person may reach, their connections with state and news, searched, filtered, paged.

A page costs a fixed number of queries, whatever its length.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Substr
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Access, Company, Connection, Invitation
from schakel.hub.connections.models.company import is_closed, is_open, sort_name_of, worked_for
from schakel.hub.connections.panels import Mark, address_of, marks_of
from schakel.hub.connections.rights import Right
from schakel.hub.connections.states import with_state
from schakel.hub.connections.status import ConnectionStatus, statuses_of
from schakel.hub.connections.unread_counts import News, newest, news_of
from schakel.hub.people.models import User
from schakel.hub.web.paging import Page, page

SIZE = 25  # companies on a page
CLOSED = "closed"  # beside the states of connections: companies that closed
MANY = 30  # from so many on, rows are shown unless cards are asked for


class Order(TextChoices):
    NAME = "name", _("by name")
    LAST = "last", _("by last document")
    WAITING = "waiting", _("waiting longest")


ORDERS = {
    Order.NAME: ("office__name", "office_id", "sort_name", "id"),
    Order.LAST: ("-last", "-id"),
    Order.WAITING: ("waiting", "id"),
}
ORDER = ORDERS[Order.NAME]
NEVER, NOT_YET = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Search:
    """What is asked for. Empty: everything."""

    text: str = ""
    state: str = ""  # a Connection.State, or CLOSED
    office: int | None = None
    order: str = Order.NAME
    letter: str = ""  # begin with the names from this letter on
    view: str = ""  # rows or cards; empty: what suits their number

    @classmethod
    def read(cls, query: QueryDict) -> "Search":
        """From the address; what is not understood counts as not asked."""
        state, office = query.get("state", ""), query.get("office", "")
        order, letter, view = query.get("order", ""), query.get("letter", "")[:1].casefold(), query.get("view", "")
        return cls(
            text=query.get("q", "").strip()[:100].replace("\0", ""),
            state=state if state in {*Connection.State.values, CLOSED} else "",
            office=int(office) if office.isascii() and office.isdigit() and len(office) < 10 else None,
            order=order if order in Order else Order.NAME,
            letter=letter if letter.isalnum() else "",
            view=view if view in ("rows", "cards") else "",
        )

    @property
    def is_empty(self) -> bool:
        """Nothing is asked for, whatever the order and the look."""
        return not (self.text or self.state or self.office or self.letter)


@dataclass(frozen=True)
class Row:
    """One connection in the list."""

    connection: Connection
    status: ConnectionStatus
    news: News

    @property
    def address(self) -> str:
        return address_of(self.connection.pk)


@dataclass(frozen=True)
class CompanyRows:
    """One company in the list."""

    company: Company
    managed: bool
    rows: list[Row]
    mark: Mark | None = None  # what somebody of the office should look at

    @property
    def last(self) -> datetime | None:
        return max((row.news.last for row in self.rows if row.news.last), default=None)

    @property
    def waiting(self) -> datetime | None:
        """Since when an invitation waits for its answer."""
        waits = (row.status.since for row in self.rows if row.status.state == Connection.State.INVITED)
        return min((since for since in waits if since), default=None)

    @property
    def sides(self) -> list["Row | None"]:
        """Purchases, then sales; None: not among what is shown."""
        by_side = {row.connection.side: row for row in self.rows}
        return [by_side.get(side) for side in Connection.Side.values]


def companies(user: User, search: Search) -> QuerySet[Company]:
    """Open ones, or the closed ones where they are asked for."""
    found = searched(user, search)
    found = found.filter(is_closed() if search.state == CLOSED else is_open())
    if search.state in Connection.State:
        # asked first: PostgreSQL takes them for a few, and would compare all with all
        in_state = connections(user, search.state).order_by().values_list("company", flat=True)
        found = found.filter(pk__in=set(in_state))
    return found


def searched(user: User, search: Search) -> QuerySet[Company]:
    """By text and office, in whatever state."""
    found: QuerySet[Company] = Company.objects.reachable_by(user).select_related("office")
    if search.office:
        found = found.filter(office=search.office)
    return found.filter(matching(user, search.text)) if search.text else found


def connections(user: User, state: str = "") -> QuerySet[Any]:
    reached = Connection.objects.reachable_by(user)
    if state not in Connection.State:
        return with_state(reached)
    return with_state(Connection.objects.filter(pk__in=reached.values("pk"))).filter(state=state)


def matching(user: User, text: str) -> Q:
    """Name, enterprise number as people write it, or, for the office, the client's mail address."""
    condition = Q(sort_name__contains=sort_name_of(text))
    digits = "".join(c for c in text if c.isdigit())
    if digits and not set(text.upper()) - set("BE0123456789. -"):
        condition |= Q(enterprise_number__contains=digits)
    accesses = Access.objects.active().filter(connection__company=OuterRef("pk"), user__email__contains=text.lower())
    letters = Invitation.objects.filter(connection__company=OuterRef("pk"), letter__email_normal__contains=text.lower())
    known = Q(email__icontains=text) | Exists(accesses) | Exists(letters)
    return condition | (worked_for(user, Right.WORK) & known)


def listed(user: User, search: Search, *, after: str = "") -> tuple[list[CompanyRows], Page[Company]]:
    found = page(in_order(companies(user, search), search), order=ORDERS[Order(search.order)], after=after, size=SIZE)
    return groups(user, found.rows, state=search.state), found


def in_order(found: QuerySet[Company], search: Search) -> QuerySet[Company]:
    """With the column by which they are ordered. Those without one come last."""
    if search.order == Order.LAST and newest:
        return found.annotate(last=Coalesce(newest[0](), Value(NEVER)))
    if search.order == Order.WAITING:
        return found.annotate(waiting=Coalesce(Subquery(waiting_since()), Value(NOT_YET)))
    return found.filter(sort_name__gte=search.letter) if search.letter else found


def waiting_since() -> QuerySet[Any]:
    """Of a company: when its oldest invitation was sent that nobody has answered."""
    open_ = Invitation.objects.filter(
        connection__company=OuterRef("pk"), state=Invitation.State.INVITED, letter__expires_at__gt=timezone.now()
    )
    return open_.order_by("created_at").values("created_at")[:1]


def letters(user: User, search: Search) -> list[str]:
    """With which the names begin that are searched."""
    found = companies(user, replace(search, letter="")).order_by().annotate(first=Substr("sort_name", 1, 1))
    return sorted(each.upper() for each in found.values_list("first", flat=True).distinct() if each.isalnum())


def groups(user: User, of: Iterable[Company], *, state: str = "") -> list[CompanyRows]:
    of = list(of)
    keys = [company.pk for company in of]
    managed = set(Company.objects.managed_by(user).filter(pk__in=keys).values_list("pk", flat=True))
    rows = connections(user, state).filter(company__in=of).order_by("side")
    found = list(rows)
    standings, news = statuses_of(user, found, managed), news_of(user, [row.pk for row in found])
    marks = marks_of(managed)
    by_company = defaultdict(list)
    for row in found:
        by_company[row.company_id].append(Row(row, standings[row.pk], news.get(row.pk, News())))
    return [CompanyRows(one, one.pk in managed, by_company[one.pk], marks.get(one.pk)) for one in of]


def counts(user: User, search: Search) -> Counter[str]:
    """How many connections there are in each state among what is searched, whatever state is chosen; those of closed companies
    are CLOSED."""
    rows = connections(user).filter(company__in=searched(user, search).order_by().values("pk"))
    closed = When(is_closed("company__"), then=Value(CLOSED))
    shown = rows.order_by().annotate(shown=Case(closed, default=F("state"), output_field=CharField()))
    return Counter(dict(shown.values_list("shown").annotate(n=Count("pk"))))
