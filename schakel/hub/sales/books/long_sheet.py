"""A sheet with many rows: the worker judges them, a person looks at them, and the worker takes them in."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schakel.hub.connections.models import Company
from schakel.hub.documents.models import WaitingFile
from schakel.hub.documents.waiting_files import OutcomeLine as Said
from schakel.hub.documents.waiting_files import Reader, no_right
from schakel.hub.sales.books import sheet_import
from schakel.hub.sales.books.book import BOOKS, Book
from schakel.hub.sales.rights import companies_sold_for_by
from schakel.hub.web import sheet_reading
from schakel.hub.web.sheet_reading import UnreadableSheet
from schakel.hub.web.sheet_rows import RowOutcome, unpacked


def to_judge(book: Book) -> str:
    """The kind of a waiting file: a sheet as it came."""
    return f"{book.name}_to_judge"


def to_take_in(book: Book) -> str:
    """Likewise: rows that a person said yes to, as the page held them."""
    return f"{book.name}_to_take_in"


def readers() -> dict[str, Reader]:
    found: dict[str, Reader] = {}
    for book in BOOKS.values():
        found |= {to_judge(book): partial(check_file, book), to_take_in(book): partial(take_in, book)}
    return found


def company_of(file: WaitingFile) -> Company | None:
    """The company, while they who brought the file may still sell for it."""
    return companies_sold_for_by(file.by).filter(pk=file.company_id or 0).first()


def check_file(book: Book, file: WaitingFile, data: bytes) -> Iterable[Said]:
    """`file.result` holds every row and the headings that are not known, for the page that shows them."""
    company = company_of(file)
    if company is None:
        return [no_right()]
    try:
        sheet = sheet_reading.read(data)
        lines = sheet_import.checked_rows(book, company, sheet_import.read_rows(book, sheet))
    except UnreadableSheet as fault:
        return [Said("bad", str(fault.sentence))]
    rows = [[each.number, each.values, each.outcome.value, each.faults] for each in lines]
    file.result = {"rows": rows, "unknown": sheet_import.unknown_headings(book, sheet)}
    address = reverse(book.routes["import"], args=[company.pk])
    return [Said("good", _("Check what is in it, then import it."), f"{address}?file={file.pk}")]


def rows_of_file(
    book: Book, company: Company, *, by: Any, pk: str
) -> tuple[list[sheet_import.BookRow], list[str]] | None:
    """The rows and unknown headings of a file that this person brought and the worker judged; None: there is no such file."""
    own = WaitingFile.objects.filter(by=by, company=company, kind=to_judge(book), result__isnull=False)
    file = own.filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 19 else None
    if file is None:
        return None
    rows, unknown = file.result["rows"], file.result["unknown"]  # type: ignore[index]  # `judge` wrote it
    return [
        sheet_import.BookRow(number, values, RowOutcome(outcome), faults) for number, values, outcome, faults in rows
    ], unknown


def take_in(book: Book, file: WaitingFile, data: bytes) -> Iterable[Said]:
    company = company_of(file)
    if company is None:
        return [no_right()]
    taken = sheet_import.take_in(book, company, unpacked(data.decode()))
    return [Said("good", said_of(taken), reverse(book.routes["list"], args=[company.pk]))]


def said_of(count: int) -> str:
    return ngettext("%(n)s row was imported.", "%(n)s rows were imported.", count) % {"n": count}
