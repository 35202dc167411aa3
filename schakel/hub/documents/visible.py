"""A stranger's text made safe to look at: what would steer the screen or turn the reading order is shown as a mark (B14)."""

import unicodedata

STEERING = frozenset("\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")
"""Bidirectional controls and blanks without width. The two joiners stay: scripts and emoji need them."""


def visible(text: str, *, longest: int = 0) -> str:
    """The text with each control character as `⟨U+202E⟩`, cut after `longest` characters if given. Not HTML-escaped."""
    cut = text[:longest] + "…" if longest and len(text) > longest else text
    return "".join(f"⟨U+{ord(c):04X}⟩" if steers(c) else c for c in cut)


def steers(character: str) -> bool:
    if character in "\n\t":
        return False
    return character in STEERING or unicodedata.category(character) == "Cc"
