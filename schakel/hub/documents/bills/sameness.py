"""Whether two documents are one bill: the same thing asked for twice, by whatever way it came. Nothing here reads a database.

*Certain* holds a document back until somebody has said, so it must not be wrong of honest bills; *likely* only proposes.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from schakel.base.folding import folded

A_YEAR_APART = timedelta(days=300)  # numbers that begin again each year come back after this
NEW_YEAR = timedelta(days=60)  # a bill of another year is not the same one given a little later
A_MONTH = timedelta(
    days=26
)  # what comes each month asks for the same amount under one order, and is another bill each time
LEAD_WORDS = ("invoice", "factuur", "facture", "rechnung", "inv", "fact", "fac", "nr", "no", "num")


class Sameness(StrEnum):
    CERTAIN = "certain"
    LIKELY = "likely"


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells one bill from another. Empty or None: the document does not say."""

    supplier: str  # as `supplier_key`
    kind: str  # invoice or credit_note
    number: str  # as written
    issued: date | None
    amount: Decimal | None
    reference: str = ""  # structured communication, or the order's number


def compare(one: Identity, other: Identity) -> Sameness | None:
    """None: two bills, as far as anybody can tell."""
    if not one.supplier or (one.supplier, one.kind) != (other.supplier, other.kind):
        return None
    day, amount = agree(one.issued, other.issued), agree(one.amount, other.amount)
    if (number := squeezed(one.number)) and number == squeezed(other.number):
        if day or (amount and not is_of_another_year(one.issued, other.issued)):
            return Sameness.CERTAIN
        return None if is_of_another_year(one.issued, other.issued) else Sameness.LIKELY
    if is_folded_alike(one.number, other.number) and (
        day or (amount and not is_of_another_year(one.issued, other.issued))
    ):
        return Sameness.LIKELY
    is_close = one.issued is None or other.issued is None or abs(one.issued - other.issued) < A_MONTH
    reference = is_close and bool(one.reference) and folded(one.reference) == folded(other.reference)
    return Sameness.LIKELY if [day, amount, reference].count(True) >= 2 else None


def agree(one: object, other: object) -> bool:
    return one is not None and one == other


def is_of_another_year(one: date | None, other: date | None) -> bool:
    if one is None or other is None:
        return False
    apart = abs(one - other)
    return apart >= A_YEAR_APART or (one.year != other.year and apart >= NEW_YEAR)


def squeezed(number: str) -> str:
    """As written, but for blanks and the size of letters."""
    return "".join(folded(number).split())


def folded_number(number: str) -> str:
    """`2026-001`, `2026/1` and `INV 2026 001` are `2026.1`: without words before it, marks, and zeros in front."""
    pieces = "".join(c if c.isalnum() else " " for c in folded(number)).split()
    while len(pieces) > 1 and pieces[0] in LEAD_WORDS:
        pieces = pieces[1:]
    return ".".join(piece.lstrip("0") or "0" for piece in pieces)


def is_folded_alike(one: str, other: str) -> bool:
    number = folded_number(one)
    return bool(number) and number == folded_number(other)
