"""The parts of what somebody typed into the search: each knows how it was typed, and what it means."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Part:
    """A piece of the query, from `start` to `end`, so that it can be taken away."""

    text: str  # as typed
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, kw_only=True)
class Word(Part):
    """Letters that stand in the document, or in the name of its company."""

    word: str  # folded
    kind: Literal["word", "account", "communication", "number"] = "word"


@dataclass(frozen=True, kw_only=True)
class TooShort(Part):
    """One character, or marks alone: nothing is searched for it."""


@dataclass(frozen=True, kw_only=True)
class Amount(Part):
    """What is asked for, without its sign: from `least` up to and including `most`."""

    least: Decimal | None = None
    most: Decimal | None = None
    is_guess: bool = False  # may as well be a number: then that one is found too


@dataclass(frozen=True, kw_only=True)
class Period(Part):
    """Days, from `first` up to and including `last`."""

    first: date
    last: date
    is_guess: bool = False  # may as well be a number or a name
