"""What somebody typed, read into parts: words, numbers, accounts, amounts and days, in four languages at once. Pure.

There is always an answer and never an error; what is between quotes is searched as it is written.
"""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from schakel.base import iban
from schakel.base.belgium import communication_digits, is_enterprise_number
from schakel.base.folding import compact, folded
from schakel.hub.documents.search.amounts import amount
from schakel.hub.documents.search.parts import Part, TooShort, Word
from schakel.hub.documents.search.periods import period

LONGEST = 200  # characters that are read
MOST_TOGETHER = 9  # pieces that may mean one thing: an IBAN of 34 characters in groups of four
MOST_PARTS = 8
SHORTEST = 2
AROUND = ",;:!?*'\"“”„«»‘’()[]{}"  # marks at the ends of a loose word: they are of the sentence, or of other programs
PIECE = re.compile(r'"([^"]*)"?|[“„«]([^”“»]*)[”“»]?|\S+')
ACCOUNT = re.compile("[A-Z]{2}[0-9]{2}[A-Z0-9]{8,30}")


def read_query(text: str, *, today: date) -> tuple[Part, ...]:
    """The parts, in their order, at most MOST_PARTS of the first LONGEST characters."""
    return tuple(part for part, _ in zip(parts(cut(text), today), range(MOST_PARTS), strict=False))


def cut(text: str) -> str:
    return text.strip()[:LONGEST].replace("\0", "")


def parts(text: str, today: date) -> Iterator[Part]:
    pieces, at = list(PIECE.finditer(text)), 0
    while at < len(pieces):
        count, part = first_of(text, pieces[at : at + MOST_TOGETHER], today)
        yield part
        at += count


def first_of(text: str, pieces: list[re.Match[str]], today: date) -> tuple[int, Part]:
    """The longest beginning that means something together; else the first piece alone."""
    if is_quoted(pieces[0]):
        return 1, word_of(pieces[0])
    loose = 1 + sum(1 for _ in unquoted_after(pieces))
    for count in range(loose, 0, -1):
        start, end = pieces[0].start(), pieces[count - 1].end()
        if part := understood(text[start:end], today):
            return count, placed(part, start, end)
    return 1, word_of(pieces[0])


def unquoted_after(pieces: list[re.Match[str]]) -> Iterator[re.Match[str]]:
    for _before, piece in pairwise(pieces):
        if is_quoted(piece):
            return
        yield piece


def is_quoted(piece: re.Match[str]) -> bool:
    return piece[1] is not None or piece[2] is not None


def placed(part: Part, start: int, end: int) -> Part:
    object.__setattr__(part, "start", start)  # frozen, and nobody has it yet
    object.__setattr__(part, "end", end)
    return part


def understood(typed: str, today: date) -> Part | None:
    text = folded(typed)
    return identifier(typed) or period(text, typed=typed, today=today) or amount(text, typed=typed)


def identifier(typed: str) -> Word | None:
    """An account, a structured communication or an enterprise number, in any spelling."""
    if digits := communication_digits(typed):
        return Word(text=typed, word=digits, kind="communication")
    bare = compact(typed).upper()
    if ACCOUNT.fullmatch(bare) and bare.isascii() and iban.is_iban(bare):
        return Word(text=typed, word=bare.lower(), kind="account")
    if is_enterprise_number(bare.removeprefix("BE")):
        return Word(text=typed, word=bare.removeprefix("BE"), kind="number")
    return None


def word_of(piece: re.Match[str]) -> Part:
    inside = piece[1] if piece[1] is not None else piece[2]
    word = folded(piece[0] if inside is None else inside)
    if inside is None:
        word = word.strip(AROUND) or word
    if len(word) < SHORTEST or not any(char.isalnum() for char in word):
        return TooShort(text=piece[0], start=piece.start(), end=piece.end())
    return Word(text=piece[0], word=bare_digits(word) if inside is None else word, start=piece.start(), end=piece.end())


def bare_digits(word: str) -> str:
    """0665.812.354 as documents have it in the index: 0665812354."""
    bare = word.translate(str.maketrans("", "", "./+*"))
    return bare if len(bare) > 5 and bare.isdigit() and "." in word else word
