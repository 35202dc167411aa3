"""The companies of a set-up: one line each, a cell for its purchases and one for its sales. Of an office with more than a page
holds, lines for those that somebody chose, and what holds for all others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import groupby

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from schakel.hub.audit.actions import Action
from schakel.hub.connections.models import Company, Connection
from schakel.hub.documents.models import Document
from schakel.hub.forwarding import file_names
from schakel.hub.forwarding.dispatcher import forward_again
from schakel.hub.forwarding.kinds.kind import ForwarderKind
from schakel.hub.forwarding.models import Forwarder, Route

MOST_LINES = 50  # companies on the page of a set-up
EARLIEST = date(2000, 1, 1)  # before which nothing was received here; the first days of the calendar have no UTC


@dataclass(frozen=True)
class RouteChoice:
    connection: Connection
    is_on: bool
    address: str
    fault: str = ""


@dataclass(frozen=True)
class CompanyChoices:
    company: Company
    cells: tuple[RouteChoice, ...]


@dataclass(frozen=True)
class SetUpChoices:
    """`lines` are on the page, `others` are added without one, because all are. `is_large`: the office has more companies than
    the page holds, and nothing is said of those that are in neither."""

    lines: list[CompanyChoices]
    others: list[CompanyChoices]
    is_large: bool

    @property
    def all(self) -> list[CompanyChoices]:
        return [*self.lines, *self.others]

    @property
    def cells(self) -> list[tuple[Company, RouteChoice]]:
        return [(each.company, cell) for each in self.all for cell in each.cells]

    def leave(self, routes: Iterable[int]) -> bool:
        """Whether any of these connections goes on as it is, for nothing is said of it."""
        said = {cell.connection.pk for _company, cell in self.cells}
        return self.is_large and not said.issuperset(routes)


def choices_of(
    forwarder: Forwarder, *, asked: QueryDict | None, routes: Mapping[int, str], picked: Company | None = None
) -> SetUpChoices:
    """Of the companies of its office, as they are (`routes`: address by connection), or as a form says. `picked` gets a line
    of its own, as it is."""
    kind, shown = forwarder.kind_itself, shown_in(asked)
    rows = Connection.objects.open().filter(company__office=forwarder.office).select_related("company")
    is_large = forwarder.office.companies.all()[: MOST_LINES + 1].count() > MOST_LINES
    if is_large and (asked is None or picked or not asked.getlist("for_all")):
        rows = rows.filter(company__in={*shown, picked.pk} if picked else shown)
    lines, others = [], []
    for company, connections in by_company(rows):
        if asked is None or (company == picked and company.pk not in shown):
            is_new = not (any(each.pk in routes for each in connections) if is_large else routes)
            cells = [current_choice(each, kind, routes, is_new=is_new) for each in connections]
            lines.append(CompanyChoices(company, tuple(cells)))
        elif not is_large or company.pk in shown:
            lines.append(CompanyChoices(company, tuple(read_choice(each, kind, asked) for each in connections)))
        else:
            cells = [added_choice(each, kind, asked) for each in connections if each.pk not in routes]
            others.append(CompanyChoices(company, tuple(cells)))
    return SetUpChoices(lines, others, is_large)


def by_company(rows: QuerySet[Connection]) -> list[tuple[Company, list[Connection]]]:
    ordered = rows.order_by("company__sort_name", "company_id", "side")
    groups = (list(each) for _key, each in groupby(ordered, lambda row: row.company_id))
    return [(each[0].company, each) for each in groups]


def shown_in(asked: QueryDict | None) -> set[int]:
    """The companies that had a line on the page."""
    given = asked.getlist("line") if asked is not None else []
    return {int(each) for each in given if each.isascii() and each.isdigit() and len(each) < 19}


def current_choice(
    connection: Connection, kind: ForwarderKind, routes: Mapping[int, str], *, is_new: bool
) -> RouteChoice:
    """What is new takes part, unless it needs an address to be filled in first."""
    if connection.pk in routes:
        return RouteChoice(connection, is_on=True, address=routes[connection.pk])
    is_on = is_new and not kind.is_address_needed
    return RouteChoice(connection, is_on=is_on, address=kind.usual_address(connection))


def added_choice(connection: Connection, kind: ForwarderKind, asked: QueryDict) -> RouteChoice:
    """Of one that does not take part yet and has no line on the page: whether all of its side are added."""
    is_on = connection.side in asked.getlist("for_all")
    if not is_on or not kind.is_address_needed:
        return RouteChoice(connection, is_on=is_on, address=kind.usual_address(connection))
    return checked(
        RouteChoice(connection, is_on=True, address=fill_pattern(asked.get("address_for_all", ""), connection)), kind
    )


def read_choice(connection: Connection, kind: ForwarderKind, asked: QueryDict) -> RouteChoice:
    """A cell that needs an address takes part when it has one; the address for all stands in where nothing is filled in."""
    address = asked.get(f"address_{connection.pk}", "").strip()[:254]
    ticked = str(connection.pk) in asked.getlist("connection")
    if kind.is_address_needed and not address and connection.side in asked.getlist("for_all"):
        address = fill_pattern(asked.get("address_for_all", ""), connection)
    return checked(RouteChoice(connection, bool(address) if kind.is_address_needed else ticked, address), kind)


def checked(cell: RouteChoice, kind: ForwarderKind) -> RouteChoice:
    """With the address as it is kept, or what is wrong with it. Without one it takes no part where one is needed."""
    if not cell.address:
        return replace(cell, is_on=cell.is_on and not kind.is_address_needed)
    try:
        return replace(cell, address=kind.check_address(cell.address) if cell.is_on else cell.address)
    except ValidationError as fault:
        return replace(cell, fault=" ".join(fault.messages))


def fill_pattern(pattern: str, connection: Connection) -> str:
    """`{enterprise}@package.example` with the company's own number in it."""
    company = connection.company
    side = "purchase" if connection.side == Connection.Side.PURCHASE else "sales"
    told = {"enterprise": company.enterprise_number, "company": file_names.one_word(company.name).lower(), "side": side}
    for word, value in told.items():
        pattern = pattern.replace("{" + word + "}", value)
    return pattern.strip()[:254]


