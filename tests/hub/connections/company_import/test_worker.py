"""Importing a sheet of companies: once, whole rows, on after a crash, and never without the right to it."""

import pytest
from django.db import OperationalError
from django.utils import timezone

from schakel.hub.connections.company_import import column_sets, columns, worker
from schakel.hub.connections.company_import.bring import bring_sheet, discard_import, start_import
from schakel.hub.connections.company_import.column_sets import ColumnSet, NotSaved
from schakel.hub.connections.company_import.worker import work_imports
from schakel.hub.connections.models import Company, CompanyImport, Connection
from schakel.hub.web.sheet_columns import SheetColumn
from schakel.hub.web.spreadsheet import as_xlsx
from tests.hub.conftest import company_of
from tests.hub.connections.company_import.sheets import checked, faults_of, imported, many, number_of, sheet

pytestmark = pytest.mark.django_db


def test_all_that_a_row_says_is_kept(office, alice, bob):
    headings = "KBO;Naam;E-mail;Telefoon;Taal;Verantwoordelijke;Nota"
    row = f"{number_of(1)};Bakery;a@a.example;0470 12 34 56;fr;Bob;closed on Monday"
    company_import = imported(office, sheet(row, headings=headings), by=alice)
    company = Company.objects.get()
    assert (company.name, company.email, company.phone) == ("Bakery", "a@a.example", "0470 12 34 56")
    assert (company.language, company.responsible.user, company.note) == ("fr", bob, "closed on Monday")
    assert sorted(company.connections.values_list("side", flat=True)) == sorted(Connection.Side)
    assert sorted(map(str, company.participants.all())) == [f"0208:{number_of(1)}", f"9925:be{number_of(1)}"]
    assert list(company_import.companies()) == [company]


def test_good_rows_go_in_and_faulty_ones_stay(office, alice):
    company_import = imported(office, sheet(f"{number_of(1)};A;", "123;B;", f"{number_of(2)};C;"), by=alice)
    assert (company_import.state, company_import.counts()) == ("done", {"added": 2, "faulty": 1})
    assert company_import.rows.get(outcome="faulty").cells[:2] == ["123", "B"]


def test_numbers_and_days_of_a_workbook_are_read_as_written(office, alice):
    from decimal import Decimal

    data = as_xlsx("x", ["Enterprise number", "Name"], [[Decimal(number_of(1)), "A"]])
    imported(office, data, by=alice)
    assert Company.objects.get().enterprise_number == number_of(1)


def test_importing_it_a_second_time_changes_nothing(office, alice):
    data = many(5)
    first = imported(office, data, by=alice)
    before = list(Company.objects.order_by("pk").values())
    again = imported(office, data, by=alice)
    assert again.counts() == {"here": 5}
    assert list(Company.objects.order_by("pk").values()) == before
    assert set(again.companies()) == set(first.companies())


def test_nothing_is_imported_before_somebody_said_yes(office, alice):
    company_import = checked(office, many(3), by=alice)
    assert work_imports() == 0
    assert not Company.objects.exists()
    assert discard_import(company_import)
    assert not CompanyImport.objects.exists()


def test_yes_counts_once(office, alice):
    company_import = checked(office, many(1), by=alice)
    assert start_import(company_import)
    assert not start_import(company_import)
    assert not discard_import(company_import)


def test_without_asking_it_goes_in_at_once(office, alice):
    company_import = bring_sheet(office, many(3), by=alice, asks_first=False)
    while work_imports():
        pass
    company_import.refresh_from_db()
    assert (company_import.state, company_import.counts()) == ("done", {"added": 3})


def test_D12_killed_in_the_middle_it_goes_on_and_nothing_is_there_twice(office, alice, monkeypatch):
    monkeypatch.setattr(worker, "BATCH", 2)
    company_import = checked(office, many(5), by=alice)
    start_import(company_import)
    add, calls = worker.add_company, []

    def killed(*given, **more):
        calls.append(1)
        if len(calls) == 4:
            raise SystemExit
        return add(*given, **more)

    monkeypatch.setattr(worker, "add_company", killed)
    with pytest.raises(SystemExit):
        work_imports()
    assert Company.objects.count() == 2
    CompanyImport.objects.update(due_at=timezone.now())  # the lease is over
    while work_imports():
        pass
    company_import.refresh_from_db()
    assert (company_import.state, company_import.counts()) == ("done", {"added": 5})
    assert Company.objects.count() == 5


