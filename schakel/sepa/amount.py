"""What an amount must be to be paid with a SEPA credit transfer."""

from decimal import Decimal

from schakel.sepa.errors import SepaError, Words

CENT = Decimal("0.01")
HIGHEST = Decimal("999999999.99")  # EPC069-12 and the SEPA rulebook
CURRENCY = "EUR"


class NothingToPay(SepaError):
    code = "nothing_to_pay"
    words = Words(
        nl="Er valt niets te betalen: het bedrag is nul of negatief.",
        fr="Il n'y a rien à payer : le montant est nul ou négatif.",
        en="There is nothing to pay: the amount is zero or negative.",
        de="Es ist nichts zu zahlen: Der Betrag ist null oder negativ.",
    )


class TooManyDecimals(SepaError):
    code = "too_many_decimals"
    words = Words(
        nl="Het bedrag heeft meer dan twee cijfers na de komma.",
        fr="Le montant compte plus de deux chiffres après la virgule.",
        en="The amount has more than two decimals.",
        de="Der Betrag hat mehr als zwei Nachkommastellen.",
    )


class TooHigh(SepaError):
    code = "amount_too_high"
    words = Words(
        nl="Het bedrag is te hoog: één overschrijving gaat tot 999.999.999,99 euro.",
        fr="Le montant est trop élevé : un virement va jusqu'à 999.999.999,99 euros.",
        en="The amount is too high: one transfer goes up to 999,999,999.99 euro.",
        de="Der Betrag ist zu hoch: Eine Überweisung reicht bis 999.999.999,99 Euro.",
    )


class NotInEuro(SepaError):
    code = "not_in_euro"
    words = Words(
        nl="Het bedrag is niet in euro. Een SEPA-overschrijving gaat alleen in euro.",
        fr="Le montant n'est pas en euros. Un virement SEPA ne se fait qu'en euros.",
        en="The amount is not in euro. A SEPA transfer is made in euro only.",
        de="Der Betrag ist nicht in Euro. Eine SEPA-Überweisung erfolgt nur in Euro.",
    )


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
