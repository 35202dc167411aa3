"""The headings of a sheet that somebody made, and the rows below them: which column is which, in any of the four languages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from schakel.base.folding import compact, folded
from schakel.hub.web.language import Sentence
from schakel.hub.web.sheet_reading import Row, UnreadableSheet
from schakel.hub.web.spreadsheet import Cell

NO_HEADINGS = _("The first row has no headings we know. Download the template and use its headings.")
NO_ROWS = _("There is nothing below the headings.")
SAME_HEADING = _("Two columns have the same meaning: “{}” and “{}”. Remove one of them, then choose the file again.")
LONGEST_HEADING = 60  # characters, as a sentence repeats it

RowValues = dict[str, str]  # name of a column → what was written in it


@dataclass(frozen=True)
class SheetColumn:
    """`name` is for the code. The template has `heading`; a sheet may have it in another of the four languages, or `others`."""

    name: str
    heading: Sentence
    hint: Sentence = ""  # what to write in it
    others: tuple[str, ...] = ()  # headings that other programs write above the same


@dataclass(frozen=True)
class SheetTable:
    """A sheet below its headings. `names` has the column of each heading, "" for one that nobody knows."""

    headings: list[str]
    names: list[str]
    rows: list[tuple[int, list[str]]]  # number, as a spreadsheet program counts; the cells as text

    @property
    def unknown(self) -> list[str]:
        return unknown_headings(self.headings, self.names)


def unknown_headings(headings: Iterable[str], names: Iterable[str]) -> list[str]:
    return [heading for heading, name in zip(headings, names, strict=True) if heading.strip() and not name]


def names_by_heading(columns: Iterable[SheetColumn]) -> dict[str, str]:
    """Heading as `heading_key` has it → name of its column."""
    columns = list(columns)
    found = {heading_key(other): column.name for column in columns for other in column.others}
    for language, _word in settings.LANGUAGES:
        with override(language):
            found |= {heading_key(str(column.heading)): column.name for column in columns}
    return found


def heading_key(heading: str) -> str:
    """`E-mail :` and `email` are one."""
    return compact(folded(heading))


def read_table(rows: list[Row], known: Mapping[str, str], *, needed: Iterable[str]) -> SheetTable:
    """The sheet below its headings, without its empty rows. `known` is of `names_by_heading`.

    Raises:
        UnreadableSheet   permanent: none of the `needed` columns is there, two mean the same, or nothing is below
    """
    headings = [cell_text(cell) for cell in rows[0]] if rows else []
    names = [known.get(heading_key(heading), "") for heading in headings]
    if not set(needed) & set(names):
        raise UnreadableSheet(NO_HEADINGS)
    refuse_same(headings, names)
    below = [(number, [cell_text(cell) for cell in row]) for number, row in enumerate(rows[1:], start=2)]
    filled = [(number, cells) for number, cells in below if any(cells)]
    if not filled:
        raise UnreadableSheet(NO_ROWS)
    return SheetTable(headings, names, filled)


def refuse_same(headings: list[str], names: list[str]) -> None:
    """Raises UnreadableSheet (permanent): two headings mean the same."""
    seen: dict[str, str] = {}
    for heading, name in zip(headings, names, strict=True):
        if name in seen:
            raise UnreadableSheet(format_lazy(SAME_HEADING, seen[name][:LONGEST_HEADING], heading[:LONGEST_HEADING]))
        if name:
            seen[name] = heading


def values_of(names: list[str], cells: list[str]) -> RowValues:
    """What is written in the columns that are known; empty cells are left out."""
    return {name: cell for name, cell in zip(names, cells, strict=False) if name and cell}


def cell_text(cell: Cell) -> str:
    """As one types it: a number without needless decimals, a day as 2026-11-24."""
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}"
    return cell.isoformat() if isinstance(cell, date) else (cell or "").strip()
