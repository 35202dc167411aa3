"""The sheet of migration keys: checked, looked at, then taken over or handed out by the worker, some rows at a time."""

import json
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from schakel.hub.connections.models import Office
from schakel.hub.connections.rights import Right
from schakel.hub.documents import waiting_files
from schakel.hub.documents.models import WaitingFile
from schakel.hub.documents.waiting_files import OutcomeLine, Reader, no_right
from schakel.hub.network.registration import worker as registration_worker
from schakel.hub.network.registration.document_types import Choice, kinds_of
from schakel.hub.network.registration.key_sheet.check import KeyChecker, KeyRow
from schakel.hub.network.registration.key_sheet.columns import NEEDED, known_headings
from schakel.hub.people.models import User
from schakel.hub.web import sheet_reading
from schakel.hub.web.sheet_columns import RowValues, SheetTable, read_table, values_of
from schakel.hub.web.sheet_rows import RowOutcome, unpacked
from schakel.peppol.errors import PeppolError

TO_TAKE_OVER, TO_HAND_OUT = "keys_to_take_over", "keys_to_hand_out"
AT_A_TIME = 25  # rows: each asks the SML something, and the worker has other work too
USUAL: list[str] = [Choice.INVOICES, Choice.RESPONSES]
CHANGES = (RowOutcome.NEW, RowOutcome.CHANGED)


def read_sheet(data: bytes) -> SheetTable:
    """Raises UnreadableSheet (permanent)."""
    return read_table(sheet_reading.read(data), known_headings(), needed=NEEDED)


def checked_rows(office: Office, rows: Iterable[tuple[int, RowValues]], *, leaving: bool) -> list[KeyRow]:
    checker = KeyChecker(office, leaving=leaving)
    return [checker.check(number, values) for number, values in rows]


def rows_in(table: SheetTable) -> list[tuple[int, RowValues]]:
    return [(number, values_of(table.names, cells)) for number, cells in table.rows]


def request_keys(office: Office, rows: list[tuple[int, RowValues]], *, by: User, leaving: bool) -> int:
    """The worker takes them over or hands them out; how far it is stands on the page. Returns how many rows."""
    kind = TO_HAND_OUT if leaving else TO_TAKE_OVER
    for start in range(0, len(rows), AT_A_TIME):
        data = json.dumps(rows[start : start + AT_A_TIME]).encode()
        file = waiting_files.keep_for_later(kind, str(_("Migration keys")), data, by=by, result={"office": office.pk})
        WaitingFile.objects.filter(pk=file.pk).update(seen_at=timezone.now())  # told on the page of the keys
    return len(rows)


def waiting_rows(office: Office, *, by: Any) -> int:
    """Of those that this person brought; so many at most."""
    files = WaitingFile.objects.filter(kind__in=READERS, result__office=office.pk, due_at__isnull=False, by=by)
    return files.count() * AT_A_TIME


def refused_lines(office: Office, *, by: Any) -> list[str]:
    """What the newest ones of this person came to, where something is wrong."""
    files = WaitingFile.objects.filter(kind__in=READERS, result__office=office.pk, due_at=None, by=by)
    outcomes = files.order_by("-pk").values_list("outcome", flat=True)[:80]
    return [line[1] for outcome in outcomes for line in outcome or [] if line[0] == "bad"][:200]


def work_file(file: WaitingFile, data: bytes) -> Iterable[OutcomeLine]:
    """Each row anew, so that a worker that died in the middle begins again and does nothing twice."""
    office = Office.objects.allowing(file.by, Right.SET_UP).filter(pk=(file.result or {}).get("office", 0)).first()
    if office is None:
        return [no_right()]
    leaving, count = file.kind == TO_HAND_OUT, 0
    lines: list[OutcomeLine] = []
    for row in checked_rows(office, unpacked(data.decode()), leaving=leaving):
        if row.outcome in CHANGES:
            try:
                (hand_out if leaving else take_over)(row, by=file.by)
                count += 1
            except PeppolError as error:
                row.faults.append(error.said_in(get_language() or "en"))
        lines += [OutcomeLine("bad", f"{row.name}: {fault}") for fault in row.faults]
    return [OutcomeLine("good", how_many(count), reverse("network:migration_keys")), *lines]


def take_over(row: KeyRow, *, by: User) -> None:
    """Under a mandate at once, else when the client confirms it."""
    assert row.company
    key = row.values["key"]
    if row.registration is None:
        kinds = kinds_of(USUAL)
        registration_worker.request_registration(row.company, [row.scheme], kinds, by=by, migration_key=key)
        return
    row.registration.migration_key = key
    registration_worker.proceed(row.registration, by=by)


def hand_out(row: KeyRow, *, by: User) -> None:
    """Raises PeppolError."""
    assert row.registration
    registration_worker.prepare_migration(row.registration)


def how_many(count: int) -> str:
    return ngettext("%(n)s row was imported.", "%(n)s rows were imported.", count) % {"n": count}


READERS: dict[str, Reader] = {TO_TAKE_OVER: work_file, TO_HAND_OUT: work_file}
