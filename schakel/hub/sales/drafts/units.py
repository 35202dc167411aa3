"""Units of quantity by name, in the reader's language: those that a small business sells by."""

from decimal import Decimal
from functools import cache

from django.utils.translation import get_language

from schakel.einvoice.render.codes import unit_name

PIECE = "C62"
USUAL = (
    PIECE, "H87", "HUR", "DAY", "WEE", "MON", "QAN", "ANN", "MIN", "E48", "IE", "LS", "KGM", "GRM", "TNE", "LTR", "HLT", "MTR",
    "LM", "KMT", "MTK", "MTQ", "HAR", "KWH", "SET", "PR", "DZN", "XPK", "XBX", "XCR", "XBG", "XBO", "XRO", "XPX",
)  # fmt: skip
"""Codes of UN/ECE Recommendations 20 and 21 (BT-130), the most usual first."""


def units() -> list[tuple[str, str]]:
    """(code, name)"""
    return list(named(get_language() or "en"))


@cache
def named(language: str) -> tuple[tuple[str, str], ...]:
    return tuple((code, unit_name(code, Decimal(1), language)) for code in USUAL)
