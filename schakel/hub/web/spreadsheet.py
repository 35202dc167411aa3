"""A table for a spreadsheet program: typed cells, and no text that such a program would run (K01). And back again."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from schakel.einvoice.money import decimal_text

MONEY, DAY = "#,##0.00", "yyyy-mm-dd"
EXACT_DIGITS, FIRST_DAY = 15, date(1900, 3, 1)  # of a sheet; before March its leap years are wrong
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # no spreadsheet can hold them; a tab and a line feed it can
DANGEROUS = re.compile(r"""(^|["';,])(?=[=+\-@\t\r\n])""")
MADE_HARMLESS = re.compile(r"""(^|["';,])'(?=[=+\-@\t\r\n])""")
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

Cell = str | Decimal | date | None


def written(form: str, title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """`form` is one of TYPES."""
    return as_xlsx(title, headings, rows) if form == "xlsx" else as_csv(headings, rows)


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """RFC 4180 in UTF-8 with a mark: commas between, points in numbers, days as 2026-11-24."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headings)
    for cells in rows:
        writer.writerow([plain(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def plain(cell: Cell) -> str:
    if isinstance(cell, str):
        return harmless(cell)
    if isinstance(cell, Decimal):
        return figure(cell)
    return cell.isoformat() if cell else ""


def figure(amount: Decimal) -> str:
    """`100.00`, `0.125`: with its cents at least, and nothing rounded."""
    whole, _, cents = decimal_text(amount).partition(".")
    return f"{whole}.{cents:0<2}"


def harmless(text: str) -> str:
    """An apostrophe before what would begin a formula, also behind a separator at which a program may cut."""
    return DANGEROUS.sub(r"\1'", text.replace("\0", ""))


def restored(text: str) -> str:
    """The text before it was made harmless, for a file of ours that comes back."""
    return MADE_HARMLESS.sub(r"\1", text)


def as_xlsx(title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Numbers are numbers, days are days, and text is text, whatever it begins with; so is what a sheet cannot hold."""
    from openpyxl import Workbook  # only where there is a workbook: it takes as long to load as Django

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.append(headings)
    for cells in rows:
        sheet.append([typed(sheet, cell) for cell in cells])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def can_be_held(cell: str | Decimal | date) -> bool:
    """Whether a sheet keeps it exactly: it knows fifteen digits, and no day before 1900."""
    if isinstance(cell, Decimal):
        return len(cell.as_tuple().digits) <= EXACT_DIGITS
    return isinstance(cell, str) or cell >= FIRST_DAY


def typed(sheet, cell: Cell):  # type: ignore[no-untyped-def]  # openpyxl has no types
    from openpyxl.cell import WriteOnlyCell

    made = WriteOnlyCell(sheet)
    if cell is not None and not can_be_held(cell):
        cell = plain(cell)
    if isinstance(cell, str):
        made.value = CONTROL.sub("", cell)
        made.data_type = "s"
    else:
        made.value = cell
        made.number_format = MONEY if isinstance(cell, Decimal) else DAY
    return made
