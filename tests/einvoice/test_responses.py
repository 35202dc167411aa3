from dataclasses import replace
from datetime import date

import pytest

from schakel.einvoice.model import SELF_BILLING, Identifier, Invoice, Party
from schakel.einvoice.response_rules import judge
from schakel.einvoice.responses import (
    ACTION_LIST,
    BILLING_WITH_RESPONSE,
    PROCESS,
    Clarification,
    Condition,
    InvoiceResponse,
    NotAResponse,
    Status,
    may_follow,
    read,
    respond,
    write,
)
from tests.einvoice.corpus import ROOT, needs_corpus
from tests.einvoice.full import full_party

SELLER = Party(name="Seller", endpoint=Identifier("0407214017", "0208"), trading_name="Shop")
BUYER = Party(trading_name="Buyer", endpoint=Identifier("0214168971", "0208"))
INVOICE = Invoice(number="F1", issue_date=date(2026, 1, 2), type_code="380", seller=SELLER, buyer=BUYER)
TODAY = date(2026, 1, 5)


def test_the_buyer_answers_the_seller():
    response = respond(INVOICE, Status.ACCEPTED, number="R1", issue_date=TODAY)
    assert response.sender == Party(name="Buyer", endpoint=BUYER.endpoint)
    assert response.receiver == Party(name="Seller", endpoint=SELLER.endpoint)
    assert (response.document_number, response.document_type, response.process) == ("F1", "380", PROCESS)
    assert judge(write(response)) == []


def test_for_a_self_billed_invoice_the_seller_answers_the_buyer():
    response = respond(replace(INVOICE, specification=SELF_BILLING), Status.ACCEPTED, number="R1", issue_date=TODAY)
    assert (response.sender.name, response.receiver.name) == ("Seller", "Buyer")


def test_an_invoice_that_asks_for_responses_gets_them_in_its_own_process():
    asking = replace(INVOICE, process=BILLING_WITH_RESPONSE)
    response = respond(asking, Status.ACKNOWLEDGED, number="R1", issue_date=TODAY)
    assert response.process == BILLING_WITH_RESPONSE
    assert judge(write(response)) == []


def test_everything_of_a_response_comes_back():
    reason = Clarification("REF", text="order <unknown>", conditions=(Condition("BT-13", "PO1"), Condition("BT-14")))
    response = replace(
        respond(INVOICE, Status.UNDER_QUERY, number="R1", issue_date=TODAY),
        clarifications=(reason, Clarification("PIN", ACTION_LIST)),
        note="a note",
        issue_time="12:00:00",
        effective_date=date(2026, 1, 6),
        issuer=full_party(),
        recipient=full_party(),
    )
    assert read(write(response)) == response


@needs_corpus
def test_the_responses_of_the_corpus_come_back_equal():
    files = sorted((ROOT / "invoice-response" / "docs").iterdir())
    assert files
    for file in files:
        response = read(file.read_bytes())
        assert response.status in set(Status)
        assert response.unread == ()
        assert read(write(response)) == response


def test_what_the_model_does_not_know_is_told():
    data = write(InvoiceResponse(id="R1")).replace(b"</Appl", b"<x/><y>text</y></Appl")
    assert [each.text for each in read(data).unread] == ["text"]


@pytest.mark.parametrize(
    "data", [b"<a/>", write(InvoiceResponse(specification="urn:fdc:peppol.eu:poacc:trns:mlr:3"))], ids=["xml", "mlr"]
)
def test_another_kind_of_document_is_refused(data):
    with pytest.raises(NotAResponse):
        read(data)


ALLOWED = {
    "AB": "IP UQ CA RE AP PD",
    "IP": "UQ CA RE AP PD",
    "UQ": "IP UQ CA RE AP PD",
    "CA": "PD",
    "RE": "",
    "AP": "PD",
    "PD": "",
}


@pytest.mark.parametrize("earlier", Status)
def test_a_status_never_goes_back(earlier):
    assert {later for later in Status if may_follow(earlier, later)} == set(ALLOWED[earlier].split())
    assert may_follow(None, earlier)


def test_after_a_payment_in_part_another_payment_may_come():
    assert may_follow(Status.PAID, Status.PAID, partly_paid=True)
    assert not may_follow(Status.PAID, Status.REJECTED, partly_paid=True)
    assert InvoiceResponse(clarifications=(Clarification("PPD"),)).is_partial_payment
    assert not InvoiceResponse().is_partial_payment
