"""From an earlier document: a credit note with its reference, a copy, and the invoice that follows on an advance."""

from decimal import Decimal

import pytest
from django.utils import timezone

from schakel.hub.connections.models import Access, Role
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Way
from schakel.hub.documents.opening import opened
from schakel.hub.sales.drafts.content import BLANK_ADJUSTMENT
from schakel.hub.sales.issuing.issue import issue
from schakel.hub.sales.issuing.prepare import check_draft
from schakel.hub.sales.mailing.queue import mailable_by
from schakel.hub.sales.models import Draft
from tests.hub.conftest import signed_in
from tests.hub.documents.ubl import BAKERY, invoice, party
from tests.hub.sales.conftest import content

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(draft, alice):
    return issue(draft, by=alice)


def made(document, alice, kind: str) -> Draft:
    answer = signed_in(alice).post(f"/sales/documents/{document.pk}/drafts", {"as": kind})
    assert answer.status_code == 302
    return Draft.objects.order_by("pk").last()


def test_a_credit_note_is_the_invoice_with_a_reference_to_it(document, alice):
    credit = issue(made(document, alice, "credit"), by=alice)
    read = opened(credit).invoice
    assert (credit.kind, credit.payable, credit.party) == ("credit_note", Decimal("21.20"), "Hotel Ter Zee")
    assert [(each.number, each.issue_date) for each in read.preceding_invoices] == [
        (document.number, timezone.localdate())
    ]


def test_part_of_it_is_credited_by_changing_the_quantity(document, alice):
    draft = made(document, alice, "credit")
    draft.content["lines"][0]["quantity"] = "1"
    draft.save()
    assert issue(draft, by=alice).payable == Decimal("10.60")


def test_a_copy_says_the_same_under_another_number(document, alice):
    copy = issue(made(document, alice, "copy"), by=alice)
    assert (copy.payable, copy.number == document.number) == (document.payable, False)
    assert opened(copy).invoice.lines == opened(document).invoice.lines
    assert opened(copy).invoice.preceding_invoices == ()


def test_the_final_invoice_takes_the_advance_off_with_its_vat(draft, alice):
    draft.content["kind"] = "advance"
    draft.save()
    advance = issue(draft, by=alice)
    assert opened(advance).invoice.type_code == "386"
    final = made(advance, alice, "final")
    final.content["lines"][0] |= {"name": "All the bread", "price": "100", "vat": "6"}
    final.save()
    document = issue(final, by=alice)
    assert (document.kind, document.payable) == ("invoice", Decimal("84.80"))
    assert opened(document).invoice.preceding_invoices[0].number == advance.number


@pytest.fixture
def advance(draft, alice):
    """Two loaves at 6 %, with discounts on line and document: (20 - 2 - 3) x 1,06."""
    draft.content["lines"][0]["discount"] = "2,00"
    draft.content["adjustments"] = [BLANK_ADJUSTMENT | {"amount": "", "reason": ""}, DISCOUNT]
    draft.content["kind"] = "advance"
    draft.save()
    return issue(draft, by=alice)


DISCOUNT = BLANK_ADJUSTMENT | {"amount": "3,00", "vat": "6"}


def test_discounts_of_the_advance_come_off_too(advance, alice):
    assert advance.payable == Decimal("15.90")
    final = made(advance, alice, "final")
    final.content["lines"][0] |= {"name": "All the bread", "price": "100", "vat": "6"}
    final.save()
    assert issue(final, by=alice).payable == Decimal("106.00") - advance.payable


def test_a_discount_in_percent_of_the_advance_comes_off_as_what_it_was(draft, alice):
    draft.content |= {"kind": "advance", "adjustments": [DISCOUNT | {"amount": "10 %"}]}
    draft.save()
    final = made(issue(draft, by=alice), alice, "final")
    final.content["lines"][0] |= {"name": "All the bread", "price": "100", "vat": "6"}
    final.save()
    assert issue(final, by=alice).payable == Decimal("106.00") - Decimal("19.08")


def test_an_advance_without_vat_only_lowers_what_is_still_to_be_paid(advance, alice):
    final = made(advance, alice, "prepaid")
    final.content["lines"][0] |= {"name": "All the bread", "price": "100", "vat": "6"}
    final.save()
    read = opened(issue(final, by=alice)).invoice
    assert (read.type_code, read.totals.with_vat, read.totals.paid) == ("380", Decimal("106.00"), Decimal("15.90"))
    assert read.totals.payable == Decimal("90.10")
    assert [each.number for each in read.preceding_invoices] == [advance.number]


def test_the_page_of_an_advance_asks_how_it_comes_off(advance, document_of_another_kind, alice):
    client = signed_in(alice)
    page = client.get(f"/documents/{advance.pk}/").text
    assert 'value="final" checked' in page
    assert 'value="prepaid">' in page
    other = document_of_another_kind.pk
    assert 'value="prepaid">' not in client.get(f"/documents/{other}/").text
    assert client.post(f"/sales/documents/{other}/drafts", {"as": "final"}).status_code == 404


@pytest.fixture
def document_of_another_kind(sales, alice):
    return issue(Draft.objects.create(connection=sales, content=content(), made_by=alice), by=alice)


def test_an_invoice_made_elsewhere_is_credited_from_what_it_says(sales, alice):
    seller, buyer = party("Bakery", BAKERY), party("Hotel", "0899965307")
    elsewhere = file(invoice(seller=seller, buyer=buyer, number="OLD-7"), Way.UPLOAD).documents[0]
    draft = made(elsewhere, alice, "credit")
    checked = check_draft(draft)
    assert checked.is_ready
    assert checked.invoice.totals.payable == elsewhere.payable
    assert checked.invoice.preceding_invoices[0].number == "OLD-7"


def test_what_others_wrote_is_not_copied(bakery, alice):
    bill = file(invoice(), Way.UPLOAD).documents[0]
    assert signed_in(alice).post(f"/sales/documents/{bill.pk}/drafts", {"as": "copy"}).status_code == 404


def test_that_it_was_sent_elsewhere_is_taken_back_once_by_who_may_send(sales, alice, clara):
    Access.objects.create(connection=sales, user=clara, role=Role.READ)
    data = invoice(seller=party("Bakery", BAKERY), buyer=party("Hotel", "0899965307"))
    document = file(data, Way.UPLOAD, sent_elsewhere=True).documents[0]
    address = f"/sales/documents/{document.pk}/elsewhere/removal"
    assert signed_in(clara).post(address).status_code == 404
    assert not mailable_by(alice, document)
    assert address in signed_in(alice).get(f"/documents/{document.pk}/").text
    for _ in range(2):
        page = signed_in(alice).post(address, follow=True).text
    document.refresh_from_db()
    assert mailable_by(alice, document)
    assert address not in page
    assert [each.by for each in document.events.filter(kind="not_elsewhere")] == [alice]
