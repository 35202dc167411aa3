"""*Today* for people of an office: one line for each kind of thing that waits, worst first. Every number counts only companies
for which this person works."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone

from schakel.hub.connections.models import Company
from schakel.hub.connections.todo import Found, OperatorLine, TodoKind, kinds, of_operator
from schakel.hub.overview.counts import Counted, as_found, count_now, done_since
from schakel.hub.overview.models import TodoCount
from schakel.hub.people.models import User
from schakel.hub.web.paging import Page, page

SIZE = 50  # companies on a page


@dataclass(frozen=True)
class Waits:
    """What waits of one kind, in how many companies there are."""

    kind: TodoKind
    found: Found

    @property
    def sentence(self) -> str:
        return str(self.kind.sentence % {"n": self.found.number})

    @property
    def why(self) -> str:
        return self.kind.explain(self.found.reason) if self.found.reason else ""

    @property
    def days(self) -> int:
        """For how long, begun days not counted."""
        return max(0, (timezone.localdate() - timezone.localtime(self.found.since).date()).days)

    def address_in(self, company: Company) -> str:
        """Where it is solved: the one thing itself, else the page of that company."""
        if self.found.number == 1 and self.found.only and self.kind.of_one:
            return self.kind.of_one(self.found.only)
        return self.kind.page(company.pk)


@dataclass(frozen=True)
class Line(Waits):
    """Of all companies together."""

    companies: int
    company: Company | None  # the only one
    only_mine: bool

    @property
    def address(self) -> str:
        """Who asked for their own companies only chooses one of them first: the page of all shows those of others too."""
        if self.company:
            return self.address_in(self.company)
        return self.of_companies if self.only_mine else self.kind.page(None)

    @property
    def of_companies(self) -> str:
        return reverse("overview:kind", args=[self.kind.code]) + ("?who=mine" if self.only_mine else "")


def companies_of(user: User, *, only_mine: bool) -> QuerySet[Company]:
    """For which they work; or of these, those that are theirs: they are responsible, or it is assigned to them."""
    managed = Company.objects.managed_by(user)
    return managed.filter(theirs(user)).distinct() if only_mine else managed


def theirs(user: User) -> Q:
    return Q(responsible__user=user) | Q(assignments__member__user=user)


def has_own(user: User) -> bool:
    """Whether "only mine" says anything: some of what they work for is theirs, and not all of it."""
    managed = Company.objects.managed_by(user)
    return managed.filter(theirs(user)).exists() and managed.exclude(pk__in=managed.filter(theirs(user))).exists()


def lines_of(user: User, *, only_mine: bool = False) -> list[Line]:
    """Worst first. A fixed number of queries, unless they did something since the last count."""
    companies = companies_of(user, only_mine=only_mine)
    fresh = done_since(user)
    sums = defaultdict[str, list[tuple[int, int | None, Found]]](
        list
    )  # by kind: of how many companies, which if it is one
    for code, number, which, found in kept(companies, fresh):
        sums[code].append((number, which, found))
    for code, by_company in of_these(companies, fresh).items():
        sums[code] += [(1, pk, found) for pk, found in by_company.items()]
    return named([line_of(kinds[code], sums[code], only_mine=only_mine) for code in kinds if sums[code]])


def kept(companies: QuerySet[Company], fresh: set[int] | None) -> Iterable[tuple[str, int, int | None, Found]]:
    """Added up by the database, without the companies that are counted at once."""
    if fresh is None:
        return
    rows = TodoCount.objects.filter(kind__in=kinds, company__in=companies.values("pk")).exclude(company__in=fresh)
    told = rows.order_by().values("kind").annotate(
        n=Sum("number"), oldest=Min("since"), of=Count("pk"), which=Min("company"), one=Min("only"),
        first=Min("reason"), last=Max("reason"),
    )  # fmt: skip
    for row in told:
        reason = row["first"] if row["first"] == row["last"] else ""
        is_one = row["of"] == 1
        found = Found(row["n"], row["oldest"], reason, row["one"] if is_one else None)
        yield row["kind"], row["of"], row["which"] if is_one else None, found


def of_these(companies: QuerySet[Company], fresh: set[int] | None, only: TodoKind | None = None) -> Counted:
    """Counted at once: in the companies where this person did something, which are few and named by their ids, or in all of
    theirs."""
    if fresh is None:
        return count_now(companies.order_by().values("pk"), only)
    few = list(companies.filter(pk__in=fresh).values_list("pk", flat=True)) if fresh else []
    return count_now(few, only) if few else {}


def line_of(kind: TodoKind, parts: list[tuple[int, int | None, Found]], *, only_mine: bool) -> tuple[Line, int | None]:
    """With the only company, whose name is still to be read."""
    (_number, which, found), *others = parts
    for _n, _which, other in others:
        found = found.plus(other)
    number = sum(part[0] for part in parts)
    return Line(kind, found, number, None, only_mine), which if number == 1 else None


def named(lines: list[tuple[Line, int | None]]) -> list[Line]:
    there = Company.objects.in_bulk([pk for _line, pk in lines if pk])
    return [
        Line(line.kind, line.found, line.companies, there.get(pk) if pk else None, line.only_mine) for line, pk in lines
    ]


@dataclass(frozen=True)
class CompanyLine(Waits):
    """Of one company, in the list of a kind."""

    company: Company

    @property
    def address(self) -> str:
        return self.address_in(self.company)


def listed(
    user: User, kind: TodoKind, *, only_mine: bool, after: str = ""
) -> tuple[list[CompanyLine], Page[TodoCount]]:
    """The companies in which something of this kind waits, those that wait longest first; without what this person solved
    since the last count."""
    companies = companies_of(user, only_mine=only_mine)
    fresh = done_since(user)
    now = of_these(companies, fresh, only=kind).get(kind.code, {})
    rows = TodoCount.objects.filter(kind=kind.code, company__in=companies.values("pk")).select_related("company")
    solved = fresh - set(now) if fresh is not None else set(rows.values_list("company", flat=True)) - set(now)
    found = page(rows.exclude(company__in=solved), order=("since", "id"), after=after, size=SIZE)
    return [CompanyLine(kind, now.get(row.company_id) or as_found(row), row.company) for row in found.rows], found


def operator_lines(user: User) -> list[OperatorLine]:
    return [line for find in of_operator for line in find()] if user.is_operator else []
