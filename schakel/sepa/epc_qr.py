"""The QR code that a bank app reads to fill in a transfer.

Source: EPC069-12 version 2.1, "Quick Response Code: guidelines to enable the data capture for the initiation of a SEPA
credit transfer": version 002, so the BIC may be left out; UTF-8; error level M; at most QR version 13.
"""

import io
from dataclasses import dataclass
from decimal import Decimal

import segno

from schakel.sepa.amount import CURRENCY, payable
from schakel.sepa.characters import one_line, to_sepa
from schakel.sepa.iban import Iban, OutsideSepa
from schakel.sepa.payee import LONGEST_NAME, carried_name
from schakel.sepa.reference import NO_TEXT, CreditorReference, FreeText, Remittance, StructuredCommunication

LONGEST_TEXT = 140
MOST_BYTES = 331
_LARGEST_VERSION = 13


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
    in the other; a code has never both. Name and text are put on one line and cut to 70 and 140 characters; where the
    whole is longer than 331 bytes, they are written in the SEPA character set.

    Raises:
        NameMissing, OutsideSepa, NotInEuro, NothingToPay, TooHigh, TooManyDecimals   permanent
    """
    sepa_name = carried_name(transfer.name)
    if not transfer.iban.in_sepa:
        raise OutsideSepa(transfer.iban.country)
    lines = _lines(transfer, name=_cut(transfer.name, LONGEST_NAME), text=_cut(_free(transfer), LONGEST_TEXT))
    if len(lines.encode()) <= MOST_BYTES:
        return lines
    return _lines(transfer, name=sepa_name, text=to_sepa(_free(transfer), longest=LONGEST_TEXT))


def svg(transfer: Transfer, *, scale: int = 4) -> str:
    """The code as an SVG element to put into a page: black on white with the quiet zone of four modules.

    Raises the same as `payload`.
    """
    drawn = io.BytesIO()
    _code(transfer).save(drawn, kind="svg", scale=scale, border=4, light="#fff", xmldecl=False, svgns=True, nl=False)
    return drawn.getvalue().decode()


def png(transfer: Transfer, *, scale: int = 8) -> bytes:
    """The code as a picture to share on a phone. Raises the same as `payload`."""
    drawn = io.BytesIO()
    _code(transfer).save(drawn, kind="png", scale=scale, border=4)
    return drawn.getvalue()


def _lines(transfer: Transfer, *, name: str, text: str) -> str:
    amount = f"{CURRENCY}{payable(transfer.amount, transfer.currency)}"
    bic = purpose = ""
    fields = ("BCD", "002", "1", "SCT", bic, name, transfer.iban.compact, amount, purpose, _structured(transfer), text)
    return "\n".join(fields).rstrip("\n")


def _structured(transfer: Transfer) -> str:
    match transfer.remittance:
        case StructuredCommunication(digits):
            return digits
        case CreditorReference(text):
            return text
        case _:
            return ""


def _free(transfer: Transfer) -> str:
    return transfer.remittance.text if isinstance(transfer.remittance, FreeText) else ""


def _cut(text: str, longest: int) -> str:
    return one_line(text)[:longest].rstrip()


def _code(transfer: Transfer) -> segno.QRCode:
    code = segno.make(payload(transfer).encode(), error="m", boost_error=False, micro=False)
    assert int(code.version) <= _LARGEST_VERSION  # follows from 331 bytes
    return code
