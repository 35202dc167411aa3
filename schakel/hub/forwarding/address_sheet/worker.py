"""A sheet with many rows: the worker checks them, a person looks at them, and the worker saves them."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schakel.hub.connections.models import Office
from schakel.hub.connections.rights import Right
from schakel.hub.documents import waiting_files
from schakel.hub.documents.models import WaitingFile
from schakel.hub.documents.waiting_files import OutcomeLine, Reader, no_right
from schakel.hub.forwarding.address_sheet.check import AddressRow
from schakel.hub.forwarding.address_sheet.columns import NEEDED, known_headings
from schakel.hub.forwarding.address_sheet.save import checked_rows, save_rows
from schakel.hub.people.models import User
from schakel.hub.web import sheet_reading
from schakel.hub.web.sheet_columns import RowValues, SheetTable, read_table, values_of
from schakel.hub.web.sheet_reading import UnreadableSheet
from schakel.hub.web.sheet_rows import RowOutcome, unpacked

TO_CHECK, TO_SAVE = "addresses_to_check", "addresses_to_save"


def keep_for_worker(kind: str, name: str, data: bytes, *, office: Office, by: User) -> WaitingFile:
    """`data` is the sheet as it came, or the rows as the page held them."""
    return waiting_files.keep_for_later(kind, name, data, by=by, result={"office": office.pk})


def office_of(file: WaitingFile) -> Office | None:
    """The office, while who brought the file still works there."""
    office: Office | None = (
        Office.objects.allowing(file.by, Right.SET_UP).filter(pk=(file.result or {}).get("office", 0)).first()
    )
    return office


def read_sheet(data: bytes) -> SheetTable:
    """Raises UnreadableSheet (permanent)."""
    return read_table(sheet_reading.read(data), known_headings(), needed=NEEDED)


def rows_in(table: SheetTable) -> list[tuple[int, RowValues]]:
    return [(number, values_of(table.names, cells)) for number, cells in table.rows]


def check_file(file: WaitingFile, data: bytes) -> Iterable[OutcomeLine]:
    """`file.result` then holds every row and the headings that are not known, for the page that shows them."""
    office = office_of(file)
    if office is None:
        return [no_right()]
    try:
        table = read_sheet(data)
    except UnreadableSheet as fault:
        return [OutcomeLine("bad", str(fault.sentence))]
    rows = [
        [row.number, row.values, row.outcome.value, row.faults, row.name, row.others]
        for row in checked_rows(office, rows_in(table))
    ]
    file.result = {"office": office.pk, "rows": rows, "unknown": table.unknown}
    address = f"{reverse('forwarding:addresses')}?office={office.pk}&file={file.pk}"
    return [OutcomeLine("good", _("Check what is in it, then import it."), address)]


def checked_file(office: Office, *, by: Any, pk: str) -> tuple[list[AddressRow], list[str]] | None:
    """The rows and unknown headings of a file that this person brought and the worker checked; None: there is no such file."""
    own = WaitingFile.objects.filter(by=by, kind=TO_CHECK, due_at=None, result__office=office.pk)
    file = own.filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 19 else None
    if file is None or "rows" not in file.result:  # type: ignore[operator]  # a dict, as `keep_for_worker` wrote it
        return None
    return [
        AddressRow(number, values, RowOutcome(outcome), faults, company_name=name, others=tuple(others))
        for number, values, outcome, faults, name, others in file.result["rows"]  # type: ignore[index]  # likewise
    ], file.result["unknown"]  # type: ignore[index]  # likewise


def save_file(file: WaitingFile, data: bytes) -> Iterable[OutcomeLine]:
    office = office_of(file)
    if office is None:
        return [no_right()]
    count = save_rows(office, unpacked(data.decode()), by=file.by)
    return [OutcomeLine("good", how_many(count), reverse("forwarding:list"))]


def how_many(count: int) -> str:
    return ngettext("%(n)s row was imported.", "%(n)s rows were imported.", count) % {"n": count}


READERS: dict[str, Reader] = {TO_CHECK: check_file, TO_SAVE: save_file}
