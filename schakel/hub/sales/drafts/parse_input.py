"""Numbers, percentages and days as people type them. None is what cannot be read."""

import re
from datetime import date, timedelta
from decimal import Decimal

_GROUPED = re.compile(r"[+-]?[0-9]{1,3}([ .])[0-9]{3}(\1[0-9]{3})*(,[0-9]+)?")
_PLAIN = re.compile(r"[+-]?[0-9]{1,12}([.,][0-9]{1,8})?")
_DOUBTFUL = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")
_DAY = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
LONGEST = 24  # characters
MOST_DAYS = 3650


def number_in(text: str) -> Decimal | None:
    """`1234,56`, `1.234,56`, `1 234,56`, `1234.56`; a comma is always a decimal one, `1.234` is not guessed at."""
    bare = bared(text)
    if len(bare) > LONGEST or _DOUBTFUL.fullmatch(bare):
        return None
    if _GROUPED.fullmatch(bare):
        bare = bare.replace(" ", "").replace(".", "")
    if not _PLAIN.fullmatch(bare):
        return None
    read = Decimal(bare.replace(",", "."))
    return read if read else Decimal(0)


def is_doubtful(text: str) -> bool:
    """`1.234`: thousand and more to one reader, one and a bit to another."""
    return bool(_DOUBTFUL.fullmatch(bared(text)))


def bared(text: str) -> str:
    bare = re.sub(r"\s", " ", text.replace("€", "")).strip().replace("−", "-")
    return re.sub(r"^([+-]) +", r"\1", bare)


def share_in(text: str) -> tuple[Decimal | None, Decimal | None]:
    """(percentage, amount) of a discount: `10 %` or `5,00`. Both None: it cannot be read."""
    stripped = text.strip()
    if stripped.endswith("%"):
        return number_in(stripped[:-1]), None
    return None, number_in(stripped)


def day_in(text: str) -> date | None:
    """`2026-12-24` as a browser sends it, or `24/12/2026` as people write it."""
    stripped = text.strip()
    found = _DAY.fullmatch(stripped)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(stripped)
    except ValueError:
        return None


def days_in(text: str) -> timedelta | None:
    stripped = text.strip()
    days = int(stripped) if stripped.isascii() and stripped.isdigit() and len(stripped) < 5 else MOST_DAYS + 1
    return timedelta(days=days) if days <= MOST_DAYS else None


def typed(value: Decimal | None) -> str:
    """The one way in which a known number is put in a field: `1234,5`. With a comma, so that it is never doubted."""
    if value is None:
        return ""
    text = format(value, "f").replace(".", ",")
    return text.rstrip("0").rstrip(",") if "," in text else text


def typed_price(value: Decimal | None) -> str:
    """`typed`, with at least its cents: `12,50`."""
    whole, _, cents = typed(value).partition(",")
    return f"{whole},{cents:0<2}" if whole else ""