@transaction.atomic
def save_routes(forwarder: Forwarder, choices: SetUpChoices, *, since: date | None = None) -> None:
    """The routes of these companies as the choices say: new ones from now on or since an earlier day, changed addresses, and
    ended where nothing is ticked. Those of other companies stay. What came in since that day leaves at once."""
    start = timezone.make_aware(datetime.combine(max(since, EARLIEST), time.min)) if since else timezone.now()
    cells = [cell for _company, cell in choices.cells]
    known = {route.connection_id: route for route in forwarder.routes.all()}
    on = {cell.connection.pk: cell.address for cell in cells if cell.is_on}
    changed = []
    for pk, address in on.items():
        if pk in known and known[pk].address != address:
            known[pk].address = address
            changed.append(known[pk])
    new = [
        Route(forwarder=forwarder, connection_id=pk, address=address, since=start)
        for pk, address in on.items()
        if pk not in known
    ]
    Route.objects.bulk_update(changed, ["address"], batch_size=500)
    Route.objects.bulk_create(new, batch_size=500)
    off = [cell.connection.pk for cell in cells if not cell.is_on and cell.connection.pk in known]
    forwarder.routes.filter(connection__in=off).delete()
    if new or changed or off:
        forwarder.record(Action.ROUTES_CHANGED, f"new={len(new)}", f"changed={len(changed)}", f"ended={len(off)}")
    if since and new:
        earlier = Document.objects.filter(connection__in=[each.connection_id for each in new], received_at__gte=start)
        forward_again(earlier, of=forwarder, also_sent=False)
