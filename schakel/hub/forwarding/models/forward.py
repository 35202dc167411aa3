"""Forward: one document on its way to one forwarder. Attempt: one try, and what came of it."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Connection, Office
from schakel.hub.documents.models import Document, OfDocument, OfDocumentsManager
from schakel.hub.forwarding.models.forwarder import Forwarder


class ForwardQuerySet(models.QuerySet["Forward"]):
    def managed_by(self, user: Any) -> "ForwardQuerySet":
        return self.filter(
            forwarder__in=Forwarder.objects.managed_by(user),
            connection__company__office__in=Office.objects.of(user),
        )

    def queued(self) -> "ForwardQuerySet":
        return self.filter(state=Forward.State.QUEUED)

    def at_rest(self) -> "ForwardQuerySet":
        """Not in a worker's hands at this moment; what is, finds out at its next try."""
        return self.filter(interrupted_attempts=0)

    def failed(self) -> "ForwardQuerySet":
        return self.filter(state=Forward.State.FAILED)


class Forward(OfDocument):
    """queued → sent | failed; held while its document is kept out of bookkeeping; withdrawn when it lost its way there.

    "Will be tried again" is no state: it is a `due_at` in the future. Its uid is the same at each try, and stands in the
    mail's Message-ID, in the webhook's id and, where the pattern asks for one, in the file's name (J06).
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting to be forwarded")
        SENT = "sent", _("forwarded")
        FAILED = "failed", _("not forwarded")
        HELD = "held", _("kept out of bookkeeping")
        WITHDRAWN = "withdrawn", _("withdrawn")

    forwarder = models.ForeignKey(Forwarder, models.CASCADE, related_name="forwards")
    document = models.ForeignKey(Document, models.CASCADE, related_name="forwards")
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="+")  # of the document: for the counts
    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    edition = models.PositiveSmallIntegerField(default=1)  # one more each time a person asks for it again
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    state_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    turn = models.CharField(max_length=300)  # whose turn its work takes, see Kind.turn
    approval_asked_at = models.DateTimeField(
        null=True, blank=True, db_index=True
    )  # when it was last seen not to be approved; null: it does not wait for that
    address = models.CharField(max_length=254, blank=True)  # where it went, or was tried to go
    code = models.CharField(max_length=40, blank=True)  # of the last error, see words.py

    objects = OfDocumentsManager.from_queryset(ForwardQuerySet)()
    everything = ForwardQuerySet.as_manager()  # those of documents in quarantine too

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "forwarder"], name="one_forward_per_forwarder")]
        indexes = [
            models.Index(fields=["turn", "due_at", "id"], condition=Q(due_at__isnull=False), name="forwards_by_turn"),
            models.Index(fields=["forwarder", "state", "-state_at", "-id"]),
            models.Index(fields=["connection", "state", "-state_at", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.document} → {self.forwarder}"

    def give_up(self) -> None:
        super().give_up()
        Forward.everything.filter(pk=self.pk).update(state=Forward.State.FAILED, state_at=timezone.now(), code="fault")
        self.forwarder.schedule_notice()

    @property
    def will_be_tried_again(self) -> bool:
        return self.state == Forward.State.QUEUED and bool(self.last_error) and self.due_at is not None


class Attempt(models.Model):
    """One try. What the other side answered is kept, so that "it never came" can be talked about (J05)."""

    forward = models.ForeignKey(Forward, models.CASCADE, related_name="tries")
    at = models.DateTimeField(default=timezone.now)
    address = models.CharField(max_length=500, blank=True)
    code = models.CharField(max_length=40, blank=True)  # of the error; empty: the other side took it
    detail = models.CharField(max_length=500, blank=True)  # what went wrong, technically
    status = models.PositiveSmallIntegerField(null=True, blank=True)  # HTTP
    answer = models.CharField(max_length=1024, blank=True)  # the first of what the other side said
    by_hand = models.BooleanField(default=False)  # a person asked for it

    class Meta:
        indexes = [
            models.Index(fields=["forward", "-at", "-id"]),
            models.Index(fields=["address", "at"]),  # E12: how often an address was written to this hour
        ]

    def __str__(self) -> str:
        return f"{self.forward}: {self.code or 'ok'}"
