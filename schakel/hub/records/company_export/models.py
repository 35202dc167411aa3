"""CompanyExport and ExportPart: all there is of a company, in one ZIP or several, made by the worker."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from schakel.hub.connections.models import Access, Company, Connection
from schakel.hub.due import Due
from schakel.hub.people.models import User

FOLDER = "exports"  # in SCHAKEL_DATA: no backup takes it along, for all of it can be made again
KEPT = timedelta(days=14)  # after it was made


def exportable_by(user: Any) -> models.QuerySet[Company]:
    """The companies of which this person may take all they see along: those they work for, closed ones too, and those of
    which they are a client."""
    if not user.is_authenticated:
        return Company.objects.none()
    held = Access.objects.active().filter(user=user).values("connection__company")
    managed = Company.objects.managed_by(user, also_closed=True).values("pk")
    return Company.objects.filter(Q(pk__in=managed) | Q(pk__in=held))


def full_sides_of(user: User, company: int) -> set[int]:
    """Keys of the connections of this company where this person, as its client, pays or sends, or did until it closed."""
    held = Access.objects.full(also_closed=True).filter(user=user, connection__company=company)
    return set(held.values_list("connection", flat=True))


class CompanyExportQuerySet(models.QuerySet["CompanyExport"]):
    def reachable_by(self, user: Any) -> "CompanyExportQuerySet":
        """A person's own, of companies that they may still export."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(by=user, company__in=exportable_by(user))


class CompanyExport(Due):
    """Due while the worker makes it, and again when it is to be removed. How far it is stands in its parts.

    Whose eyes it is made with is asked again for each batch: `is_staff` says whether what is the office's own is in it.
    """

    FAIR_KEY = "by"

    company = models.ForeignKey(Company, models.CASCADE, related_name="exports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="company_exports")
    at = models.DateTimeField(default=timezone.now)
    is_staff = models.BooleanField(default=False)
    highest = models.BigIntegerField(default=0)  # key of the last document there was when it was asked for
    expected = models.PositiveBigIntegerField(default=0)  # documents, then
    done = models.PositiveBigIntegerField(default=0)  # documents in it now, those of a part that is being made included
    ended_at = models.DateTimeField(null=True, blank=True)  # all of it is there
    removed_at = models.DateTimeField(null=True, blank=True)  # its files are gone

    objects = CompanyExportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["company", "by", "-id"])]

    def __str__(self) -> str:
        return f"{self.company}, {self.at:%Y-%m-%d}"

    @property
    def is_being_made(self) -> bool:
        return self.ended_at is None and self.due_at is not None

    @property
    def is_failed(self) -> bool:
        """After the last try: the operator is asked."""
        return self.ended_at is None and self.due_at is None

    @property
    def percent(self) -> int:
        return min(100, round(100 * self.done / self.expected)) if self.expected else 0

    @property
    def kept_until(self) -> Any:
        return self.ended_at and timezone.localdate(self.ended_at + KEPT)

    def connections(self) -> models.QuerySet[Connection]:
        """Those whose documents its maker reads now, of this company."""
        return Connection.objects.reachable_by(self.by).filter(company=self.company_id)

    def is_still_allowed(self) -> bool:
        """Its maker may still make it, with what is in it. A right that was lost opens no file that was made before."""
        if not self.by.is_active:
            return False
        if self.is_staff:
            return Company.objects.managed_by(self.by, also_closed=True).filter(pk=self.company_id).exists()
        reached = set(self.connections().values_list("pk", flat=True))
        return reached.issuperset(self.sides) and full_sides_of(self.by, self.company_id).issuperset(self.full_sides)

    sides = models.JSONField(default=list)  # keys of the connections that are in it
    full_sides = models.JSONField(
        default=list
    )  # of these, where a client may more than read: what only those see is in it too


class ExportPart(models.Model):
    """One ZIP: so many documents that its index fits into memory."""

    export = models.ForeignKey(CompanyExport, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()  # from 1
    last = models.BigIntegerField()  # key of the last document in it
    documents = models.PositiveIntegerField()
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)  # hex, of the ZIP
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["export", "number"], name="one_part_per_number")]
        ordering = ["number"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def place(self) -> Path:
        return place_of(self.export_id, self.number)

    @property
    def file_name(self) -> str:
        """`0738401117-2026-11-30-1.zip`, for who downloads it."""
        company = self.export.company
        name = company.enterprise_number or f"company-{company.pk}"
        return f"{name}-{timezone.localdate(self.export.at)}-{self.number}.zip"


def place_of(export: int, number: int) -> Path:
    return Path(settings.DATA) / FOLDER / f"{export}-{number}.zip"
