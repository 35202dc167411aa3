"""The sheet of new companies has the package and its addresses too: added and connected in one go, or not added."""

import pytest

from schakel.hub.connections.company_import.columns import all_columns
from schakel.hub.connections.models import Company
from schakel.hub.forwarding.models import Forwarder, Route
from tests.hub.connections.company_import.sheets import faults_of, imported, number_of, sheet

pytestmark = pytest.mark.django_db
HEADINGS = "Ondernemingsnummer;Naam;Pakket;Adres voor aankopen;Address for sales"


def routes() -> set[tuple[str, str, str, str]]:
    rows = Route.active().select_related("connection__company")
    return {(r.connection.company.name, r.connection.side, r.forwarder.name, r.address) for r in rows}


def test_the_template_has_the_columns_of_bookkeeping():
    assert {"package", "purchase", "sales"} <= {column.name for column in all_columns()}


def test_a_company_is_added_and_connected_with_both_addresses(office, alice):
    rows = [
        f"{number_of(1)};A;Yuki;a@yuki.example;a@yuki.example",
        f"{number_of(2)};B;yuki;;b@yuki.example",
        f"{number_of(3)};C;;;",
        f"{number_of(4)};D;Yuki;-;d@yuki.example",
    ]
    brought = imported(office, sheet(*rows, headings=HEADINGS), by=alice)
    assert brought.counts() == {"added": 4}
    assert routes() == {
        ("A", "purchase", "Yuki", "a@yuki.example"),
        ("A", "sales", "Yuki", "a@yuki.example"),
        ("B", "sales", "Yuki", "b@yuki.example"),
        ("D", "sales", "Yuki", "d@yuki.example"),
    }
    assert [(row.package, row.contents, row.created_by) for row in Forwarder.objects.all()] == [("yuki", "both", alice)]


def test_a_fault_is_said_at_its_row_and_the_company_is_not_added(office, alice):
    rows = [
        f"{number_of(1)};A;Nosuch;a@yuki.example;",
        f"{number_of(2)};B;Yuki;nonsense;",
        f"{number_of(3)};C;Yuki;;",
        f"{number_of(4)};D;;d@yuki.example;",
        f"{number_of(5)};E;Tryton 8.2;x;",
    ]
    brought = imported(office, sheet(*rows, headings=HEADINGS), by=alice)
    assert set(faults_of(brought)) == {2, 3, 4, 5, 6}
    assert not Company.objects.exists()
    assert not Forwarder.objects.exists()


def test_a_package_that_ended_in_between_leaves_no_company_without_it(office, alice):
    from tests.hub.connections.company_import.sheets import checked, start_import, work_imports

    Forwarder.objects.create(office=office, name="Ledger", kind="pull")
    brought = checked(office, sheet(f"{number_of(1)};A;Ledger;x;x", headings=HEADINGS), by=alice)
    assert not faults_of(brought)
    Forwarder.objects.get().retire()
    start_import(brought)
    work_imports()
    assert list(faults_of(brought)) == [2]
    assert not Company.objects.exists()
