"""Verbindingen: the companies a person may reach, their connections with state and news, searched, filtered, paged.

A page costs a fixed number of queries, whatever its length.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import QueryDict

from schakel.hub.connections.models import Access, Company, Connection, Invitation, Office
from schakel.hub.connections.models.company import sort_name_of
from schakel.hub.connections.panels import Mark, address_of, marks_of
from schakel.hub.connections.states import with_state
from schakel.hub.connections.status import ConnectionStatus, statuses_of
from schakel.hub.connections.unread_counts import News, news_of
from schakel.hub.people.models import User
from schakel.hub.web.paging import Page, page

ORDER = ("office__name", "office_id", "sort_name", "id")
SIZE = 25  # companies on a page


@dataclass(frozen=True)
class Search:
    """What is asked for. Empty: everything."""

    text: str = ""
    state: str = ""  # a Connection.State
    office: int | None = None

    @classmethod
    def read(cls, query: QueryDict) -> "Search":
        """From the address; what is not understood counts as not asked."""
        state, office = query.get("state", ""), query.get("office", "")
        return cls(
            text=query.get("q", "").strip()[:100].replace("\0", ""),
            state=state if state in Connection.State else "",
            office=int(office) if office.isascii() and office.isdigit() and len(office) < 10 else None,
        )


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


def companies(user: User, search: Search) -> QuerySet[Company]:
    found: QuerySet[Company] = Company.objects.reachable_by(user).select_related("office")
    if search.office:
        found = found.filter(office=search.office)
    if search.text:
        found = found.filter(matching(user, search.text))
    if search.state:
        found = found.filter(Exists(connections(user, search.state).filter(company=OuterRef("pk"))))
    return found


def connections(user: User, state: str = "") -> QuerySet[Any]:
    found = with_state(Connection.objects.reachable_by(user))
    return found.filter(state=state) if state else found


def matching(user: User, text: str) -> Q:
    """Name, enterprise number as people write it, or, for the office, the client's mail address."""
    condition = Q(sort_name__contains=sort_name_of(text))
    digits = "".join(c for c in text if c.isdigit())
    if digits and not set(text.upper()) - set("BE0123456789. -"):
        condition |= Q(enterprise_number__contains=digits)
    accesses = Access.objects.active().filter(connection__company=OuterRef("pk"), user__email__contains=text.lower())
    letters = Invitation.objects.filter(connection__company=OuterRef("pk"), letter__email_normal__contains=text.lower())
    known = Q(email__icontains=text) | Exists(accesses) | Exists(letters)
    return condition | (Q(office__in=Office.objects.of(user)) & known)


def listed(user: User, search: Search, *, after: str = "") -> tuple[list[CompanyRows], Page[Company]]:
    found = page(companies(user, search), order=ORDER, after=after, size=SIZE)
    return groups(user, found.rows, state=search.state), found


def groups(user: User, of: Iterable[Company], *, state: str = "") -> list[CompanyRows]:
    of = list(of)
    offices = set(Office.objects.of(user).values_list("pk", flat=True))
    managed = {company.pk for company in of if company.office_id in offices}
    rows = connections(user, state).filter(company__in=of).order_by("side")
    found = list(rows)
    standings, news = statuses_of(user, found, managed), news_of(user, [row.pk for row in found])
    marks = marks_of(managed)
    by_company = defaultdict(list)
    for row in found:
        by_company[row.company_id].append(Row(row, standings[row.pk], news.get(row.pk, News())))
    return [CompanyRows(one, one.pk in managed, by_company[one.pk], marks.get(one.pk)) for one in of]


def counts(user: User, search: Search) -> Counter[str]:
    """How many connections there are in each state among what is searched, whatever state is chosen."""
    everywhere = companies(user, Search(text=search.text, office=search.office))
    rows = connections(user).filter(company__in=everywhere.order_by().values("pk"))
    return Counter(dict(rows.order_by().values_list("state").annotate(n=Count("pk"))))
