"""What an amount must be to be paid with a SEPA credit transfer."""

from decimal import Decimal

from schakel.sepa.errors import SepaError

CENT = Decimal("0.01")
HIGHEST = Decimal("999999999.99")  # EPC069-12 and the SEPA rulebook
CURRENCY = "EUR"


class NothingToPay(SepaError):
    code = "nothing_to_pay"


class TooManyDecimals(SepaError):
    code = "too_many_decimals"


class TooHigh(SepaError):
    code = "amount_too_high"


class NotInEuro(SepaError):
    code = "not_in_euro"


def payable(amount: Decimal, currency: str) -> Decimal:
    """The amount, with two decimals, when one SEPA transfer can carry it.

    Raises:
        NotInEuro, NothingToPay, TooHigh, TooManyDecimals   permanent
    """
    if currency != CURRENCY:
        raise NotInEuro(currency[:20])
    if not amount.is_finite() or amount <= 0:
        raise NothingToPay(str(amount)[:40])
    if amount > HIGHEST:
        raise TooHigh(str(amount)[:40])
    cents = amount.quantize(CENT)
    if cents != amount:
        raise TooManyDecimals(str(amount)[:40])
    return cents
