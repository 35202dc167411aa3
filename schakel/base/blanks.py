"""Blanks as XML has them: space, tab, line feed and carriage return, and nothing else.

Python's own `strip()`, `split()`, `isspace()` and `\\s` take some twenty signs more: a no-break space, U+2003, U+2028. An XML
schema reads those as text, so that a date with one behind it is no date. `scripts/texts.py` keeps the bare methods out of
the pure packages.

Source: XML 1.0 §2.3 (S); XML Schema 1.0 part 2 §4.3.6 (whiteSpace).
"""

import re

BLANKS = " \t\r\n"
_RUN = re.compile(f"[{BLANKS}]+")
_NONE = dict.fromkeys(map(ord, BLANKS))


def strip(text: str) -> str:
    """The text without blanks at its ends."""
    return text.strip(BLANKS)


def pieces(text: str) -> list[str]:
    """The pieces between the blanks; none of them is empty."""
    return [piece for piece in _RUN.split(text) if piece]


def squeeze(text: str) -> str:
    """No blanks at the ends, one space inside: `normalize-space` of XPath, `collapse` of XML Schema."""
    if text.isalnum():
        return text
    return _RUN.sub(" ", text).strip(" ")


def without(text: str) -> str:
    """The text without any blank, as base64 and signatures are read."""
    return text.translate(_NONE)
