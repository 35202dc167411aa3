"""A sheet of accounts: read and checked, looked at by a person, saved row by row. What waits holds keys encrypted only."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schakel.hub.connections.models import Office
from schakel.hub.documents import waiting_files
from schakel.hub.documents.models import WaitingFile
from schakel.hub.documents.waiting_files import OutcomeLine, Reader, no_right
from schakel.hub.network.accounts.save import AccountRefused, add_company, change_account, create_account
from schakel.hub.network.accounts.sheet.check import AccountChecker, AccountRow, has_many_companies
from schakel.hub.network.accounts.sheet.columns import NEEDED, known_headings, without_secrets
from schakel.hub.network.models import AccountCompany
from schakel.hub.network.models.provider_account import fingerprint_of
from schakel.hub.people.models import User
from schakel.hub.web import sheet_reading
from schakel.hub.web.sheet_columns import read_table, values_of
from schakel.hub.web.sheet_rows import AT_ONCE, RowOutcome, unpacked

TO_CHECK, TO_SAVE = "accounts_to_check", "accounts_to_save"


def keep_sheet(office: Office, name: str, data: bytes, *, by: User) -> WaitingFile:
    """Its rows, the keys encrypted; a short one is checked at once. Raises UnreadableSheet (permanent)."""
    table = read_table(sheet_reading.read(data), known_headings(), needed=NEEDED)
    rows = [[number, without_secrets(values_of(table.names, cells), office=office)] for number, cells in table.rows]
    with transaction.atomic():
        file = keep(TO_CHECK, name, rows, office=office, by=by, unknown=table.unknown)
        if len(rows) <= AT_ONCE:
            waiting_files.read(file)
    return file


def keep(kind: str, name: str, rows: list[list[Any]], *, office: Office, by: User, unknown: list[str]) -> WaitingFile:
    result = {"office": office.pk, "unknown": unknown}
    return waiting_files.keep_for_later(kind, name, json.dumps(rows).encode(), by=by, result=result)


def office_of(file: WaitingFile) -> Office | None:
    """The office, while who brought the file still owns it."""
    office: Office | None = Office.objects.owned_by(file.by).filter(pk=(file.result or {}).get("office", 0)).first()
    return office


def check_file(file: WaitingFile, data: bytes) -> Iterable[OutcomeLine]:
    """`file.result` then holds every row, for the page that shows them."""
    office = office_of(file)
    if office is None:
        return [no_right()]
    checker = AccountChecker(office)
    rows = [checker.check(number, values) for number, values in unpacked(data.decode())]
    kept = [[row.number, row.values, row.outcome.value, row.faults, row.name] for row in rows]
    file.result = {**file.result, "rows": kept}  # type: ignore[dict-item]  # a dict, as `keep` wrote it
    address = f"{reverse('network:account_sheet')}?office={office.pk}&file={file.pk}"
    return [OutcomeLine("good", _("Check what is in it, then import it."), address)]


def checked_file(office: Office, *, by: Any, pk: str) -> WaitingFile | None:
    """A file that this person brought and the worker checked; None: there is no such file."""
    own = WaitingFile.objects.filter(by=by, kind=TO_CHECK, due_at=None, result__office=office.pk)
    file = own.filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 19 else None
    return file if file and "rows" in file.result else None  # type: ignore[operator]  # a dict, as `keep` wrote it


def checked_rows(file: WaitingFile) -> list[AccountRow]:
    return [
        AccountRow(number, values, RowOutcome(outcome), faults, shown_name=name)
        for number, values, outcome, faults, name in file.result["rows"]  # type: ignore[index]  # likewise
    ]


def save_later(file: WaitingFile, office: Office) -> WaitingFile:
    """The rows without faults; the file that was checked is not kept, nor what it held."""
    wanted = (RowOutcome.NEW, RowOutcome.CHANGED)
    rows = [[row.number, row.values] for row in checked_rows(file) if row.outcome in wanted]
    with transaction.atomic():
        saving = keep(TO_SAVE, file.name, rows, office=office, by=file.by, unknown=[])
        file.delete()
        if len(rows) <= AT_ONCE:
            waiting_files.read(saving)
    return saving


def save_file(file: WaitingFile, data: bytes) -> Iterable[OutcomeLine]:
    """Row by row, each whole or not at all: a worker that dies begins again, and what is there stays as it is."""
    office = office_of(file)
    if office is None:
        return [no_right()]
    checker, count, refused = AccountChecker(office), 0, []
    for row in (checker.check(number, values) for number, values in unpacked(data.decode())):
        try:
            count += save_row(office, row, by=file.by)
        except AccountRefused as fault:
            row.faults.append(str(fault.sentence))
        refused += [f"{number_of(row)}: {fault}" for fault in row.faults]
    lines = [OutcomeLine("good", how_many(count), reverse("network:accounts"))]
    return lines + [OutcomeLine("bad", each) for each in refused[:100]]


def save_row(office: Office, row: AccountRow, *, by: User) -> bool:
    """Whether it changed something. Raises AccountRefused."""
    if row.outcome not in (RowOutcome.NEW, RowOutcome.CHANGED) or row.company is None:
        return False
    with transaction.atomic():
        seat = AccountCompany.objects.active().filter(company=row.company).select_related("account__office").first()
        if row.credentials is None:
            account = seat.account if seat else None
        else:
            mark = fingerprint_of(row.kind, row.url, row.credentials)
            account = office.provider_accounts.filter(fingerprint=mark).first()
            if seat and (account == seat.account or not has_many_companies(row.kind)):
                hook = seat.account.known_credentials.get("webhook_secret", "")
                given = {**row.credentials, "webhook_secret": row.credentials.get("webhook_secret") or hook}
                change_account(seat.account, row.url, {name: given[name] for name in row.credentials})
                account = seat.account
            account = account or create_account(office, row.kind, row.url, row.credentials, by=by)
        if account:
            add_company(account, row.company, legal_entity=row.legal_entity)
    return account is not None


def number_of(row: AccountRow) -> str:
    return _("Row %(number)s") % {"number": row.number}


def how_many(count: int) -> str:
    return ngettext("%(n)s row was imported.", "%(n)s rows were imported.", count) % {"n": count}


READERS: dict[str, Reader] = {TO_CHECK: check_file, TO_SAVE: save_file}
