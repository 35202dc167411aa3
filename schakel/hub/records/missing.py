"""What the journal has and the database has not: a line of the list after a restore."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    MESSAGE = "message"
    NUMBER = "number"


class Outcome(StrEnum):
    """What became of it, or what hinders."""

    MISSING = "missing"  # nothing was done yet
    FILED = "filed"
    NO_COMPANY = "no_company"  # the company it belongs to is not in this database
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Missing:
    kind: Kind
    at: str  # UTC, ISO 8601
    name: str  # message id, or the number on the document
    party: str  # who sent it, or the company that issued it
    outcome: Outcome = Outcome.MISSING
    is_sure: bool = True  # False: it is not known whether the number was used, for the process ended meanwhile
