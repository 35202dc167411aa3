"""What is wrong with the rows of a sheet of companies: said at the row, in the reader's language."""

from datetime import date

import pytest

from schakel.hub.connections.company_import.bring import bring_sheet
from schakel.hub.connections.company_import.check import day_of
from schakel.hub.connections.models import Company, CompanyImport
from schakel.hub.web.sheet_reading import UnreadableSheet
from tests.hub.conftest import company_of, person
from tests.hub.connections.company_import.sheets import checked, faults_of, number_of, sheet

pytestmark = pytest.mark.django_db
ALL = "KBO;BTW-nummer;Naam;E-mail;Telefoon;Taal;Verantwoordelijke;Nota"


def test_a_row_without_faults_is_ready_to_import(office, alice):
    row = f"{number_of(1)};BE{number_of(1)};Bakery;a@a.example;+32 470 12 34 56;Frans;alice@alice.example;closed on Monday"
    company_import = checked(office, sheet(row, headings=ALL), by=alice)
    assert (company_import.state, company_import.counts()) == ("checked", {"new": 1})
    assert not Company.objects.exists()


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("0738401118;;A;;;;;", "Enterprise number: This is not a Belgian enterprise number"),
        (";BE0738401118;A;;;;;", "VAT number: This is not a Belgian enterprise number"),
        (f"{number_of(1)};{number_of(2)};A;;;;;", "are of two companies"),
        (";;A;a@a.example;;;;", "Fill in the enterprise number"),
        (f"{number_of(1)};;;;;;;", "Name: Fill in the name"),
        (f"{number_of(1)};;www.evil.example;;;;;", "Name: A name cannot contain a web address"),
        (f"{number_of(1)};;{'x' * 201};;;;;", "Name: At most 200 characters"),
        (f"{number_of(1)};;A;a@;;;;", "E-mail address: "),
        (f"{number_of(1)};;A;a@exаmple.example;;;;", "E-mail address: "),
        (f"{number_of(1)};;A;;call me;;;", "Telephone: "),
        (f"{number_of(1)};;A;;;Klingon;;", "Language: Write nl, fr, en or de."),
        (f"{number_of(1)};;A;;;;Zoe;", "Responsible member: Nobody in your office"),
        (f"{number_of(1)};;A;;;;;{'x' * 2001}", "Note: At most 2000 characters"),
    ],
)
def test_a_fault_is_named_with_its_column(office, alice, row, fault):
    [faults] = faults_of(checked(office, sheet(row, headings=ALL), by=alice)).values()
    assert any(fault in each for each in faults), faults


def test_all_faults_of_a_row_are_named_at_once(office, alice):
    row = "0738401118;;;a@;x;Klingon;Zoe;"
    [faults] = faults_of(checked(office, sheet(row, headings=ALL), by=alice)).values()
    assert len(faults) == 5


def test_the_second_row_of_a_company_is_faulty_and_names_the_first(office, alice):
    rows = [f"{number_of(1)};A;", f"{number_of(2)};B;", f"BE {number_of(1)};C;"]
    assert faults_of(checked(office, sheet(*rows), by=alice)) == {4: ["This is the same company as in row 2."]}


def test_the_same_company_is_found_in_another_batch(office, alice, monkeypatch):
    monkeypatch.setattr("schakel.hub.connections.company_import.worker.BATCH", 2)
    rows = [f"{number_of(each)};A;" for each in (1, 2, 3, 1)]
    assert list(faults_of(checked(office, sheet(*rows), by=alice))) == [5]


def test_a_company_of_the_office_is_already_here(office, alice, bakery):
    company_import = checked(office, sheet("0738.401.117;Another name;"), by=alice)
    assert company_import.counts() == {"here": 1}
    assert company_import.rows.get().company == bakery


def test_G03_a_company_of_another_office_is_a_fault_that_tells_nothing_of_it(office, other_office, alice):
    company_of(other_office, "Secret Bakery", number_of(1), email="secret@secret.example")
    company_import = checked(office, sheet(f"{number_of(1)};;"), by=alice)
    [[fault]] = faults_of(company_import).values()
    assert "already with another office" in fault
    assert "Secret" not in str(list(company_import.rows.values()))
    assert company_import.rows.get().company is None


def test_faults_are_in_the_language_of_who_brought_the_sheet(office):
    anna = person("Anna", "fr")
    office.members.create(user=anna)
    [[fault]] = faults_of(checked(office, sheet(f"{number_of(1)};;"), by=anna)).values()
    assert fault.startswith("Nom")


def test_two_members_of_one_name_are_nobody(office, alice):
    office.members.create(user=person("Zoe"))
    twin = person("Ben")
    twin.name = "Zoe"
    twin.save()
    office.members.create(user=twin)
    rows = [f"{number_of(1)};A;ZOE", f"{number_of(2)};A;ben@ben.example"]
    company_import = checked(office, sheet(*rows, headings="KBO;Naam;Verantwoordelijke"), by=alice)
    assert list(faults_of(company_import)) == [2]


@pytest.mark.parametrize("words", ["Nederlands", "NL", "néerlandais", "Dutch", "Niederländisch", "n"])
def test_a_language_is_read_in_any_of_the_four(office, alice, words):
    assert not faults_of(checked(office, sheet(f"{number_of(1)};A;{words}", headings="KBO;Naam;Taal"), by=alice))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"Name;E-mail\nA;a@a.example\n", "no headings we know"),
        (b"KBO;Naam\n", "nothing below the headings"),
        (b"KBO;E-mail;Email\n1;a;b\n", "Two columns have the same meaning: “E-mail” and “Email”"),
        (b"KBO;Naam\n" + b"1;x\n" * 2001, "too large"),
        (b"KBO;Naam\n" + b"1;x\n" * 100_000, "too large"),
        (b"\0\1\2", "not a CSV or XLSX"),
        (b"PK\x03\x04 not a zip", "not a CSV or XLSX"),
    ],
)
def test_C06_what_is_no_sheet_of_companies_is_refused_whole(office, alice, data, sentence):
    with pytest.raises(UnreadableSheet) as refused:
        bring_sheet(office, data, by=alice)
    assert sentence in str(refused.value.sentence)
    assert not CompanyImport.objects.exists()


@pytest.mark.parametrize("text", ["2026-01-31", "31/01/2026", "31-1-2026", "31.01.2026"])
def test_the_day_of_the_mandate_is_read_as_people_write_it(text):
    assert day_of(text) == date(2026, 1, 31)


@pytest.mark.parametrize("text", ["31/02/2026", "01/31/2026", "2026", "soon", "1/1/99", "9999-12-31"])
def test_a_mandate_of_no_day_or_of_the_future_is_a_fault(office, alice, text):
    rows = sheet(f"{number_of(1)};A;{text}", headings="KBO;Naam;Mandaat gegeven op")
    [[fault]] = faults_of(checked(office, rows, by=alice)).values()
    assert "Write a day that is over" in fault
