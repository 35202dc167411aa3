"""Filing, and the rows B09, B10, B12, B13, B14, B17, B18 of the threats."""

import hashlib
from datetime import date
from decimal import Decimal

import pytest

from schakel.hub.connections.models import Access, Connection, Role
from schakel.hub.documents import store
from schakel.hub.documents.events import DocumentEvent
from schakel.hub.documents.filing import Filed, NotFiled, Repeat, file
from schakel.hub.documents.models import Document, Way
from tests.hub.conftest import signed_in
from tests.hub.documents.ubl import BAKERY, MILL, invoice, party


def filed(data: bytes, **told) -> Document:
    outcome = file(data, Way.COMMAND, **told)
    assert isinstance(outcome, Filed), outcome
    assert len(outcome.documents) == 1
    return outcome.documents[0]


def test_an_invoice_goes_to_the_purchases_of_its_buyer(purchases):
    data = invoice()
    document = filed(data)
    assert document.connection == purchases
    assert (document.number, document.party, document.kind) == ("2026-1184", "Mill Vermeiren", "invoice")
    assert (document.issue_date, document.due_date) == (date(2026, 11, 20), date(2026, 12, 20))
    assert (document.currency, document.payable, document.money_back) == ("EUR", Decimal("121.00"), False)
    assert (document.sha256, document.size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert store.read(document.sha256) == data
    assert [(each.kind, each.way) for each in document.events.all()] == [(DocumentEvent.RECEIVED, Way.COMMAND)]


def test_a_company_s_own_invoice_goes_to_its_sales(mill_sales):
    document = filed(invoice())
    assert (document.connection, document.party) == (mill_sales, "Bakery Cornflower")


def test_between_two_companies_here_it_goes_to_both(purchases, mill_sales):
    outcome = file(invoice(), Way.COMMAND)
    assert {(each.connection, each.party) for each in outcome.documents} == {
        (purchases, "Mill Vermeiren"),
        (mill_sales, "Bakery Cornflower"),
    }


def test_a_self_billed_one_stays_a_sale_of_the_seller(mill_sales):
    document = filed(invoice(type_code="389"))
    assert document.connection == mill_sales
    assert document.self_billed
    assert "0738401117" in document.issuer  # the buyer numbers it


def test_a_credit_note_is_money_back(purchases):
    document = filed(invoice(root="CreditNote"))
    assert (document.kind, document.money_back, document.amount) == ("credit_note", True, Decimal("-121.00"))


def test_a_negative_invoice_is_money_back(purchases):
    document = filed(invoice(net="-100.00", vat="-21.00", total="-121.00"))
    assert (document.payable, document.money_back, document.amount) == (Decimal(-121), True, Decimal(-121))


def test_the_same_bytes_are_a_repeat(purchases):
    first = filed(invoice())
    assert file(invoice(), Way.UPLOAD) == Repeat((first,))
    assert [each.kind for each in first.events.order_by("id")] == [DocumentEvent.RECEIVED, DocumentEvent.REPEATED]


def test_a_company_added_later_gets_its_own_copy(purchases, other_office):
    first = filed(invoice())
    from tests.hub.conftest import company_of

    company_of(other_office, "Mill Vermeiren", MILL)
    outcome = file(invoice(), Way.COMMAND)
    assert isinstance(outcome, Filed)
    assert outcome.known == (first,)
    assert outcome.documents[0].connection.side == Connection.Side.SALES


def test_for_nobody_here_is_refused_and_not_kept(purchases, tmp_path):
    outcome = file(invoice(buyer=party("Someone", "0407214017")), Way.COMMAND)
    assert isinstance(outcome, NotFiled)
    assert outcome.code == "nobody_here"
    assert not list(tmp_path.rglob("*/*"))


@pytest.mark.parametrize("who", ["diane", "clara"])
def test_where_one_may_not_add_is_answered_as_for_nobody(purchases, who, request):
    user = request.getfixturevalue(who)
    Access.objects.create(connection=purchases, user=request.getfixturevalue("clara"), role=Role.READ)
    nobody = file(invoice(buyer=party("Someone", MILL)), Way.UPLOAD, by=user)
    assert file(invoice(), Way.UPLOAD, by=user) == nobody
    assert not Document.objects.exists()


def test_an_uploader_fills_only_his_own_side(purchases, mill_sales, alice):
    outcome = file(invoice(), Way.UPLOAD, by=alice)
    assert [each.connection for each in outcome.documents] == [purchases]
    assert outcome.documents[0].events.get().by == alice


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_well_formed"),
        (b"\x89PNG", "not_well_formed"),
        (b"<a/><b/>", "not_well_formed"),
        (b"%PDF-1.7", "unreadable_pdf"),
        (b"<Invoice/>", "not_an_invoice"),
        (b"<!DOCTYPE a><a/>", "doctype_refused"),
        (invoice().replace(b"Invoice-2", b"CreditNote-2", 1), "not_an_invoice"),
    ],
)
def test_B09_what_cannot_be_read_is_refused_with_its_reason(purchases, data, code):
    outcome = file(data, Way.UPLOAD)
    assert isinstance(outcome, NotFiled)
    assert outcome.code == code
    assert str(outcome.sentence)


