"""Transmission: one envelope on its way, in or out. Attempt: one try to send it."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import Place, record
from schakel.hub.connections.models import Company
from schakel.hub.documents.models import Document, Quarantine, rest_of, unscanned_rest
from schakel.hub.due import Due
from schakel.peppol.identifiers import DocumentTypeId, ParticipantId, ProcessId
from schakel.peppol.sentences import said


class TransmissionQuerySet(models.QuerySet["Transmission"]):
    def shown(self) -> "TransmissionQuerySet":
        """Without those of documents in quarantine: for everybody but the operator."""
        return self.exclude(document__in=Quarantine.objects.documents())

    def incoming(self) -> "TransmissionQuerySet":
        return self.filter(direction=Transmission.Direction.IN)

    def outgoing(self) -> "TransmissionQuerySet":
        return self.filter(direction=Transmission.Direction.OUT)


class Transmission(Due):
    """In: received → filed; or ignored. Out: queued → sent → confirmed | rejected; or failed; or ignored: a status (MLS) for an
    access point that takes none yet.

    A message is known by who signed it and its id (E04), an envelope by its instance id and what is in it (E05).
    """

    class Direction(models.TextChoices):
        IN = "in", _("received")
        OUT = "out", _("sent")

    class State(models.TextChoices):
        RECEIVED = "received", _("received")
        FILED = "filed", _("filed")
        REPEATED = "repeated", _("received again")
        IGNORED = "ignored", _("ignored")
        QUEUED = "queued", _("waiting to be sent")
        SENT = "sent", _("sent")
        CONFIRMED = "confirmed", _("confirmed")
        REJECTED = "rejected", _("rejected")
        FAILED = "failed", _("failed")

    FAIR_KEY: ClassVar[str] = "fair_key"
    STUCK: ClassVar[Q] = Q(due_at=None) & (
        Q(state__in=["received", "repeated", "queued", "failed"]) | (Q(state="filed") & ~Q(last_error=""))
    )  # nobody goes on with it unasked

    due_at = models.DateTimeField(null=True, blank=True)  # as in Due; `work_by_turn` finds it
    direction = models.CharField(max_length=3, choices=Direction.choices)
    fair_key = models.PositiveBigIntegerField(default=0)  # the office whose turn its work takes
    state = models.CharField(max_length=10, choices=State.choices)
    state_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    initiated_at = models.DateTimeField(null=True, blank=True)  # of what came in: when the other side began to send it

    peer = models.CharField(max_length=20, blank=True)  # seat id of the other access point; known before sending or not
    reference = models.CharField(max_length=200, blank=True)  # a provider's own id of it; empty: our own access point
    message_id = models.CharField(max_length=300)  # of the AS4 message; ours is fixed before the first try
    instance_id = models.CharField(max_length=300)  # of the envelope (SBDH)
    sender = models.CharField(max_length=150)  # participant, `iso6523-actorid-upis::0208:0738401154`
    receiver = models.CharField(max_length=150)
    document_type = models.CharField(max_length=500)
    process = models.CharField(max_length=200)
    country_c1 = models.CharField(max_length=2, blank=True)  # of the original sender, for the reports

    envelope_sha256 = models.CharField(max_length=64)  # hex, of the envelope in the clear
    envelope = models.BinaryField(null=True, blank=True)  # until it stands in the store
    raw_sha256 = models.CharField(max_length=64, blank=True)  # hex, of the message as it came
    raw = models.BinaryField(null=True, blank=True)  # the evidence, until it stands in the store
    receipt = models.BinaryField(null=True, blank=True)  # given for what came in, got for what went out

    company = models.ForeignKey(
        Company, models.PROTECT, null=True, blank=True, related_name="transmissions", db_index=False
    )
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="transmissions", db_index=False
    )
    repeat_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="repeats", db_index=False)
    about = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="statuses", db_index=False
    )  # of a status (MLS)
    conflict = models.BooleanField(default=False)  # the same instance id came with something else in it (E06)

    objects = TransmissionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["peer", "message_id"], condition=Q(direction="in"), name="one_row_per_message_received"
            ),
            models.UniqueConstraint(
                fields=["message_id"], condition=Q(direction="out"), name="one_row_per_message_sent"
            ),
            models.UniqueConstraint(fields=["about"], condition=Q(direction="out"), name="one_status_per_message"),
        ]
        indexes = [  # few, and without the rows that have nothing there: each is a page to write before a receipt leaves
            models.Index(fields=["instance_id"]),
            models.Index(
                fields=["direction", "fair_key", "due_at", "id", "state"],
                condition=Q(due_at__isnull=False),
                name="work_by_turn",
            ),
            *(
                models.Index(fields=[name], condition=Q(**{f"{name}__isnull": False}), name=f"transmissions_by_{name}")
                for name in ("document", "repeat_of", "about")
            ),
            *(
                models.Index(fields=["state", "document"], condition=Q(state=state), name=f"transmissions_{state}")
                for state in ("failed", "rejected")
            ),
            models.Index(fields=["direction", "-created_at", "-id"]),
            models.Index(fields=["company", "-created_at", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.message_id}"

    def paused_until(self) -> datetime | None:
        """While its document is in quarantine, or that which it answers (MLS, Invoice Response)."""
        answer = getattr(self, "answer", None)
        concerned = (self, self.about, answer)
        documents = [each.document_id for each in concerned if each and each.document_id]
        rest = rest_of(*documents) if documents else None
        is_ours = self.document and self.direction == Transmission.Direction.OUT
        return rest or (unscanned_rest(self.document) if self.document and is_ours else None)

    @property
    def sender_id(self) -> ParticipantId:
        return ParticipantId.parse(self.sender)

    @property
    def receiver_id(self) -> ParticipantId:
        return ParticipantId.parse(self.receiver)

    @property
    def document_type_id(self) -> DocumentTypeId:
        return DocumentTypeId.parse(self.document_type)

    @property
    def process_id(self) -> ProcessId:
        return ProcessId.parse(self.process)

    @property
    def may_be_tried_again(self) -> bool:
        """It is stuck, or waits for a later try."""
        if self.due_at:
            return self.due_at > timezone.now() and bool(self.last_error)
        return Transmission.objects.filter(Transmission.STUCK, pk=self.pk).exists()

    @property
    def why(self) -> str:
        """What went wrong at the last try, or why it was rejected, for the reader."""
        if self.state == self.State.REJECTED or not self.last_error:
            return self.last_error
        code = self.last_error.partition(": ")[0]
        return said(code, get_language() or "en", kind="EBMS" if code.startswith("EBMS:") else "PEPPOL")

    @property
    def tone(self) -> str:
        """The state whose shape and colour it is shown with."""
        return {"received": "queued", "repeated": "read", "ignored": "off"}.get(self.state, self.state)

    @property
    def facts(self) -> list[tuple[Any, str]]:
        """Name and value of what identifies it, for the operator."""
        return [
            (_("Access point"), self.peer),
            (_("Sender"), self.sender),
            (_("Receiver"), self.receiver),
            (_("Document type"), self.document_type),
            (_("Process"), self.process),
            (_("Message id"), self.message_id),
            (_("Envelope id"), self.instance_id),
            (_("Country of the sender"), self.country_c1),
            (_("SHA-256 of the envelope"), self.envelope_sha256),
            (_("SHA-256 of the message"), self.raw_sha256),
            (_("Receipt"), f"{len(self.receipt)} bytes" if self.receipt else ""),
        ]

    @property
    def kind(self) -> str:
        """The document's root and what it follows, short: `Invoice`, `ApplicationResponse`."""
        return self.document_type_id.root

    @property
    def place(self) -> Place:
        """Whose log what is done with it belongs to."""
        return self.company.place if self.company else Place()

    @transaction.atomic
    def try_again(self) -> None:
        """From the first try on, at once: what a person presses on what failed or was given up."""
        record(Action.TRANSMISSION_RETRIED, self, place=self.place)
        if self.state == self.State.FAILED:
            self.set_state(self.State.QUEUED)
        self.work_again()

    def set_state(self, state: "Transmission.State") -> None:
        self.state, self.state_at = state, timezone.now()
        self.save(update_fields=["state", "state_at"])


class Attempt(models.Model):
    """One try to send, and what came of it."""

    transmission = models.ForeignKey(Transmission, models.CASCADE, related_name="tries")
    at = models.DateTimeField(default=timezone.now)
    peer = models.CharField(max_length=20, blank=True)  # seat id of the access point addressed
    url = models.CharField(max_length=500, blank=True)
    code = models.CharField(max_length=60, blank=True)  # of the error; empty: the receipt was verified
    detail = models.TextField(blank=True)  # for the operator, never for the other side
    addressed = models.TextField(
        blank=True
    )  # PEM of the certificate, where another of the same seat signed the receipt
    signed = models.TextField(blank=True)  # PEM of that other

    class Meta:
        indexes = [models.Index(fields=["transmission", "at", "id"])]

    def __str__(self) -> str:
        return f"{self.transmission}: {self.code or 'ok'}"
