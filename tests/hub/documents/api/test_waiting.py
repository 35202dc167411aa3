"""A long file by API: 202, and its answer later, as it would have been at once. Rows C06, E09, G02 and G04."""

import pytest

from schakel.einvoice.parse import Limits
from schakel.hub.connections.models import Scope
from schakel.hub.documents import waiting_files
from schakel.hub.documents.models import Document, WaitingFile, Way
from schakel.hub.network.models import Transmission
from schakel.hub.payments import matching
from schakel.hub.payments.models import PayingAccount, Statement
from tests.hub.api_client import Program, key_of
from tests.hub.documents.ubl import BAKERY, MILL, invoice, party
from tests.hub.payments.camt import IBAN, camt, out

pytestmark = pytest.mark.django_db
SALE = invoice(seller=party("Bakery", BAKERY), buyer=party("Mill", MILL))


@pytest.fixture
def program(bakery, alice) -> Program:
    return Program(key_of(bakery, alice)[1])


@pytest.fixture(autouse=True)
def short(monkeypatch):
    """Every file is a long one."""
    monkeypatch.setattr("schakel.hub.documents.api.documents.INTERACTIVE", Limits(nodes=20))
    monkeypatch.setattr("schakel.hub.network.outbound.api.transmissions.INTERACTIVE", Limits(nodes=20))
    monkeypatch.setattr(matching, "INTERACTIVE", 3)


def later(program: Program, answer) -> dict:
    """What stands at the Location of a 202, after the worker's turn."""
    assert answer.status_code == 202, answer.text
    where = answer["Location"].partition("/api/v1")[2]
    assert program.get(where).json() | {"at": ""} == answer.json() | {"at": ""}
    assert answer.json()["state"] == "waiting"
    assert waiting_files.read_waiting() == 1
    return program.get(where).json()


def test_a_long_document_is_filed_by_the_worker(program, sales):
    told = later(program, program.post("/documents", SALE))
    document = Document.objects.get()
    assert (document.sent_elsewhere, document.events.get().way) == (True, Way.API)
    assert (told["state"], told["status"]) == ("answered", 201)
    assert told["answer"]["documents"][0]["id"] == document.pk
    assert told["location"].endswith(f"/documents/{document.pk}")


def test_a_long_document_is_sent_by_the_worker(program, sales):
    told = later(program, program.post("/transmissions", SALE))
    row = Transmission.objects.get()
    assert (told["status"], told["answer"]["id"], row.document) == (201, row.pk, Document.objects.get())
    assert not row.document.sent_elsewhere


def test_a_long_statement_is_added_by_the_worker(program, bakery):
    PayingAccount.objects.create(company=bakery, iban=IBAN)
    data = camt(*[out("-1.00", text=f"order {at}") for at in range(4)])
    told = later(program, program.post(f"/companies/{bakery.pk}/statements", data))
    statement = Statement.objects.get()
    assert (statement.company, statement.entries.count()) == (bakery, 4)
    assert [each["id"] for each in told["answer"]["statements"]] == [statement.pk]


def test_E09_asked_twice_under_one_name_it_waits_once(program, sales):
    first, again = (program.post("/documents", SALE, once="1") for _ in range(2))
    assert (first.json(), first["Location"]) == (again.json(), again["Location"])
    assert (again.status_code, WaitingFile.objects.count()) == (202, 1)


def test_E09_a_number_that_is_here_already_is_refused_later_and_leaves_nothing(program, sales):
    for data in (SALE, SALE.replace(b"flour", b"bread")):
        program.post("/transmissions", data)
    assert waiting_files.read_waiting() == waiting_files.read_waiting() == 1
    told = program.get(f"/waiting-files/{WaitingFile.objects.latest('pk').pk}").json()
    assert (told["status"], told["answer"]["code"]) == (409, "already_here")
    assert Document.objects.count() == Transmission.objects.count() == 1


def test_G04_a_key_that_was_revoked_meanwhile_does_nothing(program, bakery, sales, alice):
    key, secret = key_of(bakery, alice)
    sent = Program(secret).post("/documents", SALE)
    key.end(alice)
    assert later(program, sent)["answer"]["code"] == "unknown_key"
    assert not Document.objects.exists()


def test_G02_a_company_that_is_no_longer_reached_meanwhile_does_not_exist(program, bakery, office, alice):
    program = Program(key_of(office, alice)[1])
    data = camt(*[out("-1.00", text=f"order {at}") for at in range(4)])
    sent = program.post(f"/companies/{bakery.pk}/statements", data)
    WaitingFile.objects.update(company=None)
    assert later(program, sent)["answer"]["code"] == "not_found"


def test_G02_only_keys_of_the_same_maker_and_reach_with_all_its_scopes_ask_for_it(
    program, bakery, office, alice, sales
):
    where = program.post("/documents", SALE)["Location"].partition("/api/v1")[2]
    narrow = Program(key_of(bakery, alice, Scope.FILE)[1])
    assert (narrow.get(where).status_code, narrow.get(where).json()["code"]) == (403, "missing_scope")
    assert Program(key_of(office, alice)[1]).get(where).status_code == 404
    assert Program(key_of(bakery, alice)[1]).get(where).status_code == 200


def test_what_nobody_expected_is_told_as_failed(program, sales, monkeypatch):
    where = program.post("/documents", SALE)["Location"].partition("/api/v1")[2]
    monkeypatch.setitem(waiting_files.READERS, "api_document", lambda _file, _data: 1 / 0)
    for _ in range(12):
        WaitingFile.objects.update(due_at="2020-01-01T00:00Z")
        waiting_files.read_waiting()
    assert program.get(where).json()["state"] == "failed"
