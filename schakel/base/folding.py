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
