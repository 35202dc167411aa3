"""A PDF without an invoice inside → what its text seems to say of an invoice. A guess, for a person to look at.

Only the text is read: nothing in the file is run, opened or followed (C03).
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from schakel.base.blanks import pieces
from schakel.base.digits import is_digits, whole
from schakel.base.iban import is_iban
from schakel.einvoice.belgium import (
    EnterpriseNumber,
    NotAnEnterpriseNumber,
    NotAStructuredCommunication,
    StructuredCommunication,
)
from schakel.einvoice.pdf_reading import PdfTooComplex, text_of

_MONTHS = (
    "januari janvier january januar", "februari février february februar", "maart mars march märz", "april avril april april",
    "mei mai may mai", "juni juin june juni", "juli juillet july juli", "augustus août august august",
    "september septembre september september", "oktober octobre october oktober", "november novembre november november",
    "december décembre december dezember",
)  # fmt: skip
_MONTH = {name: number for number, names in enumerate(_MONTHS, start=1) for name in pieces(names)}
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
_TOTAL = re.compile(
    r"(?i)(?:te betalen|totaal|total|à payer|net à payer|amount due|to pay|gesamtbetrag|zu zahlen)[^0-9\n]{0,40}?\n?[^0-9\n]{0,10}?"
    r"([0-9]{1,3}(?:[. ][0-9]{3})*[.,][0-9]{2}|[0-9]+[.,][0-9]{2})(?![0-9])"
)
_IBAN = re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
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
        number=next((found for found in _NUMBER.findall(text) if any(c.isdigit() for c in found)), "").strip(
            "._-/"
        ),  # texts: of 0-9, by the pattern
        issued_on=issued,
        due_on=due,
        total=max(map(_amount, _TOTAL.findall(text)), default=None),
        iban=next((found for found in _ibans(text) if found not in but), ""),
        enterprise_number=next((found for found in _enterprises(text) if found not in but), ""),
        communication=next(_communications(text), ""),
    )


def _days(pattern: re.Pattern[str], text: str) -> Iterator[date]:
    for found in pattern.finditer(text):
        day, month, year, *iso = found.groups()
        try:
            yield (
                date(*map(int, iso)) if iso[0] else date(whole(year), _month(month), whole(day))
            )  # texts: digits of the pattern
        except ValueError:
            continue


def _month(text: str) -> int:
    """Raises ValueError for what is none."""
    if is_digits(text):
        return whole(text)
    short = text.lower()
    return next((number for name, number in _MONTH.items() if name.startswith(short)), 0)


def _amount(text: str) -> Decimal:
    return Decimal(f"{re.sub('[^0-9]', '', text[:-3])}.{text[-2:]}")  # texts: digits of the pattern


def _ibans(text: str) -> Iterator[str]:
    """What follows on an account may look as if it belonged to it, so that shorter readings count too."""
    for found in _IBAN.findall(text):
        compact = found.replace(" ", "")
        readings = (compact[:end] for end in range(len(compact), 14, -1))
        yield from (each for each in readings if is_iban(each))


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
