"""Runs by API: started for companies or an import, followed, tried again, stopped."""

import pytest

from schakel.hub import worker
from schakel.hub.connections.models import Scope
from schakel.hub.network.models import Mandate, Registration, Run, RunLine
from schakel.hub.network.registration.document_types import kinds_of
from tests.hub.api_client import Program, key_of
from tests.hub.conftest import company_of
from tests.hub.connections.company_import.sheets import imported, many
from tests.hub.network.registration.test_runs import clients

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(office, alice):
    return Program(key_of(office, alice, Scope.INVITE)[1])


def ids(companies) -> dict[str, list[int]]:
    return {"companies": [each.pk for each in companies]}


def path_of(answer) -> str:
    return answer["Location"].partition("/api/v1")[2]


def test_each_client_is_asked_once_and_each_company_says_where_it_is(program, office, alice, mailoutbox):
    companies = [*clients(office, 2), company_of(office, "No address", "0417710407")]
    answer = program.post("/runs", ids(companies), once="run-1")
    assert (answer.status_code, answer.json()["state"], answer.json()["stages"]) == (202, "asking", {"waiting": 3})
    assert program.post("/runs", ids(companies), once="run-1").content == answer.content
    worker.drain()
    assert sorted(each.to[0] for each in mailoutbox) == ["c0@c.example", "c1@c.example"]
    told = program.get(path_of(answer)).json()
    assert (told["state"], told["by"], told["stages"]) == ("asked", "Alice", {"sent": 2, "failed": 1})
    assert told["companies"] == {"waiting": 0, "asked": 2, "failed": 1, "stopped": 0}
    [row] = program.get(f"{path_of(answer)}/rows", stage="failed").json()["items"]
    assert (row["name"], row["code"], row["why"]) == (
        "No address",
        "no_address",
        "We know no e-mail address of this client.",
    )


def test_rows_come_by_name_and_page_after_page(program, office, mailoutbox):
    where = path_of(program.post("/runs", ids(clients(office, 3))))
    worker.drain()
    first = program.get(f"{where}/rows", limit=2, stage="sent").json()
    second = program.get(f"{where}/rows", limit=2, stage="sent", after=first["next"]).json()
    assert [each["name"] for each in first["items"] + second["items"]] == ["Client 0", "Client 1", "Client 2"]
    assert (second["next"], second["count"]) == (None, 3)
    assert {(each["mandate"], each["registration"]) for each in first["items"]} == {("asked", "mandate")}
    assert all(each["sent_at"] and each["expires_at"] for each in first["items"])


def test_all_of_an_import_and_only_invited(program, office, alice):
    company_import = imported(office, many(3), by=alice)
    given = {"company_import": company_import.pk, "registers": False, "role": "read", "sides": ["sales", "sales"]}
    assert program.post("/runs", given).status_code == 202
    run = Run.objects.get()
    assert (run.sides, run.role, run.registers, run.document_choices, run.lines.count()) == (
        ["sales"],
        "read",
        False,
        [],
        3,
    )


def test_stopped_it_asks_nobody_and_a_retry_goes_on(program, office, alice, mailoutbox):
    where = path_of(program.post("/runs", ids(clients(office, 2))))
    stopped = program.post(f"{where}/stop", once="stop-1").json()
    assert (stopped["companies"], stopped["run"]["state"], stopped["run"]["stages"]) == (2, "stopped", {"stopped": 2})
    worker.drain()
    assert not mailoutbox
    assert program.post(f"{where}/retries").json()["companies"] == 2
    worker.drain()
    assert len(mailoutbox) == Mandate.objects.count() == 2
    assert program.post(f"{where}/retries").json()["companies"] == 0
    assert program.post(f"{where}/stop").json()["companies"] == 0


def test_a_line_that_was_given_up_counts_as_failed(program, office):
    where = path_of(program.post("/runs", ids(clients(office, 1))))
    RunLine.objects.update(due_at=None)
    told = program.get(where).json()
    assert (told["state"], told["companies"]["failed"], told["stages"]) == ("asked", 1, {"failed": 1})
    [listed] = program.get("/runs").json()["items"]
    assert (listed["companies"]["failed"], listed["stages"]) == (1, None)


def test_G02_one_foreign_company_refuses_all_as_one_that_is_not_there(program, office, other_office, diane):
    foreign = company_of(other_office, "Secret", "0417710407")
    there = clients(office, 1)
    answers = [program.post("/runs", {"companies": [there[0].pk, pk]}) for pk in (foreign.pk, 99_999)]
    assert {(each.status_code, each.json()["code"]) for each in answers} == {(422, "run_refused")}
    assert [each.json()["errors"][0]["at"] for each in answers] == ["body.companies.1"] * 2
    company_import = imported(other_office, many(1), by=diane)
    assert program.post("/runs", {"company_import": company_import.pk}).json()["code"] == "run_refused"
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"companies": []},
        {"companies": [1], "company_import": 1},
        {"companies": [1], "sides": []},
        {"companies": [1], "document_choices": []},
        {"companies": [1], "role": "owner"},
        {"companies": [1], "rolle": "read"},
        {"companies": [1] * 10_001},
    ],
)
def test_what_cannot_be_a_run_is_refused(program, given):
    answer = program.post("/runs", given)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert not Run.objects.exists()


def test_G02_runs_need_a_key_of_the_office_with_their_own_scope(office, bakery, alice):
    of_company = Program(key_of(bakery, alice, Scope.INVITE)[1])
    assert of_company.post("/runs", {"companies": [bakery.pk]}).json()["code"] == "office_key_needed"
    other_scope = Program(key_of(office, alice, Scope.COMPANIES)[1])
    assert other_scope.post("/runs", {"companies": [bakery.pk]}).json()["code"] == "missing_scope"
    assert not Run.objects.exists()


def test_registrations_are_listed_with_state_and_the_provider_that_has_them(program, office, other_office):
    bakery, mill = clients(office, 2)
    hidden = company_of(other_office, "Secret", "0417710407")
    for company, state, more in (
        (bakery, "registered", {"document_types": kinds_of(["invoices"])}),
        (mill, "elsewhere", {"found": {"smp": "smp.example", "provider": "Other Ltd"}}),
        (hidden, "registered", {}),
    ):
        Registration.objects.create(
            company=company, scheme="0208", value=company.enterprise_number, state=state, **more
        )
    items = program.get("/registrations").json()["items"]
    assert [(each["company"], each["state"], each["elsewhere"]) for each in items] == [
        (mill.pk, "elsewhere", "Other Ltd"),
        (bakery.pk, "registered", ""),
    ]
    assert (items[1]["participant"], items[1]["document_choices"]) == ("0208:0407214017", ["invoices"])
    assert [each["company"] for each in program.get("/registrations", state="registered").json()["items"]] == [
        bakery.pk
    ]
    assert [each["company"] for each in program.get("/registrations", company=mill.pk).json()["items"]] == [mill.pk]
    assert program.get("/registrations", company=hidden.pk).json()["items"] == []
    assert program.get("/registrations", state="lost").status_code == 422
