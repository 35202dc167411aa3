"""Answering a supplier: written by the rules, kept with who gave it, sent to who sent the invoice."""

import io
import zipfile

import pytest
from django.utils import translation

from schakel.einvoice import response_rules, responses
from schakel.einvoice.responses import Clarification
from schakel.hub.connections.models import Access, Role
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.network.events import NetworkEvent
from schakel.hub.network.models import Answer, Transmission
from schakel.hub.network.outbound import worker as outbound
from schakel.hub.network.responses import send as responses_out
from schakel.hub.network.responses.codes import AnswerStatus
from schakel.hub.network.responses.forms import AnswerForm
from schakel.peppol import sbdh
from schakel.peppol.identifiers import ProcessId
from tests.hub.conftest import signed_in
from tests.hub.documents.ubl import invoice, party
from tests.hub.network.world import THE_BAKERY, THE_MILL

pytestmark = pytest.mark.django_db
WHY = (Clarification("PRI", text="12 instead of 10"),)


@pytest.fixture
def mill_takes_answers(peer):
    peer.publish(THE_MILL, kind=responses_out.DOCUMENT_TYPE, process=ProcessId(responses.PROCESS))
    return peer


def test_a_rejection_reaches_who_sent_the_invoice(bill, alice, mill_takes_answers):
    given = responses_out.send_answer(bill, AnswerStatus.REJECTED, by=alice, clarifications=WHY)
    assert (given.status, given.by, given.transmission.state) == ("RE", alice, "queued")
    outbound.send_queued()
    (taken,) = mill_takes_answers.taken
    envelope = sbdh.unwrap(taken.envelope)
    assert (envelope.header.sender, envelope.header.receiver) == (THE_BAKERY, THE_MILL)
    assert (envelope.header.document_type, envelope.header.country_c1) == (responses_out.DOCUMENT_TYPE, "BE")
    assert response_rules.judge(envelope.document) == []
    said = responses.read(envelope.document)
    assert (said.status, said.document_number, said.document_type) == ("RE", "2026-1184", "380")
    assert (said.sender.name, said.receiver.name) == ("Bakery Cornflower", "Mill Vermeiren")
    assert said.clarifications == WHY
    given.transmission.refresh_from_db()
    assert given.transmission.state == "sent"


def test_it_goes_to_the_address_of_the_envelope_not_of_the_invoice(peer, served, alice):
    """A stranger who sends in the mill's name gets the answer, not the mill."""
    from schakel.hub.network.inbound import filing as inbound
    from tests.hub.network.posting import post

    post(peer.message(invoice(seller=party("Mill", "0899965307"))))
    inbound.work_received()
    given = responses_out.send_answer(Document.objects.get(), AnswerStatus.ACKNOWLEDGED, by=alice)
    assert given.transmission.receiver == str(THE_MILL)


def test_who_takes_no_answers_leaves_it_here(bill, alice):
    given = responses_out.send_answer(bill, AnswerStatus.ACCEPTED, by=alice)
    outbound.send_queued()
    given.transmission.refresh_from_db()
    assert given.transmission.state == "failed"
    page = signed_in(alice).get(f"/documents/{bill.pk}/").text
    assert "does not accept answers over Peppol" in page


@pytest.mark.parametrize(
    ("before", "after"),
    [("RE", "AP"), ("AP", "AB"), ("IP", "IP"), ("AP", "RE"), ("PD", "PD"), ("AB", "AB"), ("CA", "AP")],
)
def test_what_cannot_follow_is_not_sent(bill, alice, before, after):
    assert isinstance(responses_out.send_answer(bill, AnswerStatus(before), by=alice, clarifications=WHY), Answer)
    assert AnswerStatus(after) not in responses_out.possible_statuses(bill)
    assert responses_out.send_answer(bill, AnswerStatus(after), by=alice, clarifications=WHY) is responses_out.TOO_LATE
    assert Answer.objects.count() == 1


@pytest.mark.parametrize(
    "status", [AnswerStatus.REJECTED, AnswerStatus.UNDER_QUERY, AnswerStatus.CONDITIONALLY_ACCEPTED]
)
def test_without_the_reason_that_the_rules_want_nothing_leaves(bill, alice, status):
    assert responses_out.send_answer(bill, status, by=alice) is responses_out.AGAINST_THE_RULES
    assert not Transmission.objects.outgoing().exists()


