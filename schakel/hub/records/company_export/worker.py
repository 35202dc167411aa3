"""The worker makes exports, a part at a time, and removes them after two weeks: a restart begins the part anew."""

import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from schakel.hub.due import LEASE, LeaseLost, work_each
from schakel.hub.intervals import Interval
from schakel.hub.records.company_export.models import FOLDER, KEPT, CompanyExport
from schakel.hub.records.company_export.write import DOCUMENTS, documents_of, write_part

RENEWED_EACH = 20.0  # seconds
SWEEP = Interval(3600)  # seconds
UNNAMED = timedelta(days=1)  # after which a file without a row goes
NO_RIGHT = "no_right"  # its maker lost it


class NoRight(Exception):
    """Permanent: who asked for it may not have it any more."""


def work_exports() -> int:
    """The worker's step. Returns of how many."""
    if SWEEP.begin():
        sweep()
    return work_each(CompanyExport.claim(batch=1), work)


def work(export: CompanyExport) -> None:
    if export.ended_at:
        remove(export)
        return
    try:
        make_part(export)
    except NoRight:
        remove(export, why=NO_RIGHT)


def make_part(export: CompanyExport) -> None:
    """The next one. Raises NoRight, LeaseLost."""
    before = list(export.parts.all())
    done = sum(part.documents for part in before)
    noting = Noting(export, done)
    noting.require_right()
    if not before:
        expected = documents_of(export).count()
        CompanyExport.objects.filter(pk=export.pk).update(expected=expected)
        export.expected = expected
    part = write_part(export, number=len(before) + 1, after=before[-1].last if before else 0, note=noting.note)
    is_last = part.documents < DOCUMENTS
    with transaction.atomic():
        mine = CompanyExport.objects.select_for_update(of=("self",))
        if not mine.filter(pk=export.pk, due_at=export.leased_until).exists():
            raise LeaseLost
        part.save()
        now = timezone.now()
        ends = {"ended_at": now, "due_at": now + KEPT} if is_last else {"due_at": now}
        export.end_attempt(done=done + part.documents, attempts=0, last_error="", **ends)


class Noting:
    """How far it is, and whether it goes on: its maker still has the right, and this worker still has it."""

    def __init__(self, export: CompanyExport, done: int) -> None:
        self.export, self.done, self.renewed = export, done, time.monotonic()

    def require_right(self) -> None:
        if not self.export.is_still_allowed():
            raise NoRight

    def note(self, count: int) -> None:
        self.require_right()
        CompanyExport.objects.filter(pk=self.export.pk).update(done=self.done + count)
        if time.monotonic() - self.renewed > RENEWED_EACH:
            CompanyExport.renew_leases([self.export], LEASE)
            self.renewed = time.monotonic()
        if self.export.lease_deadline and self.export.lease_deadline <= time.monotonic():
            raise LeaseLost


def remove(export: CompanyExport, *, why: str = "") -> None:
    """Its files; the row stays for a while and says that it was made."""
    for part in export.parts.all():
        part.place.unlink(missing_ok=True)
    export.end_attempt(due_at=None, removed_at=timezone.now(), last_error=why)


def sweep() -> None:
    """Files that no row names: of an account that was erased, or of a database that was restored."""
    known = set(CompanyExport.objects.filter(removed_at=None).values_list("pk", flat=True))
    folder = Path(settings.DATA) / FOLDER
    for file in folder.glob("*-*.*") if folder.is_dir() else ():
        key = file.name.partition("-")[0]
        is_old = time.time() - file.stat().st_mtime > UNNAMED.total_seconds()
        if is_old and (not key.isdecimal() or int(key) not in known):
            file.unlink(missing_ok=True)
