"""Sending, following and answering by API; looking somebody up."""

import io
import zipfile

import pytest

from schakel.hub.connections.models import Access, Role, Scope
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.network.models import Answer, Transmission
from schakel.hub.network.outbound import worker as outbound
from schakel.peppol.doors import Answer as HttpAnswer
from tests.hub.api_client import Program, key_of
from tests.hub.conftest import company_of
from tests.hub.documents.ubl import BAKERY, MILL, invoice, party
from tests.hub.network.world import THE_MILL

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(bakery, alice) -> Program:
    return Program(key_of(bakery, alice)[1])


def sale(**told) -> bytes:
    return invoice(**{"seller": party("Bakery", BAKERY), "buyer": party("Mill", MILL), **told})


def test_a_ready_document_is_filed_and_queued_and_followed_to_its_proof(program, peer):
    peer.publish(THE_MILL)
    made = program.post("/transmissions", sale(), once="1")
    assert (made.status_code, made.json()["state"], made.json()["receiver"]) == (201, "queued", f"0208:{MILL}")
    outbound.send_queued()
    pk = made.json()["id"]
    sent = program.get(f"/transmissions/{pk}").json()
    assert (sent["state"], [each["code"] for each in sent["attempts"]]) == ("sent", [""])
    proof = zipfile.ZipFile(io.BytesIO(program.get(f"/transmissions/{pk}/evidence").content))
    assert {"proof.txt", "envelope.xml", "receipt.xml"} <= set(proof.namelist())
    assert program.get("/transmissions", state="sent").json()["count"] == 1
    assert program.get("/transmissions", document=made.json()["document"], state="failed").json()["count"] == 0
    assert len(peer.taken) == 1


def test_a_company_is_found_by_any_of_its_numbers(program, peer):
    peer.publish(THE_MILL)
    made = program.post("/transmissions", sale(buyer=party("Mill", MILL, endpoint=f"9925:BE{MILL}")), once="1").json()
    outbound.send_queued()
    sent = program.get(f"/transmissions/{made['id']}").json()
    assert (sent["state"], sent["receiver"]) == ("sent", f"0208:{MILL}")
    there = program.get(f"/participants/9925:BE{MILL}").json()
    assert (there["participant"], there["is_registered"]) == (f"0208:{MILL}", True)


def test_E09_asked_twice_it_is_sent_once(program, sales):
    first, again = (program.post("/transmissions", sale(), once="1") for _ in range(2))
    refused = program.post("/transmissions", sale())
    assert first.json()["id"] == again.json()["id"]
    assert (refused.status_code, refused.json()["code"]) == (409, "already_here")
    other = program.post("/transmissions", sale(number="2"), once="1")
    assert other.json()["code"] == "idempotency_key_reused"
    assert Transmission.objects.count() == Document.objects.count() == 1


def test_E10_a_failed_try_is_told_in_plain_words(program, peer, alice, bakery):
    peer.publish(THE_MILL)
    peer.answers = [HttpAnswer(503, b"", {})]
    pk = program.post("/transmissions", sale()).json()["id"]
    outbound.send_queued()
    told = Program(key_of(bakery, alice)[1], language="nl").get(f"/transmissions/{pk}").json()
    assert told["state"] == "queued"
    assert told["next_try_at"]
    assert told["attempts"][0]["code"]
    assert told["sentence"] == told["attempts"][0]["sentence"] != ""


@pytest.mark.parametrize(
    ("told", "code", "reason"),
    [
        ({"total": "999.00"}, "not_valid", None),
        ({"seller": party("Mill", MILL), "buyer": party("Bakery", BAKERY)}, "not_sendable", "not_own"),
        ({"buyer": party("Mill", MILL, endpoint="-")}, "not_valid", None),
        ({"seller": party("Bakery", BAKERY, endpoint="0208:0899965307")}, "not_sendable", "not_our_address"),
    ],
)
def test_what_cannot_be_sent_leaves_nothing(program, purchases, told, code, reason):
    refused = program.post("/transmissions", sale(**told))
    assert (refused.status_code, refused.json()["code"], refused.json().get("reason")) == (422, code, reason)
    assert not Document.objects.exists()
    assert not Transmission.objects.exists()


def test_a_document_that_is_here_is_sent_once(program, sales):
    document = file(sale(), Way.UPLOAD).documents[0]
    where = f"/documents/{document.pk}/transmissions"
    assert program.post(where).status_code == 201
    assert program.post(where).json()["code"] == "on_its_way"


def test_what_another_program_sent_is_never_sent(program, sales):
    pk = program.post("/documents", sale()).json()["documents"][0]["id"]
    refused = program.post(f"/documents/{pk}/transmissions")
    assert (refused.status_code, refused.json()["code"]) == (409, "sent_elsewhere")