def test_D12_who_lost_the_lease_writes_nothing(office, alice, monkeypatch):
    company_import = checked(office, many(3), by=alice)
    start_import(company_import)
    [mine] = CompanyImport.claim(batch=1)
    CompanyImport.objects.update(due_at=timezone.now())  # another worker has it
    with pytest.raises(worker.LeaseLost):
        worker.work_slice(mine)
    assert not Company.objects.exists()


def test_a_database_that_fails_is_tried_again(office, alice, monkeypatch):
    company_import = checked(office, many(1), by=alice)
    start_import(company_import)
    with monkeypatch.context() as broken:
        broken.setattr(worker, "add_company", lambda *_, **__: (_ for _ in ()).throw(OperationalError("locked")))
        work_imports()
    company_import.refresh_from_db()
    assert company_import.is_working
    assert company_import.last_error
    assert not Company.objects.exists()


def test_what_another_office_added_meanwhile_is_a_fault(office, other_office, alice):
    company_import = checked(office, many(2), by=alice)
    company_of(other_office, "Theirs", number_of(0))
    start_import(company_import)
    work_imports()
    assert company_import.counts() == {"added": 1, "faulty": 1}
    assert office.companies.count() == 1


def test_what_was_added_by_hand_meanwhile_stays_as_it_is(office, alice):
    company_import = checked(office, many(2), by=alice)
    company_of(office, "By hand", number_of(0))
    start_import(company_import)
    work_imports()
    assert company_import.counts() == {"added": 1, "here": 1}
    assert Company.objects.get(enterprise_number=number_of(0)).name == "By hand"


def test_G04_who_no_longer_works_there_imports_nothing(office, bob):
    company_import = checked(office, many(2), by=bob)
    start_import(company_import)
    office.members.filter(user=bob).delete()
    work_imports()
    assert company_import.counts() == {"faulty": 2}
    assert not Company.objects.exists()


class Package(ColumnSet):
    columns = (SheetColumn("package", "Package"), SheetColumn("purchases_address", "Purchases address"))

    def __init__(self):
        self.saved = []

    def faults(self, office, values):
        return [] if values["package"] == "known" else [f"Package: {values['package']} is unknown"]

    def save(self, company, values, *, by):
        if company.name == "Refused":
            raise NotSaved("Package: it is full")
        self.saved.append((company.name, values, by.name))


@pytest.fixture
def package(monkeypatch):
    package = Package()
    monkeypatch.setattr(column_sets, "column_sets", found := [package])
    for module in (columns, worker.RowChecker.__init__.__globals__):
        target = module if isinstance(module, dict) else vars(module)
        monkeypatch.setitem(target, "column_sets", found)
    columns.known_headings.cache_clear()
    yield package
    columns.known_headings.cache_clear()


def test_columns_of_rooms_above_are_checked_and_saved(office, alice, package):
    rows = [f"{number_of(1)};A;known;p@p.example", f"{number_of(2)};B;odd;", f"{number_of(3)};C;;"]
    company_import = imported(office, sheet(*rows, headings="KBO;Naam;Package;Purchases address"), by=alice)
    assert package.saved == [("A", {"package": "known", "purchases_address": "p@p.example"}, "Alice")]
    assert faults_of(company_import) == {3: ["Package: odd is unknown"]}
    assert company_import.counts() == {"added": 2, "faulty": 1}


def test_a_row_that_a_room_above_cannot_keep_leaves_no_company(office, alice, package):
    rows = [f"{number_of(1)};Refused;known", f"{number_of(2)};B;known"]
    company_import = imported(office, sheet(*rows, headings="KBO;Naam;Package"), by=alice)
    assert faults_of(company_import) == {2: ["Package: it is full"]}
    assert [company.name for company in Company.objects.all()] == ["B"]
