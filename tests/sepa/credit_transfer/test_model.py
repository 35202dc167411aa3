from dataclasses import replace
from decimal import Decimal

import pytest

from schakel.sepa.credit_transfer import FileRefused, cleaned, refusals, write
from schakel.sepa.reference import CreditorReference, FreeText
from tests.sepa.credit_transfer.files import BBA, FILE, PAYMENT, one

TURKISH = "TR330006100519786457841326"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": Decimal("0.00")}, "nothing_to_pay"),
        ({"amount": Decimal("-12")}, "nothing_to_pay"),
        ({"amount": Decimal("1.005")}, "too_many_decimals"),
        ({"amount": Decimal("1E12")}, "amount_too_high"),
        ({"amount": Decimal("NaN")}, "nothing_to_pay"),
        ({"currency": "USD"}, "not_in_euro"),
        ({"iban": ""}, "iban_missing"),
        ({"iban": "BE68539007547035"}, "not_an_iban"),
        ({"iban": TURKISH}, "outside_sepa"),
        ({"name": " \n"}, "name_missing"),
        ({"name": "中文"}, "name_missing"),
        ({"remittance": "+++123/4567/89012+++"}, "not_a_structured_communication"),
        ({"remittance": "RF17539007547034"}, "not_a_creditor_reference"),
        ({"id": ""}, "bad_payment_id"),
        ({"id": "x" * 36}, "bad_payment_id"),
        ({"id": "/12"}, "bad_payment_id"),
        ({"id": "a//b"}, "bad_payment_id"),
        ({"id": "é"}, "bad_payment_id"),
    ],
)
def test_K02_what_cannot_be_paid_is_refused_with_its_reason_and_no_file_is_written(changes, code):
    file = one(**changes)
    (refusal,) = refusals(file)
    assert (refusal.payment_id, refusal.reason.code) == (changes.get("id", PAYMENT.id), code)
    with pytest.raises(FileRefused) as refused:
        write(file)
    assert refused.value.refusals == (refusal,)
    assert code in str(refused.value)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"payments": ()}, "no_payments"),
        ({"payments": (PAYMENT, PAYMENT)}, "payment_id_twice"),
        ({"iban": TURKISH}, "outside_sepa"),
        ({"iban": ""}, "iban_missing"),
        ({"debtor": ""}, "name_missing"),
        ({"id": " x"}, "bad_payment_id"),
        ({"enterprise": "0407.214.017"}, "bad_payment_id"),
    ],
)
def test_K02_a_file_that_cannot_be_written_is_refused(changes, code):
    assert [refusal.reason.code for refusal in refusals(replace(FILE, **changes))] == [code]


def test_K02_every_reason_of_every_payment_is_told():
    wrong = replace(PAYMENT, id="F2", iban="", amount=Decimal(0))
    told = [(refusal.payment_id, refusal.reason.code) for refusal in refusals(replace(FILE, payments=(PAYMENT, wrong)))]
    assert told == [("F2", "iban_missing"), ("F2", "nothing_to_pay")]


def test_K02_a_reason_has_a_sentence_in_each_language():
    refused = refusals(one(iban="", name="", amount=Decimal(0), currency="USD", remittance="123456789012", id=""))
    for refusal in (*refused, *refusals(replace(FILE, payments=()))):
        assert len({refusal.reason.said_in(language) for language in ("nl", "fr", "en", "de")}) == 4
    assert FileRefused(refused).said_in("nl").startswith("Het betaalbestand")


def test_the_bank_gets_the_sepa_set_short_lengths_and_compact_accounts():
    (payment,) = cleaned(one(name="Ünal & Zonen <" + "x" * 200, remittance="factuur n° 12")).payments
    assert payment.name.startswith("Unal + Zonen (xx")
    assert len(payment.name) == 70
    assert payment.iban == "BE68539007547034"
    assert payment.remittance == FreeText("factuur n. 12")


def test_a_reference_is_read_as_the_invoice_writes_it_unless_the_caller_says_it_is_free():
    assert cleaned(one(remittance=str(BBA))).payments[0].remittance == BBA
    assert cleaned(one(remittance="rf18 5390 0754 7034")).payments[0].remittance == CreditorReference(
        "RF18539007547034"
    )
    assert cleaned(one(remittance=FreeText("123456789012"))).payments[0].remittance == FreeText("123456789012")