def test_what_came_in_is_not_sent_on(program, bill):
    assert program.post(f"/documents/{bill.pk}/transmissions").json()["reason"] == "not_own"


def test_a_key_of_who_may_only_read_a_connection_sends_and_answers_nothing_in_it(bakery, sales, purchases, clara, bill):
    Access.give(sales, clara, role=Role.FULL)
    Access.give(purchases, clara, role=Role.READ)
    program = Program(key_of(bakery, clara)[1])
    for what, told in (("transmissions", b""), ("answers", {"status": "AP"})):
        refused = program.post(f"/documents/{bill.pk}/{what}", told)
        assert (refused.status_code, refused.json()["code"]) == (403, "may_only_read")


def test_a_supplier_is_answered_and_the_answer_is_listed_with_its_proof(program, bill):
    told = {"status": "RE", "clarifications": [{"code": "PRI", "text": "12 instead of 10"}]}
    made = program.post(f"/documents/{bill.pk}/answers", told, once="1")
    assert (made.status_code, made.json()["status"], made.json()["direction"]) == (201, "RE", "sent")
    assert program.post(f"/documents/{bill.pk}/answers", told, once="1").json() == made.json()
    assert Answer.objects.count() == 1
    listed = program.get("/answers", direction="sent", document=bill.pk).json()["items"]
    assert [each["clarifications"][0]["code"] for each in listed] == ["PRI"]
    proof = zipfile.ZipFile(io.BytesIO(program.get(f"/answers/{made.json()['id']}/proof").content))
    assert "answer.xml" in proof.namelist()


def test_an_answer_that_cannot_follow_is_refused_with_its_reason(program, bill):
    program.post(f"/documents/{bill.pk}/answers", {"status": "AP"})
    refused = program.post(f"/documents/{bill.pk}/answers", {"status": "AB"})
    assert (refused.json()["code"], refused.json()["reason"]) == ("unanswerable", "not_after_the_last")
    assert program.post(f"/documents/{bill.pk}/answers", {"status": "XX"}).json()["code"] == "invalid_request"


def test_G03_answers_of_one_company_are_not_those_of_another(program, bill, office, alice):
    program.post(f"/documents/{bill.pk}/answers", {"status": "AB"})
    other = company_of(office, "Hotel", "0899965307")
    assert Program(key_of(other, alice)[1]).get("/answers").json()["items"] == []


def test_somebody_is_looked_up_on_the_network(program, peer):
    peer.publish(THE_MILL)
    found = program.get(f"/participants/0208:{MILL}").json()
    assert found == {"participant": f"0208:{MILL}", "is_registered": True, "receives": ["invoice"]}
    assert program.get("/participants/0208:0000000097").json()["is_registered"] is False
    assert program.get("/participants/x").status_code == 422


def test_a_network_that_does_not_answer_is_no_answer(program, monkeypatch):
    monkeypatch.setattr("schakel.hub.network.outbound.api.transmissions.the_network", lambda: None)
    answer = program.get(f"/participants/0208:{MILL}")
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "lookup_unavailable", "60")


def test_the_scope_of_reading_does_not_send(bakery, alice, sales):
    refused = Program(key_of(bakery, alice, Scope.READ, Scope.FILE)[1]).post("/transmissions", sale())
    assert refused.json()["code"] == "missing_scope"


@pytest.fixture
def written(program, sales) -> int:
    told = {"connection": sales.pk, "order_reference": "PO 7", "customer": {"name": "Mill", "number": MILL}}
    line = {"name": "Bread", "quantity": 2, "price": "1234.5", "vat": "6"}
    return program.post("/drafts", told | {"lines": [line]}).json()["id"]


def test_a_draft_is_issued_and_sent_in_one_go_and_once(program, written, peer):
    peer.publish(THE_MILL)
    where = f"/drafts/{written}/transmissions"
    made = program.post(where, once="1")
    assert (made.status_code, made.json()["state"]) == (201, "queued")
    assert program.post(where, once="1").json() == made.json()
    refused = program.post(where)
    assert (refused.status_code, refused.json()["code"]) == (409, "issued")
    assert refused.json()["document"]["id"] == made.json()["document"] == Document.objects.get().pk
    assert Transmission.objects.count() == 1


def test_who_is_not_on_the_network_gets_no_number(program, written):
    refused = program.post(f"/drafts/{written}/transmissions")
    assert (refused.status_code, refused.json()["problems"][0]["at"]) == (422, "customer.number")
    assert not Document.objects.exists()
