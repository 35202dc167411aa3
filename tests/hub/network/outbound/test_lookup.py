"""At which address a customer accepts the document: looked up while the number is typed, and before sending."""

import pytest

from schakel.hub.documents.models import Document
from schakel.hub.network.models import Transmission
from schakel.hub.network.outbound import draft as drafts_out
from schakel.hub.network.outbound import tracking
from schakel.hub.network.outbound.lookup import Reachability, find_customer, numbers_of
from schakel.hub.network.registration.document_types import CREDIT_NOTE
from schakel.hub.sales.issuing.prepare import NotIssued
from schakel.hub.sales.models import Draft
from schakel.peppol.errors import LookupUnavailable, NotRegistered
from schakel.peppol.identifiers import ParticipantId
from tests.hub.conftest import signed_in
from tests.hub.sales.conftest import HOTEL, content

pytestmark = pytest.mark.django_db
NUMBER, VAT = ParticipantId(f"0208:{HOTEL}"), ParticipantId(f"9925:be{HOTEL}")


@pytest.fixture
def draft(sales, alice) -> Draft:
    return Draft.objects.create(connection=sales, content=content(), made_by=alice)


BY_MAIL, OVER_PEPPOL = "Issue and send by e-mail", "Send over Peppol"


def asked(draft: Draft, alice, number: str = HOTEL) -> str:
    return signed_in(alice).get(f"/sales/drafts/{draft.pk}/reachable", {"customer_number": number}).text


def test_the_enterprise_number_comes_before_the_vat_number(peer, draft, alice):
    peer.publish(VAT)
    assert f"Receives over Peppol (9925:BE{HOTEL})" in asked(draft, alice)
    peer.publish(NUMBER)
    assert f"Receives over Peppol (0208:{HOTEL})" in asked(draft, alice)


def test_the_button_says_over_peppol_where_it_goes_over_peppol(peer, draft, alice):
    peer.publish(NUMBER)
    page = asked(draft, alice)
    assert (BY_MAIL in page, OVER_PEPPOL in page) == (False, True)


def test_nothing_is_promised_to_a_customer_without_a_number_who_is_refused_all_the_same(draft, alice):
    draft.content |= {"customer_number": "", "customer_name": "Family Jacobs"}
    draft.save()
    page = asked(draft, alice, number="")
    assert (BY_MAIL in page, OVER_PEPPOL in page, "Not on Peppol" in page) == (False, True, False)


def test_a_draft_without_a_customer_is_still_to_go_over_peppol(draft, alice):
    draft.content |= {"customer_number": "", "customer_name": ""}
    draft.save()
    assert OVER_PEPPOL in asked(draft, alice, number="")


def test_the_document_goes_to_the_address_that_was_found(peer, draft, alice):
    peer.publish(VAT)
    drafts_out.send(draft, by=alice)
    assert Transmission.objects.get().receiver.endswith(f"9925:be{HOTEL}")
    draft.refresh_from_db()
    assert draft.content["customer_endpoint"] == ""


def test_who_is_not_on_peppol_gets_no_number_and_the_writer_reads_why(draft, alice):
    page = asked(draft, alice)
    assert "Not on Peppol" in page
    assert "Hotel Ter Zee cannot receive this over Peppol. We will send it by e-mail." in page
    assert (BY_MAIL in page, OVER_PEPPOL in page) == (True, False)
    with pytest.raises(NotIssued) as told:
        drafts_out.send(draft, by=alice)
    [problem] = told.value.problems
    assert (problem.field, "not on Peppol" in str(problem.sentence)) == ("customer_number", True)
    assert not Document.objects.exists()


def test_who_takes_other_kinds_only_is_told_apart(peer, draft):
    peer.publish(NUMBER, kind=CREDIT_NOTE)
    assert find_customer(draft.content, self_billed=False).how is Reachability.OTHER_KINDS
    assert find_customer(draft.content | {"kind": "credit_note"}, self_billed=False).how is Reachability.FOUND


def test_nowhere_is_not_said_while_one_of_the_numbers_cannot_be_asked(draft, monkeypatch):
    def lookup(participant, *_args, **_kwargs):
        raise LookupUnavailable("down") if participant == NUMBER else NotRegistered("no")

    monkeypatch.setattr("schakel.peppol.smp.lookup", lookup)
    assert find_customer(draft.content, self_billed=False).how is Reachability.UNKNOWN


@pytest.mark.parametrize(
    ("given", "forms"),
    [
        (f"9925:be{HOTEL}", [NUMBER, VAT]),
        (f"0208:{HOTEL}", [NUMBER, VAT]),
        (f"9956:{HOTEL}", [NUMBER, VAT, ParticipantId(f"9956:{HOTEL}")]),
        ("0208:0000000001", [ParticipantId("0208:0000000001")]),
        ("9944:nl001234567b01", [ParticipantId("9944:nl001234567b01")]),
    ],
)
def test_the_numbers_of_a_company(given, forms):
    assert numbers_of(ParticipantId(given)) == forms


def test_while_the_network_cannot_say_it_is_issued_and_tried_later(draft, alice, monkeypatch):
    monkeypatch.setattr("schakel.hub.network.outbound.lookup.the_network", lambda: None)
    assert "cannot check right now" in asked(draft, alice)
    document = drafts_out.send(draft, by=alice)
    assert [each.row.state for each in tracking.sent_transmissions(document)] == ["queued"]


def test_nothing_is_asked_about_no_number(draft, alice):
    page = asked(draft, alice, "")
    assert "<small" not in page
    assert "<div" not in page


def test_the_button_sends_what_was_typed_last(peer, draft, alice):
    peer.publish(NUMBER)
    flat = {name: value for name, value in draft.content.items() if isinstance(value, str)}
    line = {f"lines-0-{name}": value for name, value in draft.content["lines"][0].items()}
    typed = flat | line | {"lines-0-quantity": "5", "version": "0"}
    page = signed_in(alice).post(f"/sales/drafts/{draft.pk}/transmission", typed, follow=True)
    assert "is on its way over Peppol" in page.text
    assert "€53.00" in page.text
    again = signed_in(alice).post(f"/sales/drafts/{draft.pk}/transmission", typed)
    assert again.status_code == 302
    assert Transmission.objects.count() == 1
