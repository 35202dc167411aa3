"""A sheet of companies is brought: read at once, kept row by row, checked by the worker; then somebody says yes or no."""

from django.db import transaction
from django.utils import timezone

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import Place, record
from schakel.hub.connections.company_import.columns import NUMBERS, known_headings
from schakel.hub.connections.models import CompanyImport, CompanyImportRow, Office
from schakel.hub.people.models import User
from schakel.hub.web import sheet_reading
from schakel.hub.web.sheet_columns import read_table

State, Outcome = CompanyImport.State, CompanyImportRow.Outcome


def bring_sheet(
    office: Office, data: bytes, *, by: User, name: str = "", asks_first: bool = True, language: str = ""
) -> CompanyImport:
    """Kept for the worker to check. Without `asks_first` what is right is then imported at once. Faults are said in the
    `language`, without one in that of who brings it.

    Raises:
        UnreadableSheet   permanent: no sheet, too large, or without headings we know
    """
    table = read_table(sheet_reading.read(data), known_headings(), needed=NUMBERS)
    with transaction.atomic():
        company_import = CompanyImport.objects.create(
            office=office,
            by=by,
            name=name.replace("\0", "")[:200],
            language=language or by.language,
            headings=table.headings,
            asks_first=asks_first,
            due_at=timezone.now(),
        )
        rows = (
            CompanyImportRow(company_import=company_import, number=number, cells=cells) for number, cells in table.rows
        )
        CompanyImportRow.objects.bulk_create(rows, batch_size=500)
        record(Action.COMPANY_IMPORT_BROUGHT, company_import, place=Place(office.pk), by=by.pk)
    return company_import


def start_import(company_import: CompanyImport) -> bool:
    """Somebody has looked, and says yes. False: it is not ready for that, or is under way."""
    ready = CompanyImport.objects.filter(pk=company_import.pk, state=State.CHECKED, due_at=None)
    with transaction.atomic():
        if not ready.update(state=State.IMPORTING, due_at=timezone.now(), attempts=0, last_error=""):
            return False
        record(Action.COMPANY_IMPORT_STARTED, company_import, place=Place(company_import.office_id))
    return True


def discard_import(company_import: CompanyImport) -> bool:
    """Nothing of it is imported, and the sheet is forgotten. False: it is under way, or over."""
    with transaction.atomic():
        row = CompanyImport.objects.select_for_update().filter(pk=company_import.pk).first()
        if row is None or row.is_working or row.state not in (State.CHECKING, State.CHECKED):
            return False
        record(Action.COMPANY_IMPORT_DISCARDED, row, place=Place(row.office_id))
        row.delete()
    return True
