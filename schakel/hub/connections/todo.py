"""What waits for a person in an office, by kind. The rooms say so when they open (AppConfig.ready); *Today* (the overview room,
above them all) counts and shows it, ADR 0282.

A kind is a query of rows, each of which is one thing to do and names its company; so that what is counted, for whom and since
when is said once.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Count, Max, Min, QuerySet

from schakel.hub.web.language import Sentence

Tone = Literal["bad", "wait", ""]  # as the look knows it: wrong, waits, worth knowing


@dataclass(frozen=True)
class Found:
    """What waits in one company, of one kind."""

    number: int
    since: datetime  # the oldest
    reason: str = ""  # the code that all of them share; empty: several, or none is known
    only: int | None = None  # the row, where there is one

    def plus(self, other: "Found") -> "Found":
        return Found(
            self.number + other.number,
            min(self.since, other.since),
            self.reason if self.reason == other.reason else "",
        )


@dataclass(frozen=True)
class TodoKind:
    """One kind of thing to do. `page` gives the address where it is done, in one company or (None) in all of them; `of_one` that of
    a single row, where it has a page of its own.

    `rows` hold only what nobody has to be asked for twice: what is solved is no longer among them.
    """

    code: str
    order: int  # worst first; taken once
    tone: Tone
    sentence: Any  # ngettext_lazy with "n"
    button: Sentence
    rows: Callable[[], QuerySet[Any]]
    page: Callable[[int | None], str]
    since: str  # column: since when a row waits
    company: str = "company"  # column or path that names the company
    of_one: Callable[[int], str] | None = None
    is_per_company: bool = False  # what is counted is the companies
    reason: str = ""  # column with a code of why
    explain: Callable[[str], str] = str  # that code in words

    def found(self, companies: Collection[int] | QuerySet[Any] | None = None) -> dict[int, Found]:
        """By id of company: of these (their ids, or a query of them), else of all. One query."""
        rows = self.rows().order_by()
        if companies is not None:
            rows = rows.filter(**{f"{self.company}__in": companies})
        told = {"n": Count("pk", distinct=True), "oldest": Min(self.since), "first": Min("pk"), "last": Max("pk")}
        if self.reason:
            told |= {"reason_first": Min(self.reason), "reason_last": Max(self.reason)}
        return {row[self.company]: self.read(row) for row in rows.values(self.company).annotate(**told)}

    def read(self, row: dict[str, Any]) -> Found:
        same = bool(self.reason) and row["reason_first"] == row["reason_last"]
        return Found(
            number=1 if self.is_per_company else row["n"],
            since=row["oldest"],
            reason=(row["reason_first"] or "")[:LONGEST_REASON] if same else "",
            only=row["first"] if row["first"] == row["last"] else None,
        )


@dataclass(frozen=True)
class OperatorLine:
    """What waits for the operator, asked at each look: it is in few rows."""

    tone: Tone
    sentence: str
    since: datetime | None
    button: str
    address: str


LONGEST_REASON = 200  # characters
kinds: dict[str, TodoKind] = {}  # by code, worst first
of_operator: list[Callable[[], list[OperatorLine]]] = []


def register(*added: TodoKind) -> None:
    """For `AppConfig.ready`. Raises ImproperlyConfigured for a code or an order that is taken."""
    for kind in added:
        if kind.code in kinds or kind.order in {each.order for each in kinds.values()}:
            raise ImproperlyConfigured(f"there is something to do already under {kind.code!r} or {kind.order}")
        kinds[kind.code] = kind
    in_order = sorted(kinds.values(), key=lambda kind: kind.order)
    kinds.clear()
    kinds.update((kind.code, kind) for kind in in_order)
