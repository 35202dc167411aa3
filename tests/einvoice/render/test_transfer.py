from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from schakel.einvoice.model import Account, Card, Invoice, Kind, Mandate, Party, PaymentMeans, Totals
from schakel.einvoice.render.transfer import transfer
from schakel.einvoice.ubl.read import read
from tests.base.phone import scanned
from tests.conftest import ROOT

CASES = ROOT.parent / "shared" / "cases" / "invoice"

IBAN = "BE68539007547034"
MEANS = PaymentMeans("58", remittance="+++090/9337/55493+++", account=Account("BE68 5390 0754 7034", bank="GEBABEBB"))
PAYABLE = Invoice(
    number="F 12",
    currency="EUR",
    seller=Party(name="Bakkerij\nDe Korenbloem"),
    payment_means=(MEANS,),
    totals=Totals(payable=Decimal("121")),
)


def with_means(*means: PaymentMeans) -> Invoice:
    return replace(PAYABLE, payment_means=means)


def test_the_epc_code_has_the_structured_communication_in_its_structured_field_as_digits():
    assert transfer(PAYABLE).epc.split("\n") == [
        "BCD",
        "002",
        "1",
        "SCT",
        "",
        "Bakkerij De Korenbloem",
        IBAN,
        "EUR121.00",
        "",
        "090933755493",
    ]


def test_any_other_reference_is_text_and_without_one_the_number_of_the_invoice():
    assert transfer(with_means(replace(MEANS, remittance="client 7"))).epc.endswith("EUR121.00\n\n\nclient 7")
    assert transfer(with_means(replace(MEANS, remittance=""))).text == "F 12"
    wrong = transfer(with_means(replace(MEANS, remittance="+++123/4567/89012+++")))
    assert (wrong.reference, wrong.text) == ("", "+++123/4567/89012+++")


def test_an_rf_reference_is_structured_too():
    assert transfer(with_means(replace(MEANS, remittance="RF18 5390 0754 7034"))).reference == "RF18539007547034"


def test_the_name_is_that_of_the_account_then_of_the_payee_then_of_the_seller():
    assert transfer(replace(PAYABLE, payee=Party(trading_name="Factor"))).name == "Factor"
    named = replace(MEANS, account=Account(IBAN, name="Holder"))
    assert transfer(with_means(named)).name == "Holder"
    assert len(transfer(replace(PAYABLE, seller=Party(name="x" * 90))).name) == 70


def test_the_same_account_twice_is_one_account():
    assert transfer(with_means(MEANS, replace(MEANS, account=Account(IBAN)))).iban == IBAN


def test_B15_two_accounts_or_one_that_is_wrong_give_no_transfer():
    assert transfer(with_means(MEANS, replace(MEANS, account=Account("NL91ABNA0417164300")))) is None
    assert transfer(with_means(replace(MEANS, account=Account("BE68539007547035")))) is None
    assert transfer(with_means()) is None


@pytest.mark.parametrize(
    "means",
    [
        replace(MEANS, code="59"),
        replace(MEANS, code="49"),
        replace(MEANS, code="48"),
        replace(MEANS, code="10"),
        replace(MEANS, mandate=Mandate("M1")),
        replace(MEANS, card=Card("1234")),
    ],
)
def test_what_is_collected_or_was_paid_is_never_offered_for_payment(means):
    assert transfer(with_means(means)) is None
    assert transfer(with_means(MEANS, means)) is None


@pytest.mark.parametrize("amount", ["0", "-5", "1000000000", "1.005"])
def test_an_amount_that_no_transfer_can_have_gives_none(amount):
    assert transfer(replace(PAYABLE, totals=Totals(payable=Decimal(amount)))) is None


def test_money_back_another_currency_and_no_amount_give_none():
    assert transfer(replace(PAYABLE, kind=Kind.CREDIT_NOTE)) is None
    assert transfer(replace(PAYABLE, currency="USD")) is None
    assert transfer(replace(PAYABLE, totals=Totals())) is None


def test_the_bic_is_told_for_an_account_outside_the_eea_only():
    swiss = replace(MEANS, account=Account("CH93 0076 2011 6238 5295 7", bank="POFICHBE"))
    assert transfer(with_means(swiss)).epc.split("\n")[4] == "POFICHBE"


@pytest.mark.parametrize("number", ["TN5910006035183598478831", "TR330006100519786457841326", "XX68539007547034"])
def test_an_account_outside_the_sepa_area_gives_no_transfer(number):
    assert transfer(with_means(replace(MEANS, account=Account(number)))) is None


def test_a_name_that_no_bank_can_carry_gives_no_transfer():
    assert transfer(replace(PAYABLE, seller=Party(name="中文"))) is None


def test_a_long_name_is_cut_plainly_and_a_phone_reads_what_is_left():
    found = transfer(replace(PAYABLE, seller=Party(name="Société Générale de Boulangerie-Pâtisserie Œuvre d’Été " * 2)))
    assert found.epc.split("\n")[5] == ("Société Générale de Boulangerie-Pâtisserie Œuvre d’Été " * 2)[:70].rstrip()
    assert scanned(found.png(scale=3)) == found.epc


@pytest.mark.parametrize(("name", "is_payable"), [("iban-nonsepa.xml", False), ("name-long-accents.xml", True)])
def test_the_shared_cases_give_a_code_only_where_it_can_be_paid(name, is_payable):
    if not CASES.is_dir():
        pytest.skip("the cases are not at ../shared/cases")
    found = transfer(read((CASES / name).read_bytes()))
    assert (found is not None) == is_payable
    assert found is None or "…" not in found.epc


def test_a_bic_that_is_none_is_left_out():
    assert transfer(with_means(replace(MEANS, account=Account(IBAN, bank="my bank")))).bic == ""


PREPAID = replace(
    PAYABLE,
    issue_date=date(2026, 11, 20),
    due_date=date(2026, 12, 20),
    totals=Totals(with_vat=Decimal("44.79"), paid=Decimal("44.79"), payable=Decimal("0.00")),
)


def test_an_invoice_that_says_it_is_paid_before_it_is_due_is_offered_for_payment():
    """Tryton 8.2 writes every unpaid invoice so."""
    assert transfer(PREPAID).amount == Decimal("44.79")


@pytest.mark.parametrize(
    "change",
    [
        {"due_date": None},
        {"due_date": date(2026, 11, 20)},
        {"totals": Totals(with_vat=Decimal("44.79"), paid=Decimal("40"), payable=Decimal("4.79"))},
        {"totals": Totals(with_vat=Decimal("0"), paid=Decimal("0"), payable=Decimal("0"))},
        {"kind": Kind.CREDIT_NOTE},
    ],
)
def test_what_may_well_be_paid_is_not_doubted(change):
    invoice = replace(PREPAID, **change)
    assert not invoice.is_prepaid_before_due
    assert invoice.amount_to_pay == invoice.totals.payable


def test_a_credit_note_below_zero_is_not_offered_for_payment():
    unclear = replace(PAYABLE, kind=Kind.CREDIT_NOTE, totals=Totals(payable=Decimal("-121")))
    assert unclear.is_unclear_credit
    assert transfer(unclear) is None
