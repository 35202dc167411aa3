"""Document, Reading, Event: a kept, unchangeable business document, who has read it, and what happened to it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Connection
from schakel.hub.people.models import User


class DocumentQuerySet(models.QuerySet["Document"]):
    def reachable_by(self, user: User) -> "DocumentQuerySet":
        return self.filter(connection__in=Connection.objects.reachable_by(user))


class Document(models.Model):
    """What stands here beside the hash is read from the bytes for the lists, and can be read again."""

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("invoice")
        CREDIT_NOTE = "credit_note", _("credit note")

    connection = models.ForeignKey(Connection, models.PROTECT, related_name="documents")
    sha256 = models.CharField(max_length=64)  # hex, of the exact bytes
    size = models.PositiveBigIntegerField()  # bytes
    received_at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    self_billed = models.BooleanField(default=False)
    number = models.CharField(max_length=200)  # BT-1, as written
    party = models.CharField(max_length=200)  # the other one: the seller on a purchase, the buyer on a sale
    issue_date = models.DateField(null=True, blank=True)  # BT-2
    due_date = models.DateField(null=True, blank=True)  # BT-9
    currency = models.CharField(max_length=3, blank=True)  # BT-5
    payable = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)  # BT-115, with its own sign
    money_back = models.BooleanField(default=False)  # a credit note, or an invoice below zero
    verdict = models.CharField(max_length=12, blank=True)  # valid, invalid, not_checked
    text = models.TextField(blank=True)  # lower case, what the search looks through

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "sha256"], name="the_same_bytes_once_per_connection")
        ]
        indexes = [
            models.Index(fields=["connection", "-received_at", "-id"]),
            models.Index(fields=["-received_at", "-id"]),
        ]

    def __str__(self) -> str:
        return self.number


class Reading(models.Model):
    """This person has read this document."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="readings")
    user = models.ForeignKey(User, models.CASCADE, related_name="readings")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "user"], name="read_once_per_person")]

    def __str__(self) -> str:
        return f"{self.user}: {self.document}"


class Event(models.Model):
    """Something happened to a document: the timeline, and what forwarders read."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("received")
        REPEATED = "repeated", _("received again, the same bytes")
        READ = "read", _("read for the first time")
        DOWNLOADED = "downloaded", _("downloaded")

    document = models.ForeignKey(Document, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    way = models.CharField(max_length=20, blank=True)  # how it came in: upload, command, peppol …

    class Meta:
        indexes = [models.Index(fields=["document", "at", "id"])]

    def __str__(self) -> str:
        return f"{self.document}: {self.kind}"
