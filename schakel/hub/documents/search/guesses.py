"""What was read as days or an amount and is the number of a document: `2026-03`, `1000-1500`."""

from collections.abc import Iterator, Sequence

from schakel.base.folding import folded
from schakel.hub.documents.models import DocumentQuerySet
from schakel.hub.documents.search.parts import Amount, Part, Period, Word


def settled(parts: Sequence[Part], documents: DocumentQuerySet) -> tuple[Part, ...]:
    """The same, with a word in place of a guess that is the number of one of these documents. One query, or none."""
    typed = {part.text for part in guesses(parts)}
    numbers = set(documents.filter(number__in=typed).order_by().values_list("number", flat=True)) if typed else set()
    return tuple(as_word(part) if part.text in numbers else part for part in parts)


def guesses(parts: Sequence[Part]) -> Iterator[Amount | Period]:
    for part in parts:
        if isinstance(part, Amount | Period) and part.is_guess:
            yield part


def as_word(part: Part) -> Word:
    return Word(text=part.text, start=part.start, end=part.end, word=folded(part.text))
