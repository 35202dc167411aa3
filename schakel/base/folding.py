"""Texts as people compare them: without the size of letters, accents and the number of blanks."""

import unicodedata

LONGEST = 20_000  # characters; what follows tells nothing more and costs time


def folded(text: str) -> str:
    """Lower case, without accents, single spaces: `Café  Zoë` and `cafe zoe` are the same to who searches."""
    plain = text[:LONGEST].casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", text[:LONGEST]).casefold()
        plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(plain.split())  # texts: for searching, a blank of any kind is one


def compact(text: str) -> str:
    """Letters and digits only."""
    return "".join(c for c in text if c.isalnum())


def is_one_letter_away(one: str, other: str) -> bool:
    """Another letter, one more, one less, or two neighbours exchanged; not the same word."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
