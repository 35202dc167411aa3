"""Numbers and dates as XPath 2.0 counts them, so that a figure on the edge falls on the same side as officially."""

import re
from datetime import date, timedelta
from decimal import MAX_EMAX, MIN_EMIN, ROUND_FLOOR, ROUND_HALF_DOWN, Context, Decimal
from functools import lru_cache

from schakel.base.blanks import BLANKS

EXACT = Context(prec=1_000, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""Sums and products of amounts lose nothing in this context."""

ZERO = Decimal(0)
ONE = Decimal(1)
_HALF = Decimal("0.5")
_QUANTA = (ONE, Decimal("0.1"), Decimal("0.01"))  # by number of decimals
_TEXT = re.compile(r"[ \t\r\n]*[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[ \t\r\n]*")
_DAY = re.compile(r"[ \t\r\n]*(-?[0-9]{4,9})-([0-9]{2})-([0-9]{2})(Z|[+-][0-9]{2}:[0-9]{2})?[ \t\r\n]*")
_LONGEST = 400  # digits; more is no amount (threat B12)


@lru_cache(maxsize=20_000)
def number(text: str | None) -> Decimal | None:
    """The value of an xs:decimal; None for anything else: exponents, `NaN`, decimal commas, digits of other scripts."""
    if text is None or len(text) > _LONGEST or not _TEXT.fullmatch(text):
        return None
    return Decimal(text.strip(BLANKS))  # texts: matched above


def from_zero(text: str | None) -> bool:
    """Whether it is a number not below zero; as the official engine compares, `-0` is one and `-0.00` is not."""
    value = number(text)
    return value is not None and (not value.is_signed() or (value == ZERO and "." not in (text or "")))


def double(text: str) -> float | None:
    """The value of an xs:double, which XPath's `number` gives; None for `NaN` and for what is none."""
    return (
        float(text.strip(BLANKS)) if len(text) <= _LONGEST and _DOUBLE.fullmatch(text) else None
    )  # texts: matched above


_DOUBLE = re.compile(r"[ \t\r\n]*(?:[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|-?INF)[ \t\r\n]*")


def rounded(value: Decimal, places: int = 0) -> Decimal:
    """XPath's round: half goes up, towards positive infinity, so -2.5 becomes -2."""
    if value.same_quantum(_QUANTA[places]):
        return value + ZERO  # which makes -0 to 0
    return (value.scaleb(places) + _HALF).to_integral_value(ROUND_FLOOR).scaleb(-places)


def divided(value: Decimal, by: Decimal) -> Decimal:
    """A quotient with eighteen decimals, as the reference engine makes it."""
    return EXACT.divide(value, by).quantize(_QUOTIENT, ROUND_HALF_DOWN, _WIDE)


_QUOTIENT = Decimal(1).scaleb(-18)
_WIDE = Context(prec=3 * _LONGEST + 100, Emax=MAX_EMAX, Emin=MIN_EMIN)  # two such numbers times, by a third near zero


def decimals(text: str) -> int:
    """How many characters follow the point, blanks too: `12.50 ` has three."""
    point = text.find(".")
    return 0 if point < 0 else len(text) - point - 1


@lru_cache(maxsize=1_000)
def day(text: str | None) -> timedelta | None:
    """An xs:date as time since the year 1, in UTC, to compare with others; None when it is none."""
    found = _DAY.fullmatch(text or "")
    if not found:
        return None
    year, month, day_of_month, zone = found.groups()
    try:
        start = date(int(year), int(month), int(day_of_month))  # texts: matched above
    except ValueError:
        return None
    return timedelta(days=start.toordinal()) - _offset(zone)


def _offset(zone: str | None) -> timedelta:
    if zone is None or zone == "Z":
        return timedelta(0)
    away = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))  # texts: matched by _DAY
    return -away if zone[0] == "-" else away