@pytest.mark.parametrize("data", [b"", b"not xml", b"<other/>"])
def test_B09_what_the_network_accepted_is_kept_all_the_same(purchases, data):
    document = filed(data, into=purchases)
    assert document.fault
    assert document.connection == purchases
    assert store.read(document.sha256) == data


@pytest.mark.parametrize("total", ["1e999", "NaN", "Infinity", "9" * 400, "12,50", "１２", "", "-0", "9" * 40])
def test_B12_strange_numbers_do_no_harm_on_any_page(purchases, alice, total):
    """The walk of tests/hub/test_shelf.py shows such documents everywhere."""
    document = filed(invoice(total=total))
    document.refresh_from_db()
    assert document.payable in (None, Decimal(0), Decimal("9" * 40))
    reader = signed_in(alice)
    for address in ("/documents/", f"/documents/{document.pk}/", f"/documents/{document.pk}/readable", "/payments/"):
        assert reader.get(address).status_code == 200


def test_an_amount_stays_exact(purchases):
    document = filed(invoice(total="12345678901234567890.123456789"))
    document.refresh_from_db()
    assert document.payable == Decimal("12345678901234567890.123456789")
    assert Document.objects.get(payable=Decimal("12345678901234567890.1234567890")) == document


@pytest.mark.parametrize("day", ["0000-01-01", "9999-12-31", "2026-02-29", "2024-02-29+14:00", "soon", ""])
def test_B13_strange_dates_do_no_harm(purchases, day):
    document = filed(invoice(date=day))
    document.refresh_from_db()
    assert document.issue_date in (None, date(9999, 12, 31), date(2024, 2, 29))


@pytest.mark.parametrize("name", ["x" * 1_000_000, "e\u0301" * 5000, "\u202egnp.exe", "{{7*7}} ${jndi:x} %s%n", "👩‍🌾"])
def test_B14_strange_text_is_kept_exactly_and_cut_in_the_lists(purchases, name):
    data = invoice(seller=party(name, MILL))
    document = filed(data)
    document.refresh_from_db()
    assert name.startswith(document.party)
    assert len(document.party) <= 200
    assert store.read(document.sha256) == data


def test_B17_a_comment_between_digits_changes_nothing(purchases):
    document = filed(invoice(total="12<!--x-->1.0<?pi?>0").replace(b"Mill Vermeiren", b"<![CDATA[Mill]]> Vermeiren"))
    assert (document.payable, document.party) == (Decimal(121), "Mill Vermeiren")


def test_B18_the_same_number_with_another_amount_is_kept_and_both_are_found(purchases):
    first = filed(invoice())
    second = filed(invoice(total="999.00"))
    other_seller = filed(invoice(seller=party("Other mill", "0665812354")))
    assert list(Document.objects.with_number_of(second)) == [first]
    assert list(Document.objects.with_number_of(first)) == [second]
    assert not Document.objects.with_number_of(other_seller)


def test_the_buyer_is_found_by_vat_number_alone(purchases):
    assert filed(invoice(buyer=party("Bakery", endpoint="-", vat=f"BE{BAKERY}"))).connection == purchases


def test_xml_that_speaks_of_pdf_is_still_xml(purchases):
    assert filed(b"\xef\xbb\xbf" + invoice(number="%PDF-1.7")).number == "%PDF-1.7"
