from decimal import Decimal

import pytest

from schakel.sepa.amount import NothingToPay, NotInEuro, TooHigh, TooManyDecimals, payable


@pytest.mark.parametrize(
    ("amount", "refusal"),
    [
        ("0.00", NothingToPay),
        ("-5", NothingToPay),
        ("NaN", NothingToPay),
        ("Infinity", NothingToPay),
        ("0.001", TooManyDecimals),
        ("12.345", TooManyDecimals),
        ("1000000000", TooHigh),
        ("1E12", TooHigh),
        ("999999999.991", TooHigh),
    ],
)
def test_K02_an_amount_that_cannot_be_paid_is_refused(amount, refusal):
    with pytest.raises(refusal):
        payable(Decimal(amount), "EUR")


@pytest.mark.parametrize("currency", ["USD", "", "eur"])
def test_K02_another_currency_is_refused(currency):
    with pytest.raises(NotInEuro):
        payable(Decimal(1), currency)


@pytest.mark.parametrize(("amount", "text"), [("0.01", "0.01"), ("999999999.99", "999999999.99"), ("12.3000", "12.30")])
def test_what_can_be_paid_has_two_decimals(amount, text):
    assert str(payable(Decimal(amount), "EUR")) == text
