"""The worker's step that checks the sheets of companies that people brought, and imports them.

A few seconds of each at a time. Companies and what became of their rows are one transaction: a worker that is killed goes on
at the next row, and nothing is there twice.
"""

import time
from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from schakel.hub.audit.origin import acting_for
from schakel.hub.connections.company_import.check import CheckedRow, FoundNames, RowChecker
from schakel.hub.connections.company_import.column_sets import NotSaved
from schakel.hub.connections.company_import.columns import names_of
from schakel.hub.connections.elsewhere import AlreadyElsewhere
from schakel.hub.connections.enterprise_lookup import look_up_enterprises
from schakel.hub.connections.models import Company, CompanyImport, CompanyImportRow, Office
from schakel.hub.connections.models.company import LONGEST_NAME
from schakel.hub.connections.models.company_import import FAULTY_KEPT
from schakel.hub.connections.new_company import AlreadyHere, add_company
from schakel.hub.connections.rights import Right
from schakel.hub.due import LeaseLost, work_each
from schakel.hub.web.sheet_columns import values_of

BATCH = 50  # rows in one transaction
SLICE = 5.0  # seconds at a time for one sheet
LEASE = timedelta(minutes=5)
State, Outcome = CompanyImport.State, CompanyImportRow.Outcome
WRITTEN = ["outcome", "faults", "enterprise_number", "name", "company", "cells"]  # of a row


def work_imports() -> int:
    """The worker's step."""
    count = work_each(CompanyImport.claim(batch=1, lease=LEASE), work_slice)
    if count:
        old = CompanyImportRow.objects.filter(company_import__at__lt=timezone.now() - FAULTY_KEPT)
        old.filter(outcome=Outcome.FAULTY).exclude(cells=[]).update(cells=[])
    return count


def work_slice(company_import: CompanyImport) -> None:
    with translation.override(company_import.language), acting_for(company_import.by_id):
        work = ImportWork(company_import, until=time.monotonic() + SLICE)
        while rows := work.next_rows():
            work.work(rows)
            if time.monotonic() > work.until:
                company_import.end_attempt(due_at=timezone.now(), attempts=0, last_error="")
                return
        work.end_state()


class ImportWork:
    """One slice of one sheet."""

    def __init__(self, company_import: CompanyImport, *, until: float) -> None:
        self.until = until  # monotonic
        self.not_asked: set[str] = set()  # enterprise numbers of rows that wait for the next slice
        self.company_import, self.is_checking = company_import, company_import.state == State.CHECKING
        self.names = names_of(company_import.headings)

    def next_rows(self) -> list[CompanyImportRow]:
        waiting = self.company_import.rows.filter(outcome=Outcome.WAITING if self.is_checking else Outcome.NEW)
        return list(waiting.order_by("number")[:BATCH])

    def work(self, rows: list[CompanyImportRow]) -> None:
        """In one transaction, after all that takes long. Raises LeaseLost: another worker is at it."""
        checked = self.check(rows)
        answered = [(row, each) for row, each in zip(rows, checked, strict=True) if not self.waits(each)]
        with transaction.atomic():
            self.keep_lease()
            offices = Office.objects.allowing(self.company_import.by, Right.ADD)
            is_allowed = offices.filter(pk=self.company_import.office_id).exists()
            for row, each in answered:
                if not is_allowed:
                    row.outcome, row.faults = Outcome.FAULTY, [_("Your account is not allowed to do this here.")]
                elif self.is_checking:
                    record(row, each)
                else:
                    self.add(row, each)
            CompanyImportRow.objects.bulk_create(
                [row for row, _each in answered], update_conflicts=True, unique_fields=["id"], update_fields=WRITTEN
            )  # takes a fifth of the time of an update

    def waits(self, row: CheckedRow) -> bool:
        """Its name is asked for outside in the next slice: the services are asked slowly."""
        return row.number is not None and row.number.digits in self.not_asked

    def keep_lease(self) -> None:
        mine = CompanyImport.objects.filter(pk=self.company_import.pk, due_at=self.company_import.leased_until)
        if not mine.update(interrupted_attempts=1):
            raise LeaseLost

    def check(self, rows: list[CompanyImportRow]) -> list[CheckedRow]:
        numbers, values = [row.number for row in rows], [values_of(self.names, row.cells) for row in rows]
        if self.is_checking:
            checker = RowChecker(self.company_import.office, by=self.company_import.by, find_names=self.find_names)
            return checker.check(values, above=self.checked_before(), numbers=numbers)
        found = FoundNames({row.enterprise_number: row.name for row in rows})
        return RowChecker(self.company_import.office, by=None, find_names=lambda _numbers: found).check(
            values, above={}, numbers=numbers
        )

    def find_names(self, numbers: Collection[str]) -> FoundNames:
        found = look_up_enterprises(numbers, language=self.company_import.office.language, until=self.until)
        self.not_asked = found.not_asked
        names = {number: enterprise.name[:LONGEST_NAME] for number, enterprise in found.by_number.items()}
        return FoundNames(names, found.unanswered)

    def checked_before(self) -> dict[str, int]:
        """The first row of each company among those that were checked."""
        rows = (
            self.company_import.rows.exclude(outcome=Outcome.WAITING).exclude(enterprise_number="").order_by("-number")
        )
        return dict(rows.values_list("enterprise_number", "number"))

    def add(self, row: CompanyImportRow, checked: CheckedRow) -> None:
        """The company with all that the row says of it, or nothing of it."""
        record(row, checked)
        if row.outcome != Outcome.NEW:
            return
        try:
            with transaction.atomic():
                row.company = self.company_of(checked)
        except AlreadyHere as fault:
            row.outcome, row.company = Outcome.HERE, fault.company
        except (AlreadyElsewhere, NotSaved) as fault:
            row.outcome, row.faults = Outcome.FAULTY, [str(fault.sentence)]
        else:
            row.outcome, row.cells = Outcome.ADDED, []

    def company_of(self, checked: CheckedRow) -> Company:
        """Raises AlreadyHere, AlreadyElsewhere, NotSaved."""
        assert checked.number  # a row without faults has one
        values = checked.values
        company = add_company(
            self.company_import.office,
            checked.number,
            name=checked.name,
            email=values.get("email", ""),
            language=checked.language,
            phone=values.get("phone", ""),
            responsible=checked.responsible,
            mandate_given_on=checked.mandate_given_on,
            note=values.get("note", ""),
        )
        for columns, own in checked.own_values:
            columns.save(company, own, by=self.company_import.by)
        return company

    def end_state(self) -> None:
        """All rows are worked: somebody looks, or the import goes on, or it is done."""
        if not self.is_checking:
            self.company_import.end_attempt(state=State.DONE, done_at=timezone.now(), due_at=None, last_error="")
        elif self.company_import.asks_first:
            self.company_import.end_attempt(state=State.CHECKED, due_at=None, last_error="")
        else:
            self.company_import.end_attempt(state=State.IMPORTING, due_at=timezone.now(), attempts=0, last_error="")


def record(row: CompanyImportRow, checked: CheckedRow) -> None:
    row.faults, row.name, row.company_id = checked.faults, checked.name[:LONGEST_NAME], checked.company_id
    row.enterprise_number = checked.number.digits if checked.number else ""
    row.outcome = Outcome.FAULTY if checked.faults else Outcome.HERE if checked.company_id else Outcome.NEW
