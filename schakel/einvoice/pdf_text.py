"""A PDF without an invoice inside → what its text seems to say of an invoice. A guess, for a person to look at.

Only the text is read: nothing in the file is run, opened or followed (C03).
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from schakel.base.digits import whole
from schakel.base.folding import folded
from schakel.einvoice.belgium import (
    EnterpriseNumber,
    NotAnEnterpriseNumber,
    NotAStructuredCommunication,
    StructuredCommunication,
)
from schakel.einvoice.pdf_reading import PdfTooComplex, text_of
from schakel.einvoice.text_facts import AMOUNT, amount_of, ibans_in, month_of

# texts: what a person put on paper may have any letter and any space between the words
_DAY = (
    r"([0-9]{1,2})[ ./-]([0-9]{1,2}|[a-zéûä]{3,9})[ ./-]([0-9]{4})"  # 24/11/2026, 24 november 2026
    r"|([0-9]{4})-([0-9]{2})-([0-9]{2})"
)
_NUMBER = re.compile(
    r"(?i)\b(?:factuur|facture|invoice|rechnung|creditnota|note de crédit|credit note|gutschrift)s?[- ]?"
    r"(?:nummer|nr|no|n°|number|numéro|num)?[.:° ]{0,4}[ \t\r\n]{0,5}([A-Z0-9][A-Z0-9/._-]{1,29})"
)
_DUE = re.compile(
    rf"(?i)(?:vervaldatum|vervaldag|te betalen v[oó]{{1,2}}r|échéance|due date|pay by|fällig)[^0-9]{{0,30}}(?:{_DAY})"
)
_ISSUED = re.compile(rf"(?i)(?:factuurdatum|datum|date|date de facturation|rechnungsdatum)[^0-9]{{0,20}}(?:{_DAY})")
_ANY_DAY = re.compile(rf"(?i)\b(?:{_DAY})\b")
TOTAL = re.compile(
    r"(?i)(?:te betalen|totaal|total|à payer|amount due|to pay|gesamtbetrag|zu zahlen|zahlbetrag|rechnungsbetrag|endbetrag)"
    rf"[^0-9\n]{{0,40}}?\n?[^0-9\n]{{0,10}}?({AMOUNT})(?![0-9]|\s?%)"
)
_ENTERPRISE = re.compile(r"(?<![0-9])(?:BE ?)?[01]?[0-9]{3}[. ]?[0-9]{3}[. ]?[0-9]{3}(?![0-9])")
_COMMUNICATION = re.compile(r"[+*]{3} ?[0-9]{3} ?/ ?[0-9]{4} ?/ ?[0-9]{5} ?[+*]{3}")


@dataclass(frozen=True, slots=True)
class Guess:
    """Empty or None is what was not found."""

    number: str = ""
    issued_on: date | None = None
    due_on: date | None = None
    total: Decimal | None = None
    iban: str = ""  # compact; its check digits hold
    enterprise_number: str = ""  # ten digits that hold
    communication: str = ""  # `+++090/9337/55493+++`; its check digits hold


def guess(pdf: bytes, *, but: Collection[str] = (), read_text: Callable[[bytes], str] = text_of) -> Guess:
    """`but` are numbers and accounts that are known to be somebody else's, such as the seller's own. Nothing is guessed of a
    PDF that is too complex to read; `read_text` is as in `hybrid.extract`."""
    try:
        return guess_from(read_text(pdf), but=but)
    except PdfTooComplex:
        return Guess()


def guess_from(text: str, *, but: Collection[str] = ()) -> Guess:
    due = next(_days(_DUE, text), None)
    issued = next(_days(_ISSUED, text), None) or next((day for day in _days(_ANY_DAY, text) if day != due), None)
    return Guess(
        number=number_in(text),
        issued_on=issued,
        due_on=due,
        total=max(map(amount_of, TOTAL.findall(text)), default=None),
        iban=next((found for found in ibans_in(text) if found not in but), ""),
        enterprise_number=next((found for found in _enterprises(text) if found not in but), ""),
        communication=next(_communications(text), ""),
    )


def number_in(text: str) -> str:
    """The first that a word such as *factuur nr* comes before, with a figure in it; else empty."""
    found = (each for each in _NUMBER.findall(text) if any(c.isdigit() for c in each))
    return next(found, "").strip("._-/")  # texts: of 0-9, by the pattern


def _days(pattern: re.Pattern[str], text: str) -> Iterator[date]:
    for found in pattern.finditer(text):
        day, month, year, *iso = found.groups()
        try:
            yield (
                date(*map(int, iso)) if iso[0] else date(whole(year), month_of(folded(month)), whole(day))
            )  # texts: digits of the pattern
        except ValueError:
            continue


def _enterprises(text: str) -> Iterator[str]:
    for found in _ENTERPRISE.findall(text):
        try:
            yield EnterpriseNumber.parse(found).digits
        except NotAnEnterpriseNumber:
            continue


def _communications(text: str) -> Iterator[str]:
    for found in _COMMUNICATION.findall(text):
        try:
            yield str(StructuredCommunication.parse(found.replace(" ", "")))
        except NotAStructuredCommunication:
            continue
