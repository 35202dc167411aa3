"""Companies by API: one by one, from a sheet, their connections, and the members of the office."""

import pytest

from schakel.hub.connections.company_import.worker import work_imports
from schakel.hub.connections.models import ApiKey, Company, CompanyImport, Invitation, KboEnterprise, Scope
from tests.hub.api_client import Program, key_of
from tests.hub.conftest import company_of, signed_in
from tests.hub.connections.company_import.sheets import number_of, sheet

pytestmark = pytest.mark.django_db
DATA = sheet(f"{number_of(1)};Ann;", "123;Ben;", f"{number_of(2)};Cas;")


@pytest.fixture
def program(office, alice):
    return Program(key_of(office, alice, Scope.COMPANIES)[1])


def work() -> None:
    while work_imports():
        pass


def test_a_company_is_added_with_all_that_is_said_of_it(program, office, bob):
    given = {
        "number": f"BE{number_of(1)}",
        "name": "Ann",
        "email": "ann@ann.example",
        "phone": "0470 12 34 56",
        "language": "fr",
    }
    more = {"responsible": "bob@bob.example", "mandate_given_on": "2026-01-31", "note": "VIP"}
    answer = program.post("/companies", given | more)
    assert answer.status_code == 201
    company = Company.objects.get()
    assert answer["Location"].endswith(f"/api/v1/companies/{company.pk}")
    assert answer.json()["participants"] == [f"0208:{number_of(1)}", f"9925:be{number_of(1)}"]
    assert len(answer.json()["connections"]) == 2
    assert (company.phone, company.language, company.responsible.user, company.note) == (
        "0470 12 34 56",
        "fr",
        bob,
        "VIP",
    )
    assert f"{company.mandate_given_on}" == "2026-01-31"


def test_the_register_gives_the_name(program):
    KboEnterprise.objects.create(number=number_of(1), name="Bakery")
    assert program.post("/companies", {"number": number_of(1)}).json()["name"] == "Bakery"


def test_all_that_is_wrong_is_said_at_once(program):
    answer = program.post("/companies", {"number": "0738401118", "name": "A", "email": "a@", "phone": "call me"})
    assert (answer.status_code, answer.json()["code"]) == (422, "not_a_company")
    assert len(answer.json()["errors"]) == 3


def test_G03_what_is_here_or_elsewhere_is_refused(program, bakery, other_office):
    answer = program.post("/companies", {"number": bakery.enterprise_number, "name": "A"})
    assert (answer.status_code, answer.json()["code"], answer.json()["company"]) == (409, "company_here", bakery.pk)
    company_of(other_office, "Secret", number_of(1))
    answer = program.post("/companies", {"number": number_of(1), "name": "A"})
    assert (answer.status_code, answer.json()["code"]) == (409, "company_elsewhere")
    assert "Secret" not in answer.text


def test_E09_asked_twice_it_is_added_once(program):
    given = {"number": number_of(1), "name": "Ann"}
    first, second = (program.post("/companies", given, once="ann-1") for _each in range(2))
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert Company.objects.count() == 1


def test_G02_a_key_of_one_company_adds_none_and_sees_no_members(bakery, alice):
    program = Program(key_of(bakery, alice, Scope.COMPANIES)[1])
    for answer in (program.post("/companies", {"number": number_of(1), "name": "A"}), program.get("/members")):
        assert (answer.status_code, answer.json()["code"]) == (403, "office_key_needed")
    assert Company.objects.count() == 1


def test_G02_the_scope_is_offered_for_keys_of_the_office_alone(office, bakery, alice):
    client = signed_in(alice)
    assert 'value="companies"' in client.get(f"/office/{office.pk}/keys/").text
    assert 'value="companies"' not in client.get(f"/connections/companies/{bakery.pk}/keys/").text


def test_a_sheet_is_imported_in_the_background(program, office):
    answer = program.post("/company-imports?name=clients.csv", DATA, once="sheet-1")
    assert (answer.status_code, answer.json()["state"], answer.json()["rows"]["waiting"]) == (202, "checking", 3)
    where = answer["Location"].partition("/api/v1")[2]
    work()
    done = program.get(where).json()
    assert (done["state"], done["name"]) == ("done", "clients.csv")
    assert done["rows"] == {"waiting": 0, "new": 0, "added": 2, "here": 0, "faulty": 1}
    [row] = program.get(f"{where}/rows", outcome="faulty").json()["items"]
    assert (row["number"], row["name"], row["company"]) == (3, "Ben", None)
    assert "not a Belgian enterprise number" in row["faults"][0]
    assert office.companies.count() == 2
    assert program.post("/company-imports?name=clients.csv", DATA, once="sheet-1")["Location"] == answer["Location"]
    assert CompanyImport.objects.count() == 1


def test_a_sheet_may_wait_for_its_confirmation(program):
    where = program.post("/company-imports?confirm=true", DATA)["Location"].partition("/api/v1")[2]
    assert program.post(f"{where}/start").json()["code"] == "not_to_confirm"
    work()
    assert (program.get(where).json()["state"], Company.objects.count()) == ("checked", 0)
    assert program.post(f"{where}/start").status_code == 202
    work()
    assert (program.get(where).json()["state"], Company.objects.count()) == ("done", 2)
    assert program.ask("DELETE", where).status_code == 409


def test_a_sheet_may_be_forgotten(program):
    where = program.post("/company-imports?confirm=true", DATA)["Location"].partition("/api/v1")[2]
    work()
    assert program.ask("DELETE", where).status_code == 204
    assert program.get(where).status_code == 404


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 422, "empty"),
        (b"Name\nA\n", 422, "not_companies"),
        (b"KBO;Naam\n" + b"1;x\n" * 100_000, 422, "not_companies"),
        (b"x" * 5_000_001, 413, "too_large"),
    ],
)
def test_C06_what_is_no_sheet_is_refused(program, data, status, code):
    answer = program.post("/company-imports", data)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not CompanyImport.objects.exists()


def test_the_faults_are_in_the_language_that_was_asked_for(office, alice):
    program = Program(key_of(office, alice, Scope.COMPANIES)[1], language="nl")
    where = program.post("/company-imports", DATA)["Location"].partition("/api/v1")[2]
    work()
    assert "Ondernemingsnummer" in program.get(f"{where}/rows", outcome="faulty").json()["items"][0]["faults"][0]


def test_G04_an_import_of_a_key_whose_maker_left_adds_nothing(office, bob):
    program = Program(key_of(office, bob, Scope.COMPANIES)[1])
    program.post("/company-imports", DATA)
    office.members.filter(user=bob).delete()
    work()
    assert not Company.objects.exists()
    assert ApiKey.objects.get().is_alive() is False


def test_connections_with_their_state_and_members(program, held, bakery, alice):
    Invitation.objects.all().delete()
    items = program.get(f"/companies/{bakery.pk}/connections").json()["items"]
    assert {each["kind"]: each["state"] for each in items} == {"purchase": "accepted", "sales": "not_shared"}
    members = program.get("/members").json()["items"]
    assert [(each["name"], each["email"], each["role"]) for each in members] == [
        ("Alice", "alice@alice.example", "owner"),
        ("Bob", "bob@bob.example", "member"),
    ]
