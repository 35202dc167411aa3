"""Upload: a sales document made with another program, looked at before anything is done with it."""

from typing import Self

from django.db import models
from django.utils import timezone

from schakel.hub.connections.models import Connection
from schakel.hub.documents.models import Document
from schakel.hub.people.models import User
from schakel.hub.sales.rights import companies_sold_for_by


class UploadQuerySet(models.QuerySet["Upload"]):
    def decidable_by(self, user: User) -> Self:
        """Each with its company."""
        return self.filter(connection__company__in=companies_sold_for_by(user)).select_related("connection__company")

    def undecided(self) -> Self:
        return self.filter(document=None)


class Upload(models.Model):
    """The XML is what is sent and kept, byte for byte. The PDF beside it is kept too, and goes along by e-mail."""

    connection = models.ForeignKey(Connection, models.PROTECT, related_name="uploads")  # sales
    name = models.CharField(max_length=100)  # of the file, safe
    sha256 = models.CharField(max_length=64)  # of the XML
    pdf_name = models.CharField(max_length=100, blank=True)  # safe; of the PDF it came in or with
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    document = models.OneToOneField(Document, models.PROTECT, null=True, blank=True, related_name="upload")  # filed as

    objects = UploadQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["connection", "-at", "-id"])]

    def __str__(self) -> str:
        return self.name
