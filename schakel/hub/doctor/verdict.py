"""What a check of the doctor answers: how it is, and a sentence."""

from dataclasses import dataclass
from enum import IntEnum


class Verdict(IntEnum):
    """Also the exit code: the worst of all."""

    GOOD = 0
    LOOK = 1  # works, but somebody should look at it
    BAD = 2  # does not work


@dataclass(frozen=True)
class Result:
    verdict: Verdict
    text: str


def good(text: str) -> Result:
    return Result(Verdict.GOOD, text)


def look(text: str) -> Result:
    return Result(Verdict.LOOK, text)


def bad(text: str) -> Result:
    return Result(Verdict.BAD, text)
