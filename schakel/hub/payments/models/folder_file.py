"""FolderFile: a bank statement that somebody laid in the folder of an office, and what became of it."""

from typing import Any

from django.db import models
from django.utils import timezone

from schakel.hub.connections.models import Office
from schakel.hub.connections.rights import Right


class FolderFileQuerySet(models.QuerySet["FolderFile"]):
    def managed_by(self, user: Any) -> "FolderFileQuerySet":
        return self.filter(office__in=Office.objects.allowing(user, Right.SET_UP))


class FolderFile(models.Model):
    """Once for the same bytes of one office, however often they are laid there; the newest outcome counts."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="folder_files")
    sha256 = models.CharField(max_length=64)  # hex
    name = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)
    fault = models.CharField(max_length=40, blank=True)  # code of a SepaError, or FAULTS; then nothing of it was kept
    foreign = models.JSONField(default=list)  # accounts of no company of this office
    shared = models.JSONField(default=list)  # accounts of several
    added = models.PositiveIntegerField(default=0)  # statements
    known = models.PositiveIntegerField(default=0)  # statements that were here already
    matched = models.PositiveIntegerField(default=0)  # payments that were certain

    objects = FolderFileQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "sha256"], name="the_same_file_once_per_office")]
        indexes = [models.Index(fields=["office", "-at", "-id"])]

    def __str__(self) -> str:
        return self.name

    @property
    def is_refused(self) -> bool:
        """Something of it was not kept, and a person has to do something about it."""
        return bool(self.fault or self.foreign or self.shared)
