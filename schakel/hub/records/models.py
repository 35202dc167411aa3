"""What the installation knows of its own records: backups, files that it found damaged, replays of the journal."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.due import Due
from schakel.hub.records.company_export.models import CompanyExport as CompanyExport
from schakel.hub.records.company_export.models import ExportPart as ExportPart
from schakel.hub.records.deletion.models import DeletionLine as DeletionLine  # Django finds the models of a room here
from schakel.hub.records.deletion.models import DeletionList as DeletionList
from schakel.hub.triggers import append_only


class Installation(models.Model):
    """Which installation this is: its backups carry the same id, so that nobody restores those of another over it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("installation")

    def __str__(self) -> str:
        return str(self.id)

    @classmethod
    def current(cls) -> "Installation":
        """Made by the first backup."""
        return cls.objects.order_by("created_at").first() or cls.objects.create()


class Backup(models.Model):
    """A backup that was finished."""

    name = models.CharField(max_length=40)  # of its folder
    place = models.TextField()  # the folder that holds it and the others
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(default=timezone.now)
    files = models.PositiveBigIntegerField()  # documents and all else that lies in the store
    new_files = models.PositiveBigIntegerField()
    damaged_files = models.PositiveBigIntegerField()  # that the store could not give
    new_bytes = models.PositiveBigIntegerField()  # of the new files, in the clear

    class Meta:
        verbose_name = _("backup")

    def __str__(self) -> str:
        return self.name


class StoreCheck(Due):
    """How far the files that one field names were read. Due each night, until its share is read."""

    reference = models.CharField(max_length=100, unique=True)  # `documents.Document.sha256`
    position = models.BigIntegerField(default=0)  # the row that was read last
    left = models.PositiveBigIntegerField(default=0)  # of tonight's share; 0: a new night begins
    began_at = models.DateTimeField(default=timezone.now)
    round_ended_at = models.DateTimeField(null=True, blank=True)  # when the last row was read, and it began again

    class Meta:
        verbose_name = _("check of the store")

    def __str__(self) -> str:
        return self.reference


class DamagedFile(models.Model):
    """A file of the store that is missing or altered. Gone once it is as it was kept."""

    sha256 = models.CharField(max_length=64, unique=True)
    fault = models.CharField(max_length=10)  # a Fault of verify
    found_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("damaged file")

    def __str__(self) -> str:
        return self.sha256


class AuditAnchor(Due):
    """How far each chain of the audit log was on one day: what stands outside proves later what stood here. Due until it is
    outside, where the settings say."""

    day = models.DateField(unique=True)  # local
    made_at = models.DateTimeField(default=timezone.now)
    content = models.BinaryField()  # the file, see audit/anchors.py
    written_at = models.DateTimeField(null=True, blank=True)  # into SCHAKEL_AUDIT_ANCHORS
    mailed_at = models.DateTimeField(null=True, blank=True)  # to the operators

    class Meta:
        verbose_name = _("anchor of the audit log")

    def __str__(self) -> str:
        return f"{self.day}"


class AuditCheck(models.Model):
    """What the nightly check of the audit log found last; one row."""

    checked_at = models.DateTimeField(default=timezone.now)
    entries = models.PositiveBigIntegerField(default=0)
    faults = models.PositiveIntegerField(default=0)
    first_fault = models.TextField(blank=True)  # in English, for who runs the installation

    class Meta:
        verbose_name = _("check of the audit log")

    def __str__(self) -> str:
        return f"{self.checked_at:%Y-%m-%d %H:%M}: {self.faults}"


class JournalReplay(models.Model):
    """The journal was held against this database, and what was missing filed again."""

    at = models.DateTimeField(default=timezone.now)
    filed = models.PositiveIntegerField()
    left = models.PositiveIntegerField()  # that could not be filed: their company is not there

    class Meta:
        verbose_name = _("replay of the journal")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


TRIGGERS = append_only(AuditAnchor._meta.db_table, columns=["day", "made_at", "content"])
