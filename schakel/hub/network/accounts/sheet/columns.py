"""The columns of the sheet; the sheet with all companies, to fill in; and what is kept of one that was filled in."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from schakel.hub import encryption
from schakel.hub.connections.models import Company, Office
from schakel.hub.network.access_points.providers import providers
from schakel.hub.network.models import AccountCompany
from schakel.hub.web.sheet_columns import RowValues, SheetColumn, names_by_heading
from schakel.hub.web.spreadsheet import Cell

SECRET = ("key", "secret", "webhook_secret")
ENCRYPTED = "encrypted"  # instead of those, in what is kept of a row
COLUMNS = (
    SheetColumn("number", _("Enterprise number"), others=("KBO", "BCE", "VAT number")),
    SheetColumn("name", _("Company"), others=("Name",)),
    SheetColumn("provider", _("Provider"), others=("Access point",)),
    SheetColumn("key", _("Key"), others=("API key",)),
    SheetColumn("secret", _("Secret"), others=("API secret",)),
    SheetColumn("webhook_secret", _("Secret of the webhook"), others=("Webhook secret",)),
    SheetColumn("legal_entity", _("Number at the provider (legal entity)"), others=("Legal entity", "Legal entity id")),
    SheetColumn("url", _("Address of the API"), others=("URL",)),
)
NEEDED = ("provider",)


@cache
def known_headings() -> dict[str, str]:
    return names_by_heading(COLUMNS)


def headings() -> list[str]:
    return [str(column.heading) for column in COLUMNS]


def without_secrets(values: RowValues, *, office: Office) -> RowValues:
    """The row as it is kept: its keys encrypted, for this office only."""
    secrets = {name: values[name] for name in SECRET if values.get(name)}
    kept = {name: value for name, value in values.items() if name not in SECRET and name != ENCRYPTED}
    return kept | ({ENCRYPTED: encryption.encrypt({"office": office.pk, **secrets})} if secrets else {})


def secrets_of(values: RowValues, *, office: Office) -> dict[str, str]:
    """Of a row as it is kept; none where they cannot be read, or were another office's."""
    try:
        found: dict[str, Any] = encryption.decrypt(values[ENCRYPTED]) if values.get(ENCRYPTED) else {}
    except encryption.Unreadable:
        return {}
    return {name: found[name] for name in SECRET if name in found} if found.get("office") == office.pk else {}


def rows_of(office: Office) -> Iterator[list[Cell]]:
    """A row for each company, with the provider it is at; never a key."""
    there = AccountCompany.objects.active().filter(account__office=office).select_related("account")
    seats = {each.company_id: each for each in there}
    for company in Company.objects.open().filter(office=office).order_by("sort_name", "pk"):
        seat = seats.get(company.pk)
        title = providers()[seat.account.kind].title if seat else ""
        entity, url = (seat.legal_entity, seat.account.url) if seat else ("", "")
        yield [company.number, company.name, title, "", "", "", entity, url]


def faulty_rows(rows: list[list[Any]]) -> Iterator[list[Cell]]:
    """As they were, without keys, each with what is wrong. `rows` as `worker.check_file` keeps them."""
    for _number, values, outcome, faults, _name in rows:
        if outcome == "faulty":
            yield [*(values.get(column.name, "") for column in COLUMNS), " ".join(faults)]
