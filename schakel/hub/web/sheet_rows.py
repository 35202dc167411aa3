"""The rows of a sheet between reading and saving: checked, shown with what is wrong, held by the page until somebody says yes."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy

from schakel.hub.web.sheet_columns import RowValues
from schakel.hub.web.sheet_reading import MOST_ROWS

AT_ONCE = 150  # rows that are checked while somebody waits; with more, it is the worker's work (ADR 0192)


class RowOutcome(models.TextChoices):
    NEW = "new", gettext_lazy("new")
    CHANGED = "changed", gettext_lazy("changed")
    SAME = "same", gettext_lazy("unchanged")
    FAULTY = "faulty", gettext_lazy("has errors")


@dataclass
class CheckedRow:
    """One row of the sheet; `number` as the spreadsheet program counts, the headings being 1."""

    number: int
    values: RowValues
    outcome: RowOutcome
    faults: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.values.get("name", "")

    @property
    def more(self) -> str:
        """So that one knows it again."""
        return ""


def packed(lines: Iterable[CheckedRow]) -> str:
    """What the page holds until it is confirmed."""
    return json.dumps([[each.number, each.values] for each in lines if each.outcome != RowOutcome.FAULTY])


def unpacked(text: str) -> list[tuple[int, RowValues]]:
    """Whatever comes back: only text under names of text, and not more than a sheet may have."""
    return list(rows_in(text))[:MOST_ROWS]


def rows_in(text: str) -> Iterator[tuple[int, RowValues]]:
    try:
        rows = json.loads(text)
    except ValueError:
        return
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, list) and len(row) == 2 and isinstance(row[0], int) and isinstance(row[1], dict):
            yield row[0], {str(name): value for name, value in row[1].items() if isinstance(value, str)}
