"""CompanyImport: a sheet of client companies on its way in, and each of its rows."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models.company import LONGEST_NAME, Company
from schakel.hub.connections.models.office import Office
from schakel.hub.connections.rights import Right
from schakel.hub.due import Due
from schakel.hub.people.models import User, first_language
from schakel.hub.web.language import language_choices

FAULTY_KEPT = timedelta(days=90)  # what is written in rows that were not imported


class CompanyImportQuerySet(models.QuerySet["CompanyImport"]):
    def managed_by(self, user: Any) -> "CompanyImportQuerySet":
        """Those of the office to which this person may add companies, no matter which of its members brought the sheet."""
        return self.filter(office__in=Office.objects.allowing(user, Right.ADD))


class CompanyImport(Due):
    """A sheet of companies: checked row by row, looked at, then imported. Due while the worker has something to do."""

    FAIR_KEY = "office_id"

    class State(models.TextChoices):
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("to confirm")
        IMPORTING = "importing", _("being imported")
        DONE = "done", _("imported")

    office = models.ForeignKey(Office, models.CASCADE, related_name="company_imports")
    by = models.ForeignKey(User, models.CASCADE, related_name="company_imports")
    name = models.CharField(max_length=200, blank=True)  # of the file
    language = models.CharField(
        max_length=2, choices=language_choices, default=first_language
    )  # in which faults are said
    headings = models.JSONField()  # as they are in the sheet
    state = models.CharField(max_length=10, choices=State.choices, default=State.CHECKING)
    asks_first = models.BooleanField(default=True)  # whether somebody looks at it between checking and importing
    at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = CompanyImportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["office", "-id"])]

    def __str__(self) -> str:
        return self.name or str(self.pk)

    @property
    def is_working(self) -> bool:
        return self.due_at is not None

    @property
    def is_failed(self) -> bool:
        """After the last try: the operator is asked."""
        return self.due_at is None and bool(self.last_error)

    def companies(self) -> models.QuerySet[Company]:
        """Those it added and those of its rows that the office had already."""
        rows = self.rows.filter(outcome__in=[CompanyImportRow.Outcome.ADDED, CompanyImportRow.Outcome.HERE])
        return Company.objects.filter(office=self.office_id, pk__in=rows.values("company"))

    def counts(self) -> dict[str, int]:
        """How many rows have each outcome."""
        return dict(self.rows.order_by().values_list("outcome").annotate(n=Count("pk")))


class CompanyImportRow(models.Model):
    """One row of the sheet."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("not checked yet")
        NEW = "new", _("to import")
        ADDED = "added", _("imported")
        HERE = "here", _("already here")
        FAULTY = "faulty", _("has errors")

    company_import = models.ForeignKey(CompanyImport, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()  # in the sheet, the headings being 1
    cells = models.JSONField()  # text, as many as the sheet has; emptied once imported
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    faults = models.JSONField(default=list)  # sentences in the language of the import
    enterprise_number = models.CharField(max_length=10, blank=True)  # ten digits, where they are right
    name = models.CharField(max_length=LONGEST_NAME, blank=True)  # written, or found by the number
    company = models.ForeignKey(Company, models.SET_NULL, null=True, blank=True, related_name="import_rows")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company_import", "number"], name="one_import_row_per_number"),
        ]
        indexes = [models.Index(fields=["company_import", "outcome", "number"])]

    def __str__(self) -> str:
        return f"{self.company_import}, {self.number}"
