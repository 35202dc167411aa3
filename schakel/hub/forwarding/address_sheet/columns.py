"""The columns of the sheet; and the sheet with all companies, to fill in."""

from collections.abc import Iterator
from functools import cache

from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Company, Connection, Office
from schakel.hub.forwarding.models import Forwarder, Route
from schakel.hub.web.sheet_columns import SheetColumn, names_by_heading
from schakel.hub.web.spreadsheet import Cell

Side = Connection.Side
NOT_THERE = "-"  # in an address: its documents do not go there any more
TAKES_PART = "x"  # where a company needs no address of its own
COLUMNS = (
    SheetColumn("number", _("Enterprise number"), others=("KBO", "BCE", "VAT number")),
    SheetColumn("name", _("Company"), others=("Name",)),
    SheetColumn("package", _("Package"), others=("Software",)),
    SheetColumn(Side.PURCHASE, _("Address for purchases"), others=("Purchases",)),
    SheetColumn(Side.SALES, _("Address for sales"), others=("Sales",)),
)
NEEDED = (Side.PURCHASE, Side.SALES)


@cache
def known_headings() -> dict[str, str]:
    return names_by_heading(COLUMNS)


def heading_of(name: str) -> str:
    return next(str(column.heading) for column in COLUMNS if column.name == name)


def headings() -> list[str]:
    return [str(column.heading) for column in COLUMNS]


def rows_of(office: Office) -> Iterator[list[Cell]]:
    """A row for each company and each package its documents go to; one with nothing filled in where they go to none."""
    routes = Route.active().filter(connection__company__office=office).select_related("connection")
    there: dict[tuple[int, int], dict[str, str]] = {}
    for route in routes.order_by("forwarder_id", "pk"):
        address = route.address or TAKES_PART
        there.setdefault((route.connection.company_id, route.forwarder_id), {})[route.connection.side] = address
    of_company: dict[int, list[tuple[int, dict[str, str]]]] = {}
    for (pk, forwarder), addresses in there.items():
        of_company.setdefault(pk, []).append((forwarder, addresses))
    names = dict(Forwarder.objects.active().filter(office=office).values_list("pk", "name"))
    for company in Company.objects.open().filter(office=office).order_by("sort_name", "pk"):
        for forwarder, addresses in of_company.get(company.pk) or [(0, {})]:
            yield [
                company.number,
                company.name,
                names.get(forwarder, ""),
                addresses.get(Side.PURCHASE, ""),
                addresses.get(Side.SALES, ""),
            ]
