"""Numbers and dates as documents write them, and the rounding of the standard. Never a float."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

CENT = Decimal("0.01")
ZERO = Decimal(0)
LONGEST_NUMBER = 40  # characters; no amount, price or quantity of trade needs more
EXACT = Context(prec=200)  # room for every sum and product of such numbers

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})?")


def number(text: str) -> Decimal | None:
    """The number that an `xsd:decimal` writes; None for anything else (`1e9`, `NaN`, `12,50`, 400 digits).

    Minus zero becomes zero.
    """
    return None if len(text) > LONGEST_NUMBER else _number(text)


@lru_cache(maxsize=4096)  # the same rates, quantities and prices come again and again
def _number(text: str) -> Decimal | None:
    if not _NUMBER.fullmatch(text):
        return None
    read = Decimal(text)  # texts: matched above
    return read if read else read.copy_abs()


def decimal_text(amount: Decimal) -> str:
    """The one way to write a number for a machine: `1032.81`, `100`, `-0.5`. Nothing is rounded."""
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def day(text: str) -> date | None:
    """The day that an `xsd:date` of the years 1 to 9999 writes, its time zone left out; None for anything else."""
    found = _DATE.fullmatch(text)
    if not found:
        return None
    try:
        return date.fromisoformat(found[1])  # texts: matched above
    except ValueError:
        return None


def round_cents(amount: Decimal) -> Decimal:
    """To two decimals, a half going up towards positive infinity: 2.625 becomes 2.63, -2.625 becomes -2.62.

    Source: XPath `round()`, by which the rules of EN 16931 check the sums.
    """
    return round_half_up(amount, CENT)


def round_half_up(amount: Decimal, step: Decimal) -> Decimal:
    """To a multiple of `step` (a power of ten), a half going towards positive infinity."""
    return amount.quantize(step, ROUND_HALF_UP if amount > 0 else ROUND_HALF_DOWN, EXACT)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum."""
    sum_ = ZERO
    for amount in amounts:
        sum_ = EXACT.add(sum_, amount)
    return sum_
