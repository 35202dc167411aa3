"""Amounts as people type them: `€ 1.250,00`, `1250,00`, `1,250.00`, `1.250`, `> 1000`, `1000-1500`, in four languages."""

import re
from decimal import Decimal

from schakel.hub.documents.search.parts import Amount

CURRENCY = "€|eur|euro|euros"
FIGURE = (
    r"[0-9]{1,3}(?:\.[0-9]{3}){1,4}(?:,[0-9]{1,2})?"
    r"|[0-9]{1,3}(?:['’ ][0-9]{3}){1,4}(?:[.,][0-9]{1,2})?"
    r"|[0-9]{1,3}(?:,[0-9]{3}){1,4}(?:\.[0-9]{1,2})?|[0-9]{1,12}(?:[.,][0-9]{1,2})?"
)
MORE = (
    "meer dan|more than|plus de|mehr als|groter dan|boven|over|above|uber|au-dessus de|au-dessus|vanaf|minstens|at least|au moins"
    "|mindestens|ab"
)
LESS = (
    "minder dan|less than|moins de|weniger als|kleiner dan|onder|under|below|unter|en dessous de|hoogstens|at most|au plus"
    "|hochstens"
)
BETWEEN = "tussen|between|entre|zwischen|van|from|de|von"
AND = "en|and|et|und|tot|to|a|bis|t/m|till|until"


def signed(n: int) -> str:
    """A pattern: a figure with or without a currency. Groups have the number `n` behind their names."""
    return rf"(?P<sign{n}>(?:{CURRENCY}) ?)?(?:[-+−] ?)?(?P<figure{n}>{FIGURE})(?P<behind{n}> ?(?:{CURRENCY}))?"


ONE = re.compile(signed(1))
COMPARED = re.compile(rf"(?P<than>[<>≤≥]=?|{MORE}|{LESS}) ?{signed(1)}")
RANGE = re.compile(rf"{signed(1)} ?(?:-|–|—|\.\.|…) ?{signed(2)}|(?:(?:{BETWEEN}) )?{signed(3)} (?:{AND}) {signed(4)}")
CENT = Decimal("0.01")
LESS_SIGNS = re.compile(rf"[<≤]=?|{LESS}")
INCLUSIVE = re.compile(
    "[<>]=|[≤≥]=?|vanaf|minstens|at least|au moins|mindestens|ab|hoogstens|at most|au plus|hochstens"
)


def amount(text: str, *, typed: str) -> Amount | None:
    """Of a folded piece of what was typed; None: it is no amount. A bare number without decimals is a word, see `query`."""
    if found := COMPARED.fullmatch(text):
        return compared(found, typed)
    if found := RANGE.fullmatch(text):
        return between(found, typed)
    if (found := ONE.fullmatch(text)) and (has_sign(found, 1) or not found["figure1"].isdigit()):
        least, most = span(found["figure1"])
        return Amount(text=typed, least=least, most=most, is_guess=not has_sign(found, 1) and least != most)
    return None


def compared(found: re.Match[str], typed: str) -> Amount:
    value, than = read(found["figure1"])[0], found["than"]
    is_less, step = bool(LESS_SIGNS.fullmatch(than)), Decimal(0) if INCLUSIVE.fullmatch(than) else CENT
    return Amount(text=typed, most=value - step) if is_less else Amount(text=typed, least=value + step)


def between(found: re.Match[str], typed: str) -> Amount | None:
    low, high = (1, 2) if found["figure1"] else (3, 4)
    first, last = found[f"figure{low}"], found[f"figure{high}"]
    is_sure = has_sign(found, low) or has_sign(found, high) or low == 3
    if not is_sure and (is_like_year(first) or any(len(each) > 1 and each.startswith("0") for each in (first, last))):
        return None  # 2026-1184 and 12-0034 are numbers of invoices
    least, most = span(first)[0], span(last)[1]
    return Amount(text=typed, least=least, most=most, is_guess=not is_sure) if least <= most else None


def has_sign(found: re.Match[str], place: int) -> bool:
    return bool(found[f"sign{place}"] or found[f"behind{place}"])


def is_like_year(figure: str) -> bool:
    return len(figure) == 4 and figure.startswith(("19", "20"))


def span(figure: str) -> tuple[Decimal, Decimal]:
    """Whole euros mean all amounts that begin so: 1250 is 1250.00 to 1250.99."""
    value, has_cents = read(figure)
    return (value, value) if has_cents else (value, value + 1 - CENT)


def read(figure: str) -> tuple[Decimal, bool]:
    plain = re.sub(r"['’ ]", "", figure)
    whole, mark, cents = re.fullmatch(r"([0-9.,]*?)(?:([.,])([0-9]{1,2}))?", plain).groups()  # type: ignore[union-attr]  # always
    digits = re.sub("[.,]", "", whole)
    return Decimal(f"{digits}.{cents}" if mark else digits), bool(mark)
