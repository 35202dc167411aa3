"""The command `schakel companies import`."""

import json

import pytest
from click.testing import CliRunner, Result

from schakel.cli import main
from schakel.hub.connections.models import Company, CompanyImport
from tests.hub.connections.company_import.sheets import number_of, sheet

pytestmark = pytest.mark.django_db
ROWS = (f"{number_of(1)};Ann;ann@ann.example", "123;Ben;", f"{number_of(2)};Cas;")


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "clients.csv"
    path.write_bytes(sheet(*ROWS))
    return path


def run(*words, **given) -> Result:
    return CliRunner().invoke(main, ["companies", "import", *map(str, words)], **given)


def test_good_rows_go_in_and_each_faulty_one_gets_a_line(office, path):
    result = run(path)
    assert result.exit_code == 1
    assert result.stdout.startswith("row 3 Ben: Enterprise number: This is not a Belgian enterprise number")
    assert result.stderr == "2 imported, 0 already here, 1 with errors\n"
    assert sorted(office.companies.values_list("name", flat=True)) == ["Ann", "Cas"]
    assert CompanyImport.objects.get().by.name == "Alice"


def test_a_second_time_changes_nothing(office, path):
    run(path)
    assert run(path).stderr == "0 imported, 2 already here, 1 with errors\n"
    assert Company.objects.count() == 2


def test_a_look_imports_nothing(office, path):
    result = run("--check", path)
    assert result.stderr == "2 to import, 0 already here, 1 with errors; nothing was imported\n"
    assert not Company.objects.exists()
    assert not CompanyImport.objects.exists()


def test_for_programs_and_in_the_language_asked_for(office):
    result = run("--json", "--lang", "nl", "-", input=sheet(*ROWS))
    answer = json.loads(result.stdout)
    assert (answer["added"], answer["here"], answer["faulty"]) == (2, 0, 1)
    [row] = answer["rows_with_errors"]
    assert (row["row"], row["name"]) == (3, "Ben")
    assert row["faults"][0].startswith("Ondernemingsnummer: Dit is geen Belgisch")


@pytest.mark.parametrize("name", ["faulty.csv", "faulty.xlsx"])
def test_the_faulty_rows_come_back_as_a_sheet_that_can_be_imported(office, path, tmp_path, name):
    out = tmp_path / name
    run("--faulty", out, path)
    assert run(out).stderr == "0 imported, 0 already here, 1 with errors\n"
    if out.suffix == ".csv":
        out.write_bytes(out.read_bytes().replace(b"123", number_of(3).encode()))
        assert run(out).stderr == "1 imported, 0 already here, 0 with errors\n"
        assert office.companies.filter(name="Ben", enterprise_number=number_of(3)).exists()


def test_no_file_is_written_over_and_then_nothing_is_imported(office, path):
    result = run("--faulty", path, path)
    assert result.exit_code == 2
    assert path.read_bytes() == sheet(*ROWS)
    assert not Company.objects.exists()


def test_with_several_offices_one_is_named(office, other_office, path):
    assert run(path).exit_code == 2
    assert run("--office", "Office Diane", path).exit_code == 1
    assert other_office.companies.count() == 2
    assert run("--office", office.pk, path).stderr == "0 imported, 0 already here, 3 with errors\n"


def test_only_a_member_imports(office, diane, path):
    result = run("--by", "diane@diane.example", path)
    assert (result.exit_code, result.stderr) == (2, "Nobody with this address works in this office.\n")
    run("--by", "bob@bob.example", path)
    assert CompanyImport.objects.get().by.name == "Bob"


def test_C06_what_is_no_sheet_is_refused(office, tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(b"Name\nA\n")
    result = run(path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no headings we know" in result.stderr
