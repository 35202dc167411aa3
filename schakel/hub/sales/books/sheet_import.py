"""Customers or products from a spreadsheet: first shown row by row with what is wrong, then taken in.

Between the two nothing is kept here: the page holds what was read, and it is judged again when it comes back.
"""

from dataclasses import dataclass
from typing import Any, Self

from django.db import transaction
from django.utils.translation import gettext as _

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record
from schakel.hub.connections.models import Company
from schakel.hub.sales.books.book import Book, cell_text, code_of
from schakel.hub.web.sheet_columns import NO_HEADINGS, NO_ROWS, RowValues
from schakel.hub.web.sheet_reading import Row, UnreadableSheet
from schakel.hub.web.sheet_rows import CheckedRow, RowOutcome


@dataclass
class BookRow(CheckedRow):
    """One customer or product."""

    form: Any = None  # where it was judged just now

    @classmethod
    def faulty(cls, number: int, values: RowValues, form: Any) -> Self:
        faults = [
            f"{form.fields[name].label}: {sentence}" if name in form.fields else str(sentence)
            for name, sentences in form.errors.items()
            for sentence in sentences
        ]
        return cls(number, values, RowOutcome.FAULTY, faults)

    @property
    def more(self) -> str:
        return " · ".join(text for name in ("number", "city", "price", "vat") if (text := self.values.get(name, "")))


def read_rows(book: Book, rows: list[Row]) -> list[tuple[int, RowValues]]:
    """What stands under each known heading; empty rows are passed over.

    Raises:
        UnreadableSheet   permanent: no heading is known, or there is nothing below
    """
    names = [book.column(cell_text(cell)) for cell in rows[0]] if rows else []
    if "name" not in names:
        raise UnreadableSheet(NO_HEADINGS)
    found = []
    for number, row in enumerate(rows[1:], start=2):
        values = {name: cell_text(cell) for name, cell in zip(names, row, strict=False) if name}
        if any(values.values()):
            found.append((number, values))
    if not found:
        raise UnreadableSheet(NO_ROWS)
    return found


def unknown_headings(book: Book, rows: list[Row]) -> list[str]:
    """Of the columns that are passed over."""
    headings = [cell_text(cell) for cell in rows[0]] if rows else []
    return [each for each in headings if each.strip() and not book.column(each)]


def checked_rows(book: Book, company: Company, rows: list[tuple[int, RowValues]]) -> list[BookRow]:
    """Each row as the form sees it, beside what is known already of the same customer or product."""
    seen: set[str] = set()
    return [checked_row(book, company, number=number, values=values, seen=seen) for number, values in rows]


def checked_row(book: Book, company: Company, *, number: int, values: RowValues, seen: set[str]) -> BookRow:
    """`seen` are the identities of the rows above; this one's is added."""
    form = bound_form(book, book.new(company), values)
    if form.is_valid() and form.instance.identity in seen:
        form.add_error(None, _("This is the same as a row above."))
    if form.errors:
        return BookRow.faulty(number, values, form)
    seen.add(form.instance.identity)
    twin = form.instance.twin()
    if twin is None:
        return BookRow(number, values, RowOutcome.NEW, form=form)
    before = list(book.row(twin))
    form = bound_form(book, twin, values)
    if not form.is_valid():
        return BookRow.faulty(number, values, form)
    return BookRow(
        number, values, RowOutcome.SAME if list(book.row(form.instance)) == before else RowOutcome.CHANGED, form=form
    )


def bound_form(book: Book, thing: Any, values: RowValues) -> Any:
    """What the sheet has no column for stays as it is."""
    form: Any = book.form(None, instance=thing)
    known = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    data = {name: "" if value is None else str(value) for name, value in known.items()}
    for column in book.columns:
        if column.name in values and (values[column.name] or not column.choices):
            written = values[column.name]
            data[column.name] = code_of(book, column.name, written) if column.choices else written
    form.data, form.is_bound = data, True  # a form costs as much to make as to check
    return form


def take_in(book: Book, company: Company, rows: list[tuple[int, RowValues]]) -> int:
    """How many were new or changed; what has become faulty meanwhile is left out."""
    with transaction.atomic():
        taken = [
            each for each in checked_rows(book, company, rows) if each.outcome in (RowOutcome.NEW, RowOutcome.CHANGED)
        ]
        for each in taken:
            each.form.save()
        record(Action.BOOK_CHANGED, company, place=company.place, detail=f"{book.name}: {len(taken)} rows")
    return len(taken)
