"""The companies of a set-up: one line each, a cell for its purchases and one for its sales."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from schakel.hub.connections.models import Company, Connection, Office
from schakel.hub.documents.models import Document
from schakel.hub.forwarding import file_names
from schakel.hub.forwarding.dispatcher import forward_again
from schakel.hub.forwarding.kinds.kind import ForwarderKind
from schakel.hub.forwarding.models import Forwarder, Route

EARLIEST = date(2000, 1, 1)  # before which nothing was received here; the first days of the calendar have no UTC


@dataclass
class RouteChoice:
    connection: Connection
    is_on: bool
    address: str
    fault: str = ""


@dataclass(frozen=True)
class CompanyChoices:
    company: Company
    cells: tuple[RouteChoice, ...]


def choices_of(
    office: Office, kind: ForwarderKind, *, asked: QueryDict | None, routes: Mapping[int, str]
) -> list[CompanyChoices]:
    """Of all companies of the office, as they stand (`routes`: address by connection), or as a form says."""
    rows = Connection.objects.filter(company__office=office).select_related("company")
    lines: dict[int, tuple[Company, list[RouteChoice]]] = {}
    for row in rows.order_by("company__sort_name", "company_id", "side"):
        cells = lines.setdefault(row.company_id, (row.company, []))[1]
        cells.append(read_choice(row, kind, asked) if asked is not None else current_choice(row, kind, routes))
    return [CompanyChoices(company, tuple(cells)) for company, cells in lines.values()]


def current_choice(connection: Connection, kind: ForwarderKind, routes: Mapping[int, str]) -> RouteChoice:
    """In a new set-up everything takes part that needs no address to be filled in first."""
    if connection.pk in routes:
        return RouteChoice(connection, is_on=True, address=routes[connection.pk])
    is_on = not routes and not kind.is_address_needed
    return RouteChoice(connection, is_on=is_on, address=kind.usual_address(connection))


def read_choice(connection: Connection, kind: ForwarderKind, asked: QueryDict) -> RouteChoice:
    """A cell that needs an address takes part when it has one; the address for all stands in where nothing is filled in."""
    address = asked.get(f"address_{connection.pk}", "").strip()[:254]
    ticked = str(connection.pk) in asked.getlist("connection")
    if kind.is_address_needed and not address and connection.side in asked.getlist("for_all"):
        address = fill_pattern(asked.get("address_for_all", ""), connection)
    cell = RouteChoice(connection, bool(address) if kind.is_address_needed else ticked, address)
    if cell.is_on and address:
        try:
            cell.address = kind.check_address(address)
        except ValidationError as fault:
            cell.fault = " ".join(fault.messages)
    return cell


def fill_pattern(pattern: str, connection: Connection) -> str:
    """`{enterprise}@package.example` with the company's own number in it."""
    company = connection.company
    side = "purchase" if connection.side == Connection.Side.PURCHASE else "sales"
    told = {"enterprise": company.enterprise_number, "company": file_names.one_word(company.name).lower(), "side": side}
    for word, value in told.items():
        pattern = pattern.replace("{" + word + "}", value)
    return pattern.strip()[:254]


@transaction.atomic
def save_routes(forwarder: Forwarder, lines: Iterable[CompanyChoices], *, since: date | None = None) -> None:
    """The routes as the lines say: new ones from now on or since an earlier day, changed addresses, and ended where
    nothing is ticked. What came in since that day leaves at once."""
    start = timezone.make_aware(datetime.combine(max(since, EARLIEST), time.min)) if since else timezone.now()
    cells = [cell for line in lines for cell in line.cells]
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
    forwarder.routes.filter(connection__in=[pk for pk in known if pk not in on]).delete()
    if since and new:
        earlier = Document.objects.filter(connection__in=[each.connection_id for each in new], received_at__gte=start)
        forward_again(earlier, of=forwarder, also_sent=False)
