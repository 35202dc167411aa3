"""The columns of the sheet, the sheet to fill in, and the keys that are ready for companies that leave."""

from collections.abc import Iterator
from functools import cache

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Office
from schakel.hub.network.models import Registration
from schakel.hub.web.sheet_columns import SheetColumn, names_by_heading
from schakel.hub.web.spreadsheet import Cell

State = Registration.State
COLUMNS = (
    SheetColumn("number", _("Enterprise number"), others=("KBO", "BCE", "VAT number")),
    SheetColumn("name", _("Company"), others=("Name",)),
    SheetColumn("scheme", _("Kind of address"), others=("Scheme",)),
    SheetColumn("key", _("Migration key"), others=("Key", "Sleutel", "Clé", "Schlüssel", "SML migration key")),
)
NEEDED = ("number",)
SCHEMES = {"": "0208", "0208": "0208", "208": "0208", "9925": "9925"}


@cache
def known_headings() -> dict[str, str]:
    return names_by_heading(COLUMNS)


def headings() -> list[str]:
    return [str(column.heading) for column in COLUMNS]


def rows_to_fill_in(office: Office) -> Iterator[list[Cell]]:
    """The addresses that are registered elsewhere."""
    rows = Registration.objects.filter(company__office=office, state__in=[State.ELSEWHERE, State.FAILED])
    return rows_of(rows.exclude(access_point="provider"))


def ready_keys(office: Office) -> Iterator[list[Cell]]:
    """Of companies that leave: registered here until the other side uses the key."""
    return rows_of(Registration.objects.with_key_to_hand_out().filter(company__office=office))


def rows_of(rows: QuerySet[Registration]) -> Iterator[list[Cell]]:
    for row in rows.select_related("company").order_by("company__sort_name", "scheme"):
        yield [row.company.number, row.company.name, row.scheme, row.migration_key]