def test_what_has_no_address_or_cannot_be_read(purchases, alice):
    nowhere = file(invoice(seller=party("Mill", "0899965307", endpoint="-")), Way.UPLOAD).documents[0]
    assert responses_out.send_answer(nowhere, AnswerStatus.ACCEPTED, by=alice) is responses_out.NO_ADDRESS
    unread = file(b"no", Way.PEPPOL, into=purchases).documents[0]
    assert responses_out.send_answer(unread, AnswerStatus.ACCEPTED, by=alice) is responses_out.UNREADABLE


def test_the_seller_answers_what_the_buyer_billed_himself(sales, alice):
    billed = invoice(seller=party("Bakery", "0738401117"), buyer=party("Mill", "0899965307"), type_code="389")
    document = file(billed, Way.UPLOAD).documents[0]
    assert responses_out.answerable_by(alice, document)
    given = responses_out.send_answer(document, AnswerStatus.ACCEPTED, by=alice)
    assert (given.transmission.sender, given.transmission.receiver) == (
        str(THE_BAKERY),
        "iso6523-actorid-upis::0208:0899965307",
    )


def test_who_may_only_read_may_not_answer(bill, clara, diane, purchases):
    access = Access.objects.create(connection=purchases, user=clara, role=Role.READ)
    reader = signed_in(clara)
    for address in (f"/documents/{bill.pk}/answers", f"/documents/{bill.pk}/not-ours"):
        assert reader.get(address).status_code == reader.post(address, {"status": "AP"}).status_code == 404
        assert signed_in(diane).post(address).status_code == 404
    assert "Not ours" not in reader.get(f"/documents/{bill.pk}/").text
    assert not Answer.objects.exists()
    access.role = Role.FULL
    access.save()
    assert "Not ours" in signed_in(clara).get(f"/documents/{bill.pk}/").text


def test_nobody_answers_his_own_invoice(sales, alice):
    sale = file(invoice(seller=party("Bakery", "0738401117"), buyer=party("X", "0899965307")), Way.UPLOAD).documents[0]
    assert signed_in(alice).get(f"/documents/{sale.pk}/answers").status_code == 404


def test_not_ours_asks_once_and_rejects_with_a_reason(bill, clara, held):
    client = signed_in(clara)
    asked = client.get(f"/documents/{bill.pk}/not-ours").text
    assert "because it is not for Bakery Cornflower" in asked
    assert not Answer.objects.exists()
    client.post(f"/documents/{bill.pk}/not-ours")
    answer = Answer.objects.get()
    assert (answer.status, [c["code"] for c in answer.clarifications]) == ("RE", ["UNR", "CNF"])
    page = client.get(f"/documents/{bill.pk}/").text
    assert "We do not know this transaction: This invoice is not for Bakery Cornflower." in page
    assert "Answer sent: rejected" in page
    assert "Not ours" not in page
    client.post(f"/documents/{bill.pk}/not-ours")
    assert Answer.objects.count() == 1


def test_the_form_says_what_is_missing(bill, alice):
    client = signed_in(alice)
    address = f"/documents/{bill.pk}/answers"
    assert client.get(address).status_code == 200
    for told, said in (
        ({"status": "RE"}, "needs to know why"),
        ({"status": "RE", "reason": "OTH"}, "what you mean by"),
        ({"status": "AP", "text": "Thanks"}, "Choose a reason"),
        ({"status": "XX"}, "Select a valid choice"),
    ):
        answer = client.post(address, told)
        assert (answer.status_code, said in answer.text) == (422, True)
    assert (
        client.post(address, {"status": "UQ", "reason": "QTY", "action": "PIN", "text": "How many?"}).status_code == 302
    )
    assert bill.answers.get().explained == ["the quantity is wrong: How many?", "send what is missing"]
    assert bill.events.get(kind=NetworkEvent.ANSWER_SENT).by == alice


def test_the_proof_holds_the_answer_the_envelope_and_the_receipt(bill, alice, diane, mill_takes_answers):
    given = responses_out.send_answer(bill, AnswerStatus.ACCEPTED, by=alice)
    outbound.send_queued()
    answer = signed_in(alice).get(f"/answers/{given.pk}/proof")
    file_ = zipfile.ZipFile(io.BytesIO(answer.content))
    assert sorted(file_.namelist()) == ["answer.xml", "envelope.xml", "proof.txt", "receipt.xml"]
    assert responses.read(file_.read("answer.xml")).status == "AP"
    assert "receipt: verified and kept" in file_.read("proof.txt").decode()
    assert signed_in(diane).get(f"/answers/{given.pk}/proof").status_code == 404


def test_a_german_answer_keeps_the_capitals_of_its_nouns():
    with translation.override("de"):
        form = AnswerForm(possible=[AnswerStatus.UNDER_QUERY])
        assert dict(form.fields["status"].choices)["UQ"] == "Frage an den Absender"
