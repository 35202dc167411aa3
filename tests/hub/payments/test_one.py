"""Paying one document: status, QR code, warnings, marks. Rows B15, B16, K03, K04 of the threats."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from schakel.hub.connections.models import Access, Role
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Way
from schakel.hub.payments.events import PaymentEvent
from schakel.hub.payments.models import Payable, Payment
from schakel.hub.payments.payables import payable_for, read_new
from schakel.hub.payments.status import PaymentState, recount, status_of
from tests.base.phone import scanned
from tests.hub.conftest import signed_in
from tests.hub.documents.ubl import invoice, party

WEEK = timedelta(days=7)


def state(document) -> PaymentState:
    return status_of(payable_for(document)).state


def page(user, document) -> str:
    answer = signed_in(user).get(f"/documents/{document.pk}/")
    assert answer.status_code == 200
    return answer.text


def mark(user, document, action, **more):
    return signed_in(user).post(f"/payments/documents/{document.pk}/mark", {"action": action, **more})


def qr(user, document) -> list[str]:
    answer = signed_in(user).get(f"/payments/documents/{document.pk}/qr.png")
    assert answer["Content-Type"] == "image/png"
    return scanned(answer.content).split("\n")


def test_the_code_holds_what_the_invoice_says_and_the_communication_in_its_own_field(clara, held, bought):
    lines = qr(clara, bought())
    assert lines == [
        "BCD", "002", "1", "SCT", "", "Mill Vermeiren", "BE71096123456769", "EUR121.00", "", "090933755493",
    ]  # fmt: skip


def test_the_page_shows_the_code_without_any_style_of_its_own(clara, held, bought):
    shown = page(clara, bought())
    picture = shown[shown.index("<svg", shown.index('class="qr"')) :]
    assert 'viewBox="0 0 ' in picture
    assert "style=" not in picture[: picture.index("</svg>")]


@pytest.mark.parametrize(
    ("means", "sentence"),
    [
        ("49", "direct debit"),
        ("59", "direct debit"),
        ("48", "by card"),
        ("54", "by card"),
        ("10", "in cash"),
        ("97", "a payment method other than"),
    ],
)
def test_nothing_to_pay_where_the_money_goes_another_way(clara, held, bought, means, sentence):
    document = bought(means=means)
    shown = page(clara, document)
    assert state(document) == PaymentState.NOT_TO_PAY
    assert sentence in shown
    assert 'class="qr"' not in shown
    assert signed_in(clara).get(f"/payments/documents/{document.pk}/qr.png").status_code == 404


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"root": "CreditNote"}, PaymentState.CREDIT),
        ({"net": "0.00", "vat": "0.00", "total": "0.00"}, PaymentState.NOT_TO_PAY),
        ({"net": "-100.00", "vat": "-21.00", "total": "-121.00"}, PaymentState.CREDIT),
    ],
)
def test_nothing_to_pay_when_nothing_is_owed(clara, held, bought, told, expected):
    document = bought(**told)
    assert state(document) == expected
    assert 'class="qr"' not in page(clara, document)


def test_K02_a_wrong_communication_and_a_wrong_account_are_refused_with_the_reason(clara, held, bought):
    wrong = bought(remittance="+++123/4567/89012+++")
    assert "The structured communication is wrong" in page(clara, wrong)
    account = bought(number="2", iban="BE71096123456760")
    assert "not a valid account number" in page(clara, account)
    for document in (wrong, account):
        assert signed_in(clara).get(f"/payments/documents/{document.pk}/qr.png").status_code == 404


def test_K02_another_currency_has_no_code_and_says_why(clara, held, purchases):
    data = invoice().replace(b"EUR", b"USD")
    document = file(data, Way.COMMAND, into=purchases).documents[0]
    assert state(document) == PaymentState.NOT_TO_PAY
    assert "not in euro" in page(clara, document)
    assert signed_in(clara).get(f"/payments/documents/{document.pk}/qr.png").status_code == 404


ACCOUNT = "<cac:PayeeFinancialAccount><cbc:ID>BE71096123456769</cbc:ID>"


@pytest.mark.parametrize(("name", "is_said"), [("Vermeiren Jan", False), ("Pieter Dief", True)])
def test_B15_an_account_in_another_name_than_the_supplier_is_said(clara, held, purchases, name, is_said):
    data = invoice().replace(ACCOUNT.encode(), f"{ACCOUNT}<cbc:Name>{name}</cbc:Name>".encode())
    (document,) = file(data, Way.COMMAND).documents
    shown = page(clara, document)
    assert (f"The account holder is not the supplier: {name}." in shown) is is_said
    assert ('class="qr"' in shown) is not is_said


def test_B16_the_first_invoice_of_a_supplier_is_said_and_the_second_is_not(clara, held, bought):
    assert "first invoice from this supplier" in page(clara, bought())
    assert "first invoice from this supplier" not in page(clara, bought(number="2"))


def test_B16_a_known_name_under_another_number_is_a_first_invoice(clara, held, bought):
    bought()
    pretended = bought(number="2", seller=party("Mill Vermeiren", "0899965307"))
    assert "first invoice from this supplier" in page(clara, pretended)


def test_B15_another_account_than_before_is_said_with_the_earlier_one(clara, held, bought):
    bought()
    shown = page(clara, bought(number="2", iban="BE68539007547034"))
    assert "The account number is different from before." in shown
    assert "Before: BE71 0961 2345 6769." in shown
    assert 'class="qr"' not in shown


def test_B15_an_account_in_another_country_than_the_supplier_is_said(clara, held, bought):
    shown = page(clara, bought(iban="NL91ABNA0417164300"))
    assert "different country (NL) from the supplier (BE)" in shown


def test_marked_as_paid_by_whom_how_and_when_and_undone(clara, held, bought):
    document = bought()
    mark(clara, document, "paid")
    payment = document.payments.get()
    assert (payment.by, payment.how, payment.amount, payment.paid_on) == (
        clara, Payment.How.BY_HAND, Decimal("121.00"), timezone.localdate(),
    )  # fmt: skip
    assert state(document) == PaymentState.PAID
    shown = page(clara, document)
    assert "Marked as paid" in shown
    assert 'class="qr"' not in shown
    mark(clara, document, "take_back")
    assert state(document) == PaymentState.TO_PAY
    assert [each.kind for each in document.events.filter(kind__in=["paid", "unpaid"])] == ["paid", "unpaid"]
    assert Payment.objects.get().ended_by == clara


def test_paying_twice_changes_nothing(clara, held, bought):
    document = bought()
    mark(clara, document, "paid")
    mark(clara, document, "paid")
    assert document.payments.count() == 1


def test_the_same_number_paid_already_is_said(clara, held, bought):
    mark(clara, bought(), "paid")
    shown = page(clara, bought(note="sent again"))
    assert "This bill is probably here twice" in shown
    assert "Scan with your bank app" not in shown


def test_an_invoice_that_says_it_is_paid_while_it_is_still_to_fall_due_is_doubted_once(clara, held, purchases):
    prepaid = b'<cbc:PrepaidAmount currencyID="EUR">121.00</cbc:PrepaidAmount>'
    data = invoice().replace(
        b'<cbc:PayableAmount currencyID="EUR">121.00', prepaid + b'<cbc:PayableAmount currencyID="EUR">0'
    )
    (document,) = file(data, Way.COMMAND).documents
    shown = page(clara, document)
    assert shown.count("Check whether you have paid it") == 1
    assert "121.00" in shown


def test_later_until_a_day_then_open_again(clara, held, bought):
    document = bought()
    until = timezone.localdate() + WEEK
    mark(clara, document, "later", until=until.isoformat())
    assert state(document) == PaymentState.LATER
    assert document.events.get(kind=PaymentEvent.LATER).detail == until.isoformat()
    Payable.objects.update(later_until=timezone.localdate())
    assert state(document) == PaymentState.TO_PAY


@pytest.mark.parametrize("until", ["", "yesterday", "2026-02-31", "2020-01-01"])
def test_later_wants_a_day_to_come(clara, held, bought, until):
    document = bought()
    mark(clara, document, "later", until=until)
    assert state(document) == PaymentState.TO_PAY


def test_archived_and_taken_up_again(clara, held, bought):
    document = bought()
    mark(clara, document, "archive")
    assert state(document) == PaymentState.ARCHIVED
    mark(clara, document, "take_up")
    assert state(document) == PaymentState.TO_PAY


def test_overdue_and_partly_paid(clara, held, bought):
    document = bought(due="<cbc:DueDate>2026-01-02</cbc:DueDate>")
    assert state(document) == PaymentState.OVERDUE
    other = bought(number="2", due="<cbc:DueDate>2099-01-02</cbc:DueDate>")
    Payment.objects.create(document=other, how=Payment.How.STATEMENT, amount=Decimal("21.00"))
    recount(other)
    assert state(other) == PaymentState.PARTLY_PAID
    assert qr(clara, other)[7] == "EUR100.00"


def test_who_may_only_read_sees_the_state_and_cannot_mark(clara, purchases, bought):
    Access.objects.create(connection=purchases, user=clara, role=Role.READ)
    document = bought()
    shown = page(clara, document)
    assert "To pay" in shown
    assert 'class="qr"' not in shown
    assert mark(clara, document, "paid").status_code == 404
    assert not document.payments.exists()


def test_the_worker_reads_what_is_new_once(bought, purchases, django_assert_num_queries):
    bought()
    Payable.objects.all().delete()
    assert read_new() == 1
    assert Payable.objects.get().iban == "BE71096123456769"
    with django_assert_num_queries(2):
        assert read_new() == 0


def test_a_document_that_cannot_be_read_has_no_panel(alice, purchases):
    document = file(b"no invoice", Way.PEPPOL, into=purchases).documents[0]
    assert read_new() == 1
    assert 'id="paying"' not in page(alice, document)
