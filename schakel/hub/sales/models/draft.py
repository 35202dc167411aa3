"""Draft: a sales document that is still being written. Attachment: a file that goes with it."""

from django.db import models

from schakel.hub.connections.models import ApiKey, Connection
from schakel.hub.documents.models import Document
from schakel.hub.documents.placement import fillable_by, fillable_with
from schakel.hub.people.models import User


class DraftQuerySet(models.QuerySet["Draft"]):
    def writable_by(self, user: User) -> "DraftQuerySet":
        """Each with its company."""
        return self.filter(connection__in=fillable_by(user)).select_related("connection__company")

    def writable_with(self, key: ApiKey) -> "DraftQuerySet":
        """Likewise."""
        return self.filter(connection__in=fillable_with(key)).select_related("connection__company")

    def unissued(self) -> "DraftQuerySet":
        return self.filter(document=None)


class Draft(models.Model):
    """What was typed, as it was typed: half a date is kept too. `compose` makes the invoice of it."""

    connection = models.ForeignKey(Connection, models.PROTECT, related_name="drafts")  # purchases when self-billed
    content = models.JSONField(default=dict)  # the form's own values
    guessed = models.JSONField(default=dict)  # field → what was read from a PDF and nobody has looked at yet
    version = models.PositiveIntegerField(default=0)  # goes up with every change: what comes too late is not written
    about = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="drafts_about")  # credited
    document = models.OneToOneField(Document, models.PROTECT, null=True, blank=True, related_name="draft")  # issued as
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["connection", "-changed_at", "-id"])]

    def __str__(self) -> str:
        return f"{self.connection}: {self.pk}"


class Attachment(models.Model):
    """A file that goes with the document (BT-125). Its bytes lie in the store."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=100)  # safe
    media_type = models.CharField(max_length=100)  # by its bytes
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()  # bytes

    def __str__(self) -> str:
        return self.name
