"""Answers that come in: for what we sent, for what we never sent, and from strangers."""

from dataclasses import replace
from datetime import date

import pytest

from schakel.einvoice import responses
from schakel.einvoice.responses import Clarification, InvoiceResponse
from schakel.einvoice.ubl.read import read
from schakel.hub.documents import store
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.network.events import NetworkEvent
from schakel.hub.network.inbound import filing as inbound
from schakel.hub.network.models import Answer, Transmission
from schakel.hub.network.outbound.queue import queue
from schakel.hub.network.responses import send as responses_out
from schakel.peppol.identifiers import ParticipantId, ProcessId
from tests.hub.conftest import signed_in
from tests.hub.documents.ubl import BAKERY, invoice, party
from tests.hub.network.conftest import registered
from tests.hub.network.posting import post
from tests.hub.network.world import THE_BAKERY, THE_MILL

pytestmark = pytest.mark.django_db
HOTEL = "0899965307"
SOLD = invoice(seller=party("Bakery Cornflower", BAKERY), buyer=party("Hotel Astrid", HOTEL), number="S-1")


@pytest.fixture
def takes_answers(bakery):
    registered(bakery, "0208", BAKERY, str(responses_out.DOCUMENT_TYPE))
    return bakery


@pytest.fixture
def sale(takes_answers) -> Document:
    return file(SOLD, Way.UPLOAD).documents[0]


def response(status: str = "RE", **told) -> InvoiceResponse:
    """Of the hotel, about the bakery's invoice."""
    why = (Clarification("PRI", text="12 instead of 10"),)
    usual = responses.respond(
        read(SOLD), responses.Status.REJECTED, number="R-1", issue_date=date(2026, 11, 24), clarifications=why
    )
    return replace(usual, status=status, **told)


def received(peer, data: bytes, sender: str = f"0208:{HOTEL}") -> Answer:
    sent = peer.message(
        data,
        sender=ParticipantId(sender),
        receiver=THE_BAKERY,
        document_type=responses_out.DOCUMENT_TYPE,
        process=ProcessId(responses.PROCESS),
    )
    assert post(sent).status_code == 200
    assert inbound.work_received() == 1
    return Answer.objects.latest("pk")


def test_it_stands_with_the_invoice(peer, sale, alice):
    answer = received(peer, responses.write(response()))
    assert (answer.document, answer.status, answer.other) == (sale, "RE", "Hotel Astrid")
    assert (answer.transmission.state, answer.transmission.due_at) == ("filed", None)
    assert responses.read(store.read(answer.sha256)).id == "R-1"
    assert sale.events.get(kind=NetworkEvent.ANSWERED).about == "rejected"
    page = signed_in(alice).get(f"/documents/{sale.pk}/").text
    assert "The price is wrong: 12 instead of 10" in page
    assert "The other party answered: rejected" in page


def test_it_stands_with_what_was_sent_whatever_address_the_invoice_names(peer, sale):
    queue(sale)
    Transmission.objects.outgoing().update(receiver=str(THE_MILL))
    assert received(peer, responses.write(response("AP")), sender=str(THE_MILL.value)).document == sale
    assert received(peer, responses.write(response("PD"))).document is None


def test_E11_a_stranger_neither_accepts_nor_rejects(peer, sale, alice):
    answer = received(peer, responses.write(response()), sender=str(THE_MILL.value))
    assert answer.document is None
    assert not sale.events.filter(kind=NetworkEvent.ANSWERED).exists()


def test_about_an_invoice_that_we_never_sent(peer, takes_answers, alice, clara, diane):
    answer = received(peer, responses.write(response("UQ", document_number="ELSEWHERE-7")))
    assert (answer.document, answer.company, answer.number) == (None, takes_answers, "ELSEWHERE-7")
    assert "One answer arrived for an invoice that is not here" in signed_in(alice).get("/documents/").text
    assert "One answer arrived" not in signed_in(clara).get("/documents/").text
    page = signed_in(alice).get("/answers/").text
    for word in ("ELSEWHERE-7", "Hotel Astrid", "Bakery Cornflower", "Question to the sender"):
        assert word in page
    assert "ELSEWHERE-7" not in signed_in(diane).get("/answers/").text
    assert signed_in(alice).get(f"/answers/{answer.pk}/proof").status_code == 200
    assert signed_in(diane).get(f"/answers/{answer.pk}/proof").status_code == 404


def test_the_same_number_on_another_day_is_another_invoice(peer, sale):
    assert received(peer, responses.write(response(document_date=date(2025, 1, 1)))).document is None


def test_a_status_that_nobody_knows_is_shown_as_it_came(peer, sale, alice):
    answer = received(peer, responses.write(response("ZZ")))
    assert (answer.document, answer.word) == (sale, "ZZ")
    assert "ZZ" in signed_in(alice).get(f"/documents/{sale.pk}/").text


def test_B09_one_that_cannot_be_read_is_kept_and_shown(peer, takes_answers, alice):
    data = responses.write(response()).replace(b"invoice_response:3<", b"mlr:3<")
    answer = received(peer, data)
    assert (answer.fault, answer.transmission.state) == ("not_a_response", "filed")
    assert "Cannot be read" in signed_in(alice).get("/answers/").text


def test_I01_what_a_stranger_wrote_is_text(peer, sale, alice):
    hostile = "<script>alert(1)</script>\u202e"
    told = response(note=hostile, clarifications=(Clarification("OTH", text=hostile),))
    received(peer, responses.write(told))
    page = signed_in(alice).get(f"/documents/{sale.pk}/").text
    assert page.count("&lt;script&gt;alert(1)") == 2
    assert "<script>alert" not in page
    assert "\u202e" not in page
