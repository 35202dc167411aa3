"""Rows of the sheet that a person said yes to are saved: all of them in one transaction, so that nothing is half done."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from schakel.hub.audit.actions import Action
from schakel.hub.connections.models import Office
from schakel.hub.forwarding.address_sheet.check import AddressChecker, AddressRow
from schakel.hub.forwarding.address_sheet.targets import create_forwarder
from schakel.hub.forwarding.models import Forwarder, Route
from schakel.hub.forwarding.packages import Package
from schakel.hub.people.models import User
from schakel.hub.web.sheet_columns import RowValues
from schakel.hub.web.sheet_rows import RowOutcome


def checked_rows(office: Office, rows: Iterable[tuple[int, RowValues]]) -> list[AddressRow]:
    checker = AddressChecker(office)
    return [checker.check(number, values) for number, values in rows]


def save_rows(office: Office, rows: Iterable[tuple[int, RowValues]], *, by: User) -> int:
    """How many were new or changed. They are checked again: what has become faulty meanwhile is left out."""
    with transaction.atomic():
        Office.objects.select_for_update().get(pk=office.pk)  # two sheets at once would begin the same route
        changed = [row for row in checked_rows(office, rows) if row.outcome in (RowOutcome.NEW, RowOutcome.CHANGED)]
        created: dict[str, Forwarder] = {}
        for row in changed:
            if isinstance(row.target, Package) and row.target.key not in created:
                created[row.target.key] = create_forwarder(row.target, office, by=by)
        save_routes([(forwarder_of(row, created), row) for row in changed])
    return len(changed)


def forwarder_of(row: AddressRow, created: dict[str, Forwarder]) -> Forwarder:
    assert row.target  # of a row that changes something
    return created[row.target.key] if isinstance(row.target, Package) else row.target


def save_routes(rows: list[tuple[Forwarder, AddressRow]]) -> None:
    """New ones count from now on; what has changed keeps its day."""
    now = timezone.now()
    wanted = {
        (forwarder.pk, connection.pk): address
        for forwarder, row in rows
        for connection, address in row.addresses.items()
    }
    there = {
        (route.forwarder_id, route.connection_id): route
        for route in Route.objects.filter(forwarder__in={forwarder.pk for forwarder, _row in rows})
    }
    changed, begun, ended = [], [], []
    for key, address in wanted.items():
        route = there.get(key)
        if address is None:
            ended += [route.pk] if route else []
        elif route is None:
            begun.append(Route(forwarder_id=key[0], connection_id=key[1], address=address, since=now))
        elif route.address != address:
            route.address = address
            changed.append(route)
    Route.objects.bulk_create(begun, batch_size=500)
    Route.objects.bulk_update(changed, ["address"], batch_size=500)
    for start in range(0, len(ended), 500):
        Route.objects.filter(pk__in=ended[start : start + 500]).delete()
    for forwarder in {forwarder.pk: forwarder for forwarder, _row in rows}.values():
        forwarder.record(Action.ROUTES_CHANGED, "sheet")
