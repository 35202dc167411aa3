"""Open items for a spreadsheet: typed cells, and no text that a spreadsheet would run (K01)."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from schakel.hub.payments.models import Payable
from schakel.hub.payments.models.payable import PayableQuerySet
from schakel.hub.payments.open_items import ORDER, PREFETCHED, with_payments
from schakel.hub.payments.standing import standing

MOST = 50_000  # rows
CHUNK = 1000
MONEY, DAY = "#,##0.00", "yyyy-mm-dd"
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # no spreadsheet can hold them; a tab and a line feed it can
DANGEROUS = re.compile(r"""(^|["';,])(?=[=+\-@\t\r\n])""")

Cell = str | Decimal | date | None


def headings() -> list[str]:
    return [
        _("Company"), _("Number"), _("From or to"), _("Date"), _("Due"), _("Currency"), _("Amount"), _("Still open"),
        _("State"), _("Account number (IBAN)"), _("Communication"),
    ]  # fmt: skip


def rows(found: PayableQuerySet) -> Iterator[list[Cell]]:
    ordered = with_payments(found).order_by(*ORDER)[:MOST]
    return (row(each) for each in ordered.iterator(chunk_size=CHUNK))


def row(paying: Payable) -> list[Cell]:
    document = paying.document
    here = standing(paying, getattr(document, PREFETCHED))
    return [
        document.connection.company.name, document.number, document.party, document.issue_date, document.due_date,
        document.currency, document.amount, paying.left, str(here.state.label), paying.iban, paying.remittance,
    ]  # fmt: skip


def harmless(text: str) -> str:
    """An apostrophe before what would begin a formula, also behind a separator at which a program may cut."""
    return DANGEROUS.sub(r"\1'", text.replace("\0", ""))


def as_csv(found: PayableQuerySet) -> bytes:
    """RFC 4180 in UTF-8 with a mark: commas between, points in numbers, days as 2026-11-24."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headings())
    for cells in rows(found):
        writer.writerow([plain(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def plain(cell: Cell) -> str:
    if isinstance(cell, str):
        return harmless(cell)
    if isinstance(cell, Decimal):
        return f"{cell:.2f}" if cell == round(cell, 2) else f"{cell:f}"
    return cell.isoformat() if cell else ""


def as_xlsx(found: PayableQuerySet) -> bytes:
    """Numbers are numbers, days are days, and text is text, whatever it begins with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Open"))
    sheet.append(headings())
    for cells in rows(found):
        sheet.append([typed(sheet, cell) for cell in cells])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def typed(sheet, cell: Cell):  # type: ignore[no-untyped-def]  # openpyxl has no types
    made = WriteOnlyCell(sheet)
    if isinstance(cell, str):
        made.value = CONTROL.sub("", cell)
        made.data_type = "s"
    else:
        made.value = cell
        made.number_format = MONEY if isinstance(cell, Decimal) else DAY
    return made
