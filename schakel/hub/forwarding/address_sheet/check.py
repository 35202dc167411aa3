"""What a row of the sheet comes to: the routes it begins, changes and ends, or what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from schakel.base.folding import folded
from schakel.einvoice.belgium import EnterpriseNumber, NotAnEnterpriseNumber
from schakel.hub.connections.models import Company, Connection, Office
from schakel.hub.forwarding.address_sheet.columns import Side, heading_of
from schakel.hub.forwarding.address_sheet.targets import (
    Faulty,
    Target,
    Targets,
    address_of,
    kind_of_target,
    nothing_filled_in,
)
from schakel.hub.forwarding.models import Forwarder, Route
from schakel.hub.web.sheet_rows import CheckedRow, RowOutcome


@dataclass
class AddressRow(CheckedRow):
    """A row without faults has the package it names, set up or still to be, and per connection the address there; None ends
    it there."""

    target: Target | None = None
    addresses: dict[Connection, str | None] = field(default_factory=dict)
    company_name: str = ""
    others: tuple[str, ...] = ()  # names of forwarders its documents go to besides

    @property
    def name(self) -> str:
        return self.company_name or self.values.get("name", "") or self.values.get("number", "")

    @property
    def more(self) -> str:
        written = [self.values.get(side, "") for side in (Side.PURCHASE, Side.SALES)]
        besides = _("also goes to %(names)s") % {"names": ", ".join(self.others)} if self.others else ""
        return " · ".join(text for text in (self.values.get("package", ""), *written, besides) if text)


class AddressChecker:
    """Checks the rows of one office. What it needs of the database is read once."""

    def __init__(self, office: Office) -> None:
        self.office = office
        rows = Connection.objects.open().filter(company__office=office).select_related("company")
        self.connections: dict[int, dict[str, Connection]] = {}
        for row in rows:
            self.connections.setdefault(row.company_id, {})[row.side] = row
        companies = list(Company.objects.open().filter(office=office))
        self.by_number = {each.enterprise_number: each for each in companies if each.enterprise_number}
        self.by_name = by_only_name({each: each.name for each in companies})
        self.targets = Targets(office)
        self.forwarders = self.targets.forwarders
        routes = Route.objects.filter(forwarder__in=self.forwarders).values_list("forwarder", "connection", "address")
        self.routes = {(forwarder, connection): address for forwarder, connection, address in routes}
        self.seen: dict[tuple[int, str], int] = {}

    def check(self, number: int, values: Mapping[str, str]) -> AddressRow:
        """Rows are checked from the top: one that names a company and package of a row above is faulty."""
        row = AddressRow(number, dict(values), RowOutcome.SAME)
        try:
            self.fill_in(row)
        except Faulty as fault:
            return AddressRow(
                number, dict(values), RowOutcome.FAULTY, [str(fault)], company_name=row.company_name, target=row.target
            )
        return row

    def fill_in(self, row: AddressRow) -> None:
        """Raises Faulty."""
        company = self.company_of(row.values)
        row.company_name = company.name
        written = {side: row.values[side] for side in (Side.PURCHASE, Side.SALES) if row.values.get(side)}
        if not written and not row.values.get("package"):
            return
        row.target = self.targets.find(row.values.get("package", ""))
        self.refuse_second(row, company)
        kind = kind_of_target(row.target)
        connections = self.connections.get(company.pk, {})
        for side, text in written.items():
            if side not in connections:
                raise Faulty(_("%(column)s: this company has no such connection.") % {"column": heading_of(side)})
            row.addresses[connections[side]] = address_of(text, kind, connections[side])
        there = {each.pk: self.address_there(row.target, each) for each in connections.values()}
        if not written and not any(address is not None for address in there.values()):
            raise Faulty(nothing_filled_in(kind))
        changes = [(there[each.pk], address) for each, address in row.addresses.items() if there[each.pk] != address]
        row.others = self.others(row.target, connections)
        if changes:
            is_new = all(before is None for before, _after in changes)
            row.outcome = RowOutcome.NEW if is_new else RowOutcome.CHANGED

    def others(self, target: Target | None, connections: Mapping[str, Connection]) -> tuple[str, ...]:
        """Where the same documents would be booked a second time."""
        return tuple(
            each.name
            for each in self.forwarders
            if each != target and any((each.pk, connection.pk) in self.routes for connection in connections.values())
        )

    def company_of(self, values: Mapping[str, str]) -> Company:
        if text := values.get("number", ""):
            try:
                digits = EnterpriseNumber.parse(text).digits
            except NotAnEnterpriseNumber as fault:
                raise Faulty(_("The enterprise number is not right: its check digits do not fit.")) from fault
            found = self.by_number.get(digits)
        else:
            found = self.by_name.get(folded(values.get("name", "")))
        if found is None:
            raise Faulty(_("Your office has no company with this number or name."))
        return found

    def refuse_second(self, row: AddressRow, company: Company) -> None:
        target = row.target
        key = (company.pk, f"{type(target).__name__} {target.pk if isinstance(target, Forwarder) else target.key}")  # type: ignore[union-attr]  # one of the two
        first = self.seen.setdefault(key, row.number)
        if first != row.number:
            raise Faulty(_("This is the same company and package as in row %(number)s.") % {"number": first})

    def address_there(self, target: Target | None, connection: Connection) -> str | None:
        """None: its documents do not go there."""
        return self.routes.get((target.pk, connection.pk)) if isinstance(target, Forwarder) else None


def by_only_name(names: Mapping[Company, str]) -> dict[str, Company]:
    """Those whose name no other has."""
    found: dict[str, Company | None] = {}
    for company, name in names.items():
        found[folded(name)] = None if folded(name) in found else company
    return {name: company for name, company in found.items() if company}
