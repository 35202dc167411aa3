"""Credit notes taken off invoices, and what the supplier then reads on the bank statement."""

from decimal import Decimal

import pytest

from schakel.hub.documents.bills.models import BillWarning
from schakel.hub.documents.bills.warn import confirm_warnings
from schakel.hub.payments import matching
from schakel.hub.payments.prepare_file import NotPrepared
from schakel.hub.payments.status import PaymentState
from schakel.sepa.credit_transfer import read
from schakel.sepa.reference import FreeText, StructuredCommunication
from tests.hub.documents.ubl import party
from tests.hub.payments.camt import camt, out
from tests.hub.payments.test_files import state

OGM, OTHER = "+++090/9337/55493+++", "+++010/8068/17183+++"


@pytest.fixture
def credit(bought):
    """A credit note of the mill; `of` is the invoice it names (BT-25)."""

    def add(number="CN", total="10", of="", **told):
        names = (
            f"<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>{of}</cbc:ID></cac:InvoiceDocumentReference>"
        )
        named = names + "</cac:BillingReference>" if of else ""
        return bought(number=number, root="CreditNote", net=total, vat="0", total=total, documents=named, **told)

    return add


def told(file) -> list[tuple[Decimal, object]]:
    return sorted(((each.amount, each.remittance) for each in read(bytes(file.content)).payments), key=str)


def structured(text: str) -> StructuredCommunication:
    return StructuredCommunication("".join(filter(str.isdigit, text)))


def test_one_invoice_that_remains_keeps_its_communication(clara, held, bought, credit, make):
    file = make(clara, bought(), credit())
    assert told(file) == [(Decimal("111.00"), structured(OGM))]


def test_the_invoice_that_the_credit_note_names_bears_it(clara, held, bought, credit, make):
    named, larger = bought(number="N", remittance=OTHER), bought(number="L", net="200", vat="0", total="200")
    assert told(make(clara, named, larger, credit(of="N"))) == [
        (Decimal("111.00"), structured(OTHER)), (Decimal("200.00"), structured(OGM)),
    ]  # fmt: skip


def test_one_that_names_nothing_chosen_is_taken_off_the_largest_and_the_others_stay_alone(
    clara, held, bought, credit, make
):
    small, large = bought(number="S", remittance=OTHER), bought(number="L", net="200", vat="0", total="200")
    other = bought(number="X1", seller=party("Oven", "0738401216"), remittance="X 1")
    assert told(make(clara, small, large, other, credit(of="ELSEWHERE"))) == [
        (Decimal("121.00"), FreeText("X 1")),
        (Decimal("121.00"), structured(OTHER)),
        (Decimal("190.00"), structured(OGM)),
    ]


def test_several_invoices_that_bear_it_together_are_told_by_their_numbers(clara, held, bought, credit, make):
    first, second = bought(number="INV1"), bought(number="INV2", remittance=OTHER)
    third = bought(number="INV3", net="1", vat="0", total="1")
    file = make(clara, first, second, third, credit("CN1", "100"), credit("CN2", "50"))
    assert told(file) == [(Decimal("1.00"), structured(OGM)), (Decimal("92.00"), FreeText("INV1, INV2, CN1, CN2"))]


def test_several_that_ask_for_the_same_communication_keep_it(clara, held, bought, credit, make):
    file = make(clara, bought(number="INV1"), bought(number="INV2"), credit(total="150"))
    assert told(file) == [(Decimal("92.00"), structured(OGM))]


def test_an_invoice_that_asks_for_a_text_tells_the_credit_note_too(clara, held, bought, credit, make):
    file = make(clara, bought(number="INV1", remittance=""), credit())
    assert told(file) == [(Decimal("111.00"), FreeText("INV1, CN"))]


def test_what_is_owed_to_two_accounts_is_not_netted(clara, held, bought, credit, make):
    two = [bought(number="1"), bought(number="2", iban="BE68539007547034")]
    refused = make(clara, *two, credit(total="150"))
    assert isinstance(refused, NotPrepared)
    assert any("different accounts" in each for each in refused.reasons)
    confirm_warnings(two[1], ["iban_changed"], by=clara, how=BillWarning.How.CALLED)
    assert [amount for amount, _told in told(make(clara, *two, credit("CN2", "20")))] == [101, 121]


def test_a_credit_note_alone_is_refused(clara, held, credit, make):
    assert "credit notes" in make(clara, credit()).reasons[0]


@pytest.mark.parametrize("our_id", [True, False])
def test_the_statement_settles_the_invoice_and_the_credit_note(clara, held, bakery, bought, credit, make, our_id):
    documents = bought(), credit()
    (transfer,) = make(clara, *documents).transfers.all()
    entry = out("-111.00", text="090933755493", id_=transfer.end_to_end_id if our_id else "NOTPROVIDED")
    assert matching.add_statements(camt(entry), bakery, by=clara).matched == 1
    assert [state(each) for each in documents] == [PaymentState.PAID, PaymentState.PAID]


@pytest.mark.parametrize("asked", [OGM, "client 7"])
def test_a_transfer_of_ours_is_recognised_where_the_bank_adds_words_to_what_we_sent(
    clara, held, bakery, bought, credit, make, asked
):
    documents = bought(remittance=asked), credit(remittance=asked)
    (transfer,) = make(clara, *documents).transfers.all()
    amount, told = out("-111.00", text=transfer.remittance)
    added = told.replace("<RmtInf>", "<RmtInf><Ustrd>Overschrijving via de app</Ustrd>")
    assert matching.add_statements(camt((amount, added)), bakery, by=clara).matched == 1
    assert [state(each) for each in documents] == [PaymentState.PAID, PaymentState.PAID]
