"""A draft becomes a document with the next number, once; or nothing happens at all."""

from decimal import Decimal

import pytest
from django.utils import timezone

from schakel.hub.documents import store
from schakel.hub.documents.events import DocumentEvent
from schakel.hub.documents.models import Document
from schakel.hub.sales.books.contact_memory import contact_of
from schakel.hub.sales.issuing import numbers
from schakel.hub.sales.issuing.issue import issue
from schakel.hub.sales.issuing.numbers import Series
from schakel.hub.sales.issuing.prepare import NotIssued
from schakel.hub.sales.models import Contact, Counter, Draft, Gap
from tests.hub.conftest import signed_in
from tests.hub.sales.conftest import HOTEL, content

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year


def another(draft: Draft, **changed) -> Draft:
    return Draft.objects.create(connection=draft.connection, content=content(**changed))


def test_it_becomes_a_document_with_the_next_number(draft, alice):
    document = issue(draft, by=alice)
    assert (document.number, document.payable, document.verdict) == (f"{YEAR}-0001", Decimal("21.20"), "valid")
    assert document.connection == draft.connection
    assert [event.kind for event in document.events.all()] == [DocumentEvent.ISSUED]
    assert issue(another(draft), by=alice).number == f"{YEAR}-0002"


def test_whoever_wrote_it_has_read_it(draft, alice, bob):
    issue(draft, by=alice)
    assert not Document.objects.unread_by(alice).exists()
    assert Document.objects.unread_by(bob).exists()


def test_once_issued_it_is_not_issued_again(draft, alice):
    document = issue(draft, by=alice)
    Draft.objects.filter(pk=draft.pk).update(content=content(note="Later"))
    assert issue(draft, by=alice, on_filed=lambda _document: pytest.fail("done twice")) == document
    assert Document.objects.count() == 1


def test_what_breaks_a_rule_takes_no_number(draft, alice):
    draft.content = content(order_reference="")
    draft.save()
    with pytest.raises(NotIssued) as told:
        issue(draft, by=alice)
    assert [each.field for each in told.value.problems] == ["buyer_reference"]
    assert not Document.objects.exists()
    assert issue(another(draft), by=alice).number == f"{YEAR}-0001"


def test_when_what_comes_with_it_fails_the_number_is_free_again(draft, alice):
    def fail(_document: Document) -> None:
        raise store.NotKept

    with pytest.raises(store.NotKept):
        issue(draft, by=alice, on_filed=fail)
    assert not Document.objects.exists()
    assert not Counter.objects.exists()
    assert issue(draft, by=alice).number == f"{YEAR}-0001"


def test_a_number_that_stands_on_a_document_made_elsewhere_is_passed_over(draft, alice):
    issue(draft, by=alice)
    Counter.objects.update(next=1)
    assert issue(another(draft), by=alice).number == f"{YEAR}-0002"


def test_each_year_and_each_kind_has_its_own_sequence(draft, alice):
    issue(draft, by=alice)
    assert issue(another(draft, issue_date=f"{YEAR - 1}-12-31"), by=alice).number == f"{YEAR - 1}-0001"
    assert issue(another(draft, kind="credit_note"), by=alice).number == f"C{YEAR}-0001"
    assert issue(another(draft), by=alice).number == f"{YEAR}-0002"


def test_what_we_bill_in_a_supplier_s_name_is_our_purchase(purchases, alice):
    draft = Draft.objects.create(connection=purchases, content=content())
    document = issue(draft, by=alice)
    assert (document.number, document.self_billed, document.party) == (f"SB{YEAR}-0001", True, "Hotel Ter Zee")
    assert not Contact.objects.exists()


def test_a_gap_is_explained(draft, alice, sales):
    issue(draft, by=alice)
    on = timezone.localdate()
    counter = numbers.counter_of(numbers.numbering_of(sales.company, Series.INVOICE), on=on)
    numbers.move_counter(counter, 10, reason="Made in the old program", by=alice)
    gap = Gap.objects.get()
    assert (gap.first, gap.last, gap.reason, gap.year) == (2, 9, "Made in the old program", YEAR)
    assert numbers.upcoming_number(sales, Series.INVOICE, on=on) == f"{YEAR}-0010"


def test_the_customer_is_remembered_and_brought_up_to_date(draft, alice):
    issue(draft, by=alice)
    issue(another(draft, customer_street="Zeedijk 1"), by=alice)
    contact = Contact.objects.get()
    assert (contact.name, contact.enterprise_number, contact.street) == ("Hotel Ter Zee", HOTEL, "Zeedijk 1")


def test_the_page_of_numbering_writes_numbers_another_way_and_asks_why_some_are_passed_over(draft, alice, sales):
    issue(draft, by=alice)
    client, address = signed_in(alice), f"/sales/companies/{sales.company_id}/numbering/"
    told = {"series": "invoice", "invoice-pattern": "F{yy}/{###}", "invoice-next": "10", "invoice-reason": ""}
    page = client.post(address, told)
    assert (page.status_code, "Say why numbers are skipped" in page.text) == (422, True)
    assert "Put {####}" in client.post(address, told | {"invoice-pattern": "{month}"}).text
    page = client.post(address, told | {"invoice-reason": "Old program"}, follow=True)
    assert f"F{YEAR % 100}/010" in page.text
    assert f"F{YEAR % 100}/002 – F{YEAR % 100}/009" in page.text
    assert issue(another(draft), by=alice).number == f"F{YEAR % 100}/010"


@pytest.mark.parametrize("pattern", ["{year}-{####}", "{##}", "F{yy}/{#####}-A"])
def test_patterns_that_make_numbers(pattern):
    assert numbers.is_pattern(pattern)


@pytest.mark.parametrize("pattern", ["", "2026", "{year}", "{#}{#}", "{month}-{##}", "#{##}", "{####", "{##########}"])
def test_patterns_that_do_not(pattern):
    assert not numbers.is_pattern(pattern)


def test_how_a_number_is_written():
    assert numbers.number_text("F{yy}/{#####}", 42, on=timezone.localdate().replace(year=2026)) == "F26/00042"
    assert numbers.number_text("{##}", 1042, on=timezone.localdate()) == "1042"


def test_B14_of_a_customer_who_is_too_long_for_the_address_book_the_name_is_cut(sales):
    long = content(
        customer_name="W" * 100_000, customer_country="Belgium", customer_street="S" * 151, customer_city="Gent"
    )
    remembered = contact_of(Draft(connection=sales, content=long))
    assert (remembered.name, remembered.country, remembered.street, remembered.city) == ("W" * 200, "", "", "Gent")
