"""The sheet of new companies has the columns of bookkeeping too: a company that is added goes to its package at once."""

from typing import ClassVar

from schakel.hub.connections.company_import.column_sets import ColumnSet, NotSaved
from schakel.hub.connections.models import Company, Office
from schakel.hub.forwarding.address_sheet.columns import COLUMNS, NOT_THERE, Side
from schakel.hub.forwarding.address_sheet.targets import (
    Faulty,
    Targets,
    address_of,
    checked_address,
    create_forwarder,
    kind_of_target,
    nothing_filled_in,
)
from schakel.hub.forwarding.models import Forwarder, Route
from schakel.hub.people.models import User
from schakel.hub.web.sheet_columns import RowValues, SheetColumn


class BookkeepingColumns(ColumnSet):
    columns: ClassVar[tuple[SheetColumn, ...]] = tuple(
        column for column in COLUMNS if column.name in ("package", Side.PURCHASE, Side.SALES)
    )

    def faults(self, office: Office, values: RowValues) -> list[str]:
        try:
            kind, written = kind_of_target(Targets(office).find(values.get("package", ""))), addresses_in(values)
            if not written:
                return [nothing_filled_in(kind)]
            for side, text in written.items():
                checked_address(text, kind, side)
        except Faulty as fault:
            return [str(fault)]
        return []

    def save(self, company: Company, values: RowValues, *, by: User) -> None:
        """Raises NotSaved."""
        try:
            target = Targets(company.office).find(values.get("package", ""))
            kind = kind_of_target(target)
            connections = {each.side: each for each in company.connections.all()}
            addresses = {
                connections[side]: address_of(text, kind, connections[side])
                for side, text in addresses_in(values).items()
            }
        except Faulty as fault:
            raise NotSaved(str(fault)) from fault
        forwarder = target if isinstance(target, Forwarder) else create_forwarder(target, company.office, by=by)
        Route.objects.bulk_create(
            Route(forwarder=forwarder, connection=connection, address=address or "")
            for connection, address in addresses.items()
        )


def addresses_in(values: RowValues) -> dict[str, str]:
    """A company that is new has nothing to end."""
    written = {str(side): values.get(side, "") for side in (Side.PURCHASE, Side.SALES)}
    return {side: text for side, text in written.items() if text and text != NOT_THERE}
