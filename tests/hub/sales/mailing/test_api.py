"""A sales invoice is e-mailed by API, with the checks of the page."""

import pytest

from schakel.hub.connections.models import Access, Role
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.sales.mailing import queue as mailing_queue
from schakel.hub.sales.models import Draft, Mailing
from tests.hub.api_client import Program, key_of
from tests.hub.documents.ubl import invoice
from tests.hub.sales.mailing.test_send import sold
from tests.hub.sales.test_api import told

pytestmark = pytest.mark.django_db
TO = {"email": "zoe@zoe.example", "language": "fr"}


@pytest.fixture
def program(bakery, alice) -> Program:
    return Program(key_of(bakery, alice, "send")[1])


@pytest.fixture
def sale(sales) -> Document:
    return sold()


def test_a_sale_is_mailed_and_followed(program, sale):
    answer = program.post(f"/documents/{sale.pk}/mailings", TO, once="1")
    mailing = answer.json()
    assert answer.status_code == 201
    assert answer["Location"].endswith(f"/api/v1/mailings/{mailing['id']}")
    assert (mailing["document"], mailing["email"], mailing["language"], mailing["state"]) == (
        sale.pk, "zoe@zoe.example", "fr", "queued",
    )  # fmt: skip
    assert mailing["next_try_at"]
    assert program.get(f"/mailings/{mailing['id']}").json() == mailing
    assert program.get("/mailings", document=sale.pk, state="queued").json()["items"] == [mailing]
    assert program.get("/mailings", state="failed").json()["items"] == []


def test_E09_the_same_call_twice_and_the_same_address_while_it_is_on_its_way_are_one_mailing(program, sale):
    path = f"/documents/{sale.pk}/mailings"
    ids = {program.post(path, TO, once=once).json()["id"] for once in ("1", "1", "2", "")}
    assert len(ids) == 1
    assert Mailing.objects.count() == 1


def test_what_is_left_out_is_where_it_went_before(program, sale):
    program.post(f"/documents/{sale.pk}/mailings", TO)
    Mailing.objects.update(state=Mailing.State.SENT, due_at=None)
    again = program.post(f"/documents/{sale.pk}/mailings", {}).json()
    assert (again["email"], again["language"], Mailing.objects.count()) == ("zoe@zoe.example", "fr", 2)


@pytest.mark.parametrize("given", [{}, {"email": "nonsense"}])
def test_without_a_right_address_it_is_refused(program, sale, given):
    answer = program.post(f"/documents/{sale.pk}/mailings", given)
    assert (answer.status_code, answer.json()["code"], answer.json()["reason"]) == (422, "not_mailable", "no_address")
    assert not Mailing.objects.exists()


def test_what_is_not_ours_to_send_is_refused(program, purchases, sale):
    bought = file(invoice(number="B-1"), Way.UPLOAD, into=purchases).documents[0]
    answer = program.post(f"/documents/{bought.pk}/mailings", TO)
    assert (answer.status_code, answer.json()["reason"]) == (422, "not_own")
    Document.objects.filter(pk=sale.pk).update(sent_elsewhere=True)
    assert program.post(f"/documents/{sale.pk}/mailings", TO).json()["reason"] == "not_own"


def test_I06_there_is_a_limit_a_day(program, sale, monkeypatch):
    monkeypatch.setattr(mailing_queue, "MOST_A_DAY", 1)
    program.post(f"/documents/{sale.pk}/mailings", TO)
    answer = program.post(f"/documents/{sale.pk}/mailings", {"email": "other@zoe.example"})
    assert (answer.status_code, answer.json()["reason"]) == (422, "too_many")


def test_a_draft_is_issued_and_mailed_in_one_go_once(program, sales):
    pk = program.post("/drafts", told(sales)).json()["id"]
    for _ in range(2):
        answer = program.post(f"/drafts/{pk}/mailings", {"email": "ter@zee.example"}, once="1")
        assert answer.status_code == 201
    assert (Document.objects.count(), Mailing.objects.count()) == (1, 1)
    assert answer.json()["document"] == Document.objects.get().pk
    assert program.post(f"/drafts/{pk}/mailings", {}).json()["code"] == "issued"


def test_a_draft_without_an_address_gets_no_number(program, sales):
    pk = program.post("/drafts", told(sales)).json()["id"]
    answer = program.post(f"/drafts/{pk}/mailings", {})
    assert (answer.status_code, answer.json()["code"]) == (422, "not_ready")
    assert [each["at"] for each in answer.json()["problems"]]
    assert not Document.objects.exists()
    assert Draft.objects.get().document_id is None


def test_G03_a_key_of_who_may_only_read_mails_nothing(sales, sale, bakery, clara, held):
    for connection in bakery.connections.all():
        Access.objects.filter(connection=connection, user=clara).update(role=Role.READ)
    program = Program(key_of(bakery, clara)[1])
    assert program.post(f"/documents/{sale.pk}/mailings", TO).status_code in (401, 404, 422)
    assert not Mailing.objects.exists()
