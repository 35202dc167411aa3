"""Numbers and days of ASCII digits.

Python's `int`, `Decimal`, `float` and `str.isdigit` also take the digits of other scripts, blanks around and underscores
between them; `fromisoformat` also takes weeks and days without hyphens. What a standard calls a number is less.
"""

import re
from datetime import date

_DIGITS = re.compile("[0-9]+")
_WHOLE = re.compile("[+-]?[0-9]+")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def is_digits(text: str) -> bool:
    """Whether there are digits and nothing else, at least one."""
    return _DIGITS.fullmatch(text) is not None


def whole(text: str) -> int:
    """The whole number a text writes; ValueError when it writes none."""
    if not _WHOLE.fullmatch(text):
        raise ValueError(f"no whole number: {text[:40]!r}")
    return int(text)  # texts: matched above


def day(text: str) -> date:
    """The day of a text of the form YYYY-MM-DD; ValueError when there is none."""
    if not _DAY.fullmatch(text):
        raise ValueError(f"no day: {text[:40]!r}")
    return date.fromisoformat(text)  # texts: matched above
