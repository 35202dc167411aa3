"""An office with more companies than anybody reads through."""

from schakel.hub.connections.models import Company, Connection, Office
from schakel.hub.connections.models.company import sort_name_of
from tests.hub.conftest import LONG_AGO


def many_companies(office: Office, count: int) -> list[Company]:
    """`Client 0001` and on, without a number, each with its two connections."""
    names = [f"Client {place:04}" for place in range(1, count + 1)]
    rows = [Company(office=office, name=name, sort_name=sort_name_of(name), language="en") for name in names]
    companies = Company.objects.bulk_create(rows)
    sides = [Connection(company=each, side=side, created_at=LONG_AGO) for each in companies for side in Connection.Side]
    Connection.objects.bulk_create(sides)
    return companies
