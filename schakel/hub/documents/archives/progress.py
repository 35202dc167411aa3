"""How far a ZIP is: kept with it, so that a worker that is killed goes on where it was."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

MOST_NAMED = 200  # files that were not taken, by name

Phase = Literal["looking", "ready", "importing", "done"]


@dataclass
class Progress:
    """`found` counts pieces by what they are: invoice, credit_note, paper, pdf (not looked into yet), known, refused, with_pdf."""

    phase: Phase = "looking"
    at: int = 0  # pieces that are over
    of: int = 0
    connection: int | None = None  # where papers go
    history: str = "history"  # a bills.history.HistoryChoice
    found: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)  # documents by connection
    first: str = ""  # day of issue, ISO
    last: str = ""
    refused: list[list[str]] = field(default_factory=list)  # name, sentence

    def count(self, what: str) -> None:
        self.found[what] = self.found.get(what, 0) + 1

    def refuse(self, name: str, why: str) -> None:
        self.count("refused")
        if len(self.refused) < MOST_NAMED:
            self.refused.append([name[-200:], why])

    def note_day(self, day: str) -> None:
        self.first = min(filter(None, (self.first, day)))
        self.last = max(self.last, day)

    def begin(self, phase: Phase) -> None:
        """From the first piece, with nothing found."""
        self.phase, self.at, self.found, self.places, self.refused = phase, 0, {}, {}, []
        self.first = self.last = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, told: Any) -> "Progress":
        return cls(**told)
