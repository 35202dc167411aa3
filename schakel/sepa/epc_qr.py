"""The QR code of a transfer, with every reason why there can be none.

What stands in it, and how it is drawn, is decided in `schakel.base.epc_qr`.
"""

from dataclasses import dataclass
from decimal import Decimal

from schakel.base.epc_qr import CreditTransfer
from schakel.sepa.amount import CURRENCY, payable
from schakel.sepa.iban import Iban, OutsideSepa
from schakel.sepa.payee import carried_name
from schakel.sepa.reference import NO_TEXT, CreditorReference, Remittance, StructuredCommunication


@dataclass(frozen=True, slots=True)
class Transfer:
    """What the code asks the payer to pay."""

    name: str  # of the payee
    iban: Iban
    amount: Decimal  # in euro
    remittance: Remittance = NO_TEXT
    currency: str = CURRENCY


def payload(transfer: Transfer) -> str:
    """The lines of the code: UTF-8, separated by a line feed, at most 331 bytes.

    A structured communication (digits only) or RF reference stands in the field for a structured reference, free text
    in the other.

    Raises:
        NameMissing, OutsideSepa, NotInEuro, NothingToPay, TooHigh, TooManyDecimals   permanent
    """
    return carried(transfer).epc


def svg(transfer: Transfer, *, scale: int = 4) -> str:
    """As an SVG element to put into a page. Raises the same as `payload`."""
    return carried(transfer).svg(scale=scale)


def png(transfer: Transfer, *, scale: int = 8) -> bytes:
    """As a picture to share on a phone. Raises the same as `payload`."""
    return carried(transfer).png(scale=scale)


def carried(transfer: Transfer) -> CreditTransfer:
    """The transfer as a code can carry it. Raises the same as `payload`."""
    carried_name(transfer.name)
    if not transfer.iban.in_sepa:
        raise OutsideSepa(transfer.iban.country)
    amount = payable(transfer.amount, transfer.currency)
    match transfer.remittance:
        case StructuredCommunication(reference) | CreditorReference(reference):
            return CreditTransfer(transfer.name, transfer.iban.compact, amount, reference=reference)
        case free:
            return CreditTransfer(transfer.name, transfer.iban.compact, amount, text=free.text)
