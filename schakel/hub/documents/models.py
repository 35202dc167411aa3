"""Document, Quarantine, PdfComparison, Judgement, Reading, Event: a kept, unchangeable business document, whether it is set
aside, who has read it, and what happened to it. WaitingFile: what somebody uploaded and the worker reads."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.audit.origin import Via, current
from schakel.hub.audit.record import Deed, Place, record_all
from schakel.hub.connections.models import ApiKey, Company, Connection
from schakel.hub.documents import events
from schakel.hub.documents.actions.models import BulkAction as BulkAction
from schakel.hub.documents.amount import AmountField
from schakel.hub.documents.bills.models import Bill as Bill  # Django finds the models of a room in this module
from schakel.hub.documents.bills.models import BillWarning as BillWarning
from schakel.hub.documents.bills.models import History as History
from schakel.hub.documents.bills.models import SupplierName as SupplierName
from schakel.hub.documents.bills.models import Twin as Twin
from schakel.hub.documents.bills.rules import BillRule as BillRule
from schakel.hub.documents.bills.rules import OfficeBillRule as OfficeBillRule
from schakel.hub.documents.labels.models import DocumentLabel as DocumentLabel
from schakel.hub.documents.labels.models import Label as Label
from schakel.hub.documents.retention.models import LegalHold as LegalHold
from schakel.hub.documents.retention.models import RetentionRule as RetentionRule
from schakel.hub.documents.saved_views.models import SavedView as SavedView
from schakel.hub.documents.saved_views.models import StartView as StartView
from schakel.hub.documents.search import order
from schakel.hub.documents.search.models import IndexBuild as IndexBuild
from schakel.hub.documents.search.models import SearchText as SearchText
from schakel.hub.due import Due
from schakel.hub.people.models import User

READ, UNREAD = events.DocumentEvent.READ, events.DocumentEvent.UNREAD
ASKED_AGAIN = timedelta(minutes=1)  # whether a quarantine is over


class DocumentQuerySet(models.QuerySet["Document"]):
    def reachable_by(self, user: User) -> "DocumentQuerySet":
        return self.filter(connection__in=Connection.objects.reachable_by(user))

    def reachable_with(self, key: ApiKey) -> "DocumentQuerySet":
        return self.filter(connection__in=key.connections())

    def unread_by(self, user: User) -> "DocumentQuerySet":
        """History is new to nobody."""
        return self.filter(~has_read(user))

    def with_read_by(self, user: User) -> "DocumentQuerySet":
        """Each with `is_read`: whether this person has."""
        return self.annotate(is_read=has_read(user))

    def with_number_of(self, document: "Document") -> "DocumentQuerySet":
        """Others of its connection with its issuer, kind and number, but other bytes (B18): that number was given before.

        Told at once, from the rows alone and whatever day or amount they have; whether two are one bill says their Twin.
        """
        if not document.number or not document.issuer:
            return self.none()
        same = self.filter(connection=document.connection_id, issuer=document.issuer, number=document.number)
        return same.filter(kind=document.kind).exclude(pk=document.pk)


def has_read(user: User) -> Q:
    """Of a query of documents: this person has read them, or they are history."""
    read = Reading.objects.filter(document=OuterRef("pk"), user=user)
    return Q(Exists(read)) | Q(Exists(History.objects.active().filter(document=OuterRef("pk"))))


class QuarantineQuerySet(models.QuerySet["Quarantine"]):
    def active(self) -> "QuarantineQuerySet":
        return self.filter(ended_at=None)

    def documents(self) -> models.QuerySet[Any, Any]:
        """Those that are in quarantine, as a subquery."""
        return self.active().values("document")


class OfDocument(Due):
    """Work for a document: it rests while that is in quarantine."""

    class Meta:
        abstract = True

    def paused_until(self) -> datetime | None:
        document: Document = self.document  # type: ignore[attr-defined]  # of each
        return rest_of(document.pk) or unscanned_rest(document)


def unscanned_rest(document: "Document") -> datetime | None:
    return timezone.now() + ASKED_AGAIN if document.is_unscanned else None


def rest_of(*documents: int) -> datetime | None:
    """Until when nothing is done for these, at least; None: nothing keeps them."""
    is_kept = Quarantine.objects.active().filter(document__in=documents).exists()
    return timezone.now() + ASKED_AGAIN if is_kept else None


class DocumentManager(models.Manager["Document"]):
    """Without those in quarantine: what every list, sum, search and worker's step starts from."""

    def get_queryset(self) -> DocumentQuerySet:
        return DocumentQuerySet(self.model, using=self._db).exclude(pk__in=Quarantine.objects.documents())


class OfDocumentsManager(models.Manager[Any]):
    """The same for rows that belong to a document."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().exclude(document__in=Quarantine.objects.documents())


class Document(models.Model):
    """What stands here beside the hash is read from the bytes for the lists, and can be read again."""

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("invoice")
        CREDIT_NOTE = "credit_note", _("credit note")
        PAPER = "paper", _("paper")

    connection = models.ForeignKey(Connection, models.PROTECT, related_name="documents")
    sha256 = models.CharField(max_length=64)  # hex, of the exact bytes
    size = models.PositiveBigIntegerField()  # bytes
    received_at = models.DateTimeField()
    fault = models.CharField(
        max_length=40, blank=True
    )  # code of why it cannot be read as an invoice; then all below is empty, but for what `papers` reads of a paper
    kind = models.CharField(max_length=12, choices=Kind.choices, blank=True)
    self_billed = models.BooleanField(default=False)
    number = models.CharField(max_length=200, blank=True)  # BT-1, as written; cut
    issuer = models.CharField(max_length=200, blank=True)  # who gave the number, as one comparable text
    party = models.CharField(max_length=200, blank=True)  # the other one: seller of a purchase, buyer of a sale; cut
    issue_date = models.DateField(null=True, blank=True)  # BT-2
    due_date = models.DateField(null=True, blank=True)  # BT-9
    currency = models.CharField(max_length=3, blank=True)  # BT-5
    payable = AmountField(null=True, blank=True)  # BT-115 in `currency`, with the sign of the document
    money_back = models.BooleanField(default=False)  # the seller owes the buyer: a credit note, or less than zero
    verdict = models.CharField(max_length=12, blank=True)  # of the newest Judgement; empty: not judged
    sent_elsewhere = models.BooleanField(default=False)  # a sale that another program sent: never sent from here
    text = models.TextField(blank=True)  # what the search looks through, see columns.search_text
    labels = models.ManyToManyField(Label, through=DocumentLabel, related_name="documents")

    objects = DocumentManager.from_queryset(DocumentQuerySet)()
    everything = DocumentQuerySet.as_manager()  # those in quarantine too: for what has to know each, see ADR 0183

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "sha256"], name="the_same_bytes_once_per_connection")
        ]
        indexes = [
            models.Index(fields=["connection", "-received_at", "-id"]),
            models.Index(fields=["-received_at", "-id"]),
            models.Index(fields=["connection", "issuer", "number"]),
            models.Index(fields=["number", "id"]),
            models.Index(
                fields=["-received_at", "-id"], condition=models.Q(kind="credit_note"), name="documents_credit_notes"
            ),
            models.Index(
                fields=["-received_at", "-id"], condition=models.Q(verdict="invalid"), name="documents_invalid"
            ),
            models.Index(fields=["-received_at", "-id"], condition=~models.Q(fault=""), name="documents_unreadable"),
            *order.indexes(),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def amount(self) -> Decimal | None:
        """What it means to the buyer: below zero when they get money back."""
        if self.payable is None:
            return None
        return -abs(self.payable) if self.money_back else abs(self.payable)

    @property
    def is_unscanned(self) -> bool:
        """There is a scanner, and it has not said yet whether this is harmful: its bytes go nowhere."""
        if not settings.SCANNER:
            return False
        first = Scan.objects.aggregate(first=models.Min("document"))["first"]
        is_old = first is None or self.pk < first
        return not is_old and not Scan.objects.filter(document=self.pk, scanned_at__isnull=False).exists()

    @property
    def quarantine(self) -> "Quarantine | None":
        return self.quarantines.active().first()

    @property
    def is_unclear_credit(self) -> bool:
        """A credit note below zero, of which only the supplier knows who pays whom."""
        return self.kind == Document.Kind.CREDIT_NOTE and self.payable is not None and self.payable < 0

    @property
    def is_own(self) -> bool:
        """The company wrote it itself: its sales, and what it billed in its seller's name."""
        return (self.connection.side == Connection.Side.SALES) != self.self_billed

    @property
    def is_issued_here(self) -> bool:
        return self.events.filter(kind=events.DocumentEvent.ISSUED).exists()


class Quarantine(Due):
    """A document that the operator, or their scanner, set aside. It is kept, and as long as this lasts it is nowhere but here.

    Due when the owners of its office have to be told. It is never deleted: its end is written in it.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="quarantines")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+"
    )  # null: by command, or scanner
    reason = models.CharField(_("reason"), max_length=500)  # for the operator
    found = models.CharField(max_length=200, blank=True)  # what the scanner calls it
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = QuarantineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document"], condition=models.Q(ended_at=None), name="one_active_quarantine_per_document"
            )
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.reason}"


class Scan(Due):
    """What the operator's virus scanner said of a document. Due while it has not said; a try that failed says why."""

    document = models.OneToOneField(Document, models.CASCADE, related_name="scan")
    scanned_at = models.DateTimeField(null=True, blank=True)
    found = models.CharField(max_length=200, blank=True)  # what the scanner calls it; empty: nothing

    def __str__(self) -> str:
        return f"{self.document_id}: {self.found or self.scanned_at or 'not scanned'}"


class PdfComparison(OfDocument):
    """The PDF inside a purchase against its data. Due until the worker has compared them; what differs is a BillWarning."""

    class Outcome(models.TextChoices):
        """Of `pdf_check.PdfOutcome`."""

        AGREES = "agrees", _("agrees with the data")
        DIFFERS = "differs", _("differs from the data")
        OTHER = "other", _("is not the invoice")
        NOT_COMPARED = "not_compared", _("could not be compared")

    document = models.OneToOneField(Document, models.CASCADE, related_name="pdf_comparison")
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)  # empty: not yet
    compared_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.document_id}: {self.outcome or 'not compared yet'}"


class SenderPdf(models.Model):
    """The PDF that came beside the XML of a document: how its sender meant it to look."""

    document = models.OneToOneField(Document, models.CASCADE, primary_key=True, related_name="beside")
    name = models.CharField(max_length=200)  # safe
    sha256 = models.CharField(max_length=64)  # hex, of the bytes in the store

    def __str__(self) -> str:
        return self.name


class Judgement(models.Model):
    """What the rules in force said of a document. Judging it again adds one; none is changed (B20)."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="judgements")
    at = models.DateTimeField(auto_now_add=True)
    ruleset = models.CharField(max_length=60)
    report = models.JSONField()  # Report.as_json() of schakel.einvoice.validation

    class Meta:
        indexes = [models.Index(fields=["document", "-id"])]

    def __str__(self) -> str:
        return f"{self.document}: {self.ruleset}"


class Reading(models.Model):
    """This person has read this document."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="readings")
    user = models.ForeignKey(User, models.CASCADE, related_name="readings")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "user"], name="read_once_per_person")]

    def __str__(self) -> str:
        return f"{self.user}: {self.document}"


class Way(models.TextChoices):
    """How a document came in."""

    UPLOAD = "upload", _("by upload")
    COMMAND = "command", _("by the operator")
    PEPPOL = "peppol", _("over Peppol")
    API = "api", _("by another program")
    FOLDER = "folder", _("from a folder")
    ARCHIVE = "archive", _("from an archive")
    WRITTEN = "written", _("written here")


class EventQuerySet(models.QuerySet["Event"]):
    """What a person did with a document stands in the audit log too, written with its event."""

    @transaction.atomic
    def create(self, **values: Any) -> "Event":
        row = super().create(**values)
        record_events([row])
        return row

    @transaction.atomic
    def bulk_create(self, objs: Iterable["Event"], *options: Any, **more: Any) -> list["Event"]:
        rows = super().bulk_create(objs, *options, **more)
        record_events(rows)
        return rows


def record_events(rows: Collection["Event"]) -> None:
    """Those of machines are not: they are in the timeline, which is kept as long. Marks of one's own reading neither."""
    by_command = current().via == Via.COMMAND
    of_people = [row for row in rows if (row.by_id or by_command) and row.kind not in (READ, UNREAD)]
    asked = Document.everything.filter(pk__in={row.document_id for row in of_people})
    company = "connection__company"
    places = {
        pk: Place(office, of) for pk, office, of in asked.values_list("pk", f"{company}__office", company)
    } if of_people else {}  # fmt: skip
    record_all(
        Deed(
            f"{events.ACTION}{row.kind}",
            Document(pk=row.document_id),
            places[row.document_id],
            row.by_id,
            detail=row.detail if row.kind == events.DocumentEvent.LOOKED_INTO else "",
        )
        for row in of_people
    )


class Event(models.Model):
    """Something happened to a document: the timeline, and what forwarders read."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=events.LONGEST)  # of a room: see `events.register`
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    way = models.CharField(max_length=20, choices=Way.choices, blank=True)  # of what was received or downloaded
    detail = models.CharField(max_length=200, blank=True)  # name of a download, status of an answer, day of "later"

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["document", "at", "id"])]

    def __str__(self) -> str:
        return f"{self.document}: {self.kind}"

    @property
    def label(self) -> str:
        """What happened, as the reader reads it."""
        return events.label(self.kind)

    @property
    def about(self) -> str:
        """The detail as the reader reads it."""
        return events.detail(self.kind, self.detail)


class WaitingFile(Due):
    """A file that is too long to be read while its sender waits for a page. Due until the worker has read it."""

    kind = models.CharField(max_length=20)  # a name in `waiting.READERS`
    by = models.ForeignKey(User, models.CASCADE, related_name="waiting_files")
    company = models.ForeignKey(Company, models.CASCADE, null=True, related_name="+")  # to which it was brought
    name = models.CharField(max_length=200)  # the sender's words
    data = models.BinaryField()  # empty once it was read
    is_sent_elsewhere = models.BooleanField(default=False)
    history = models.CharField(max_length=10, default="by_date")  # a `bills.history.HistoryChoice`
    key = models.ForeignKey(ApiKey, models.CASCADE, null=True, related_name="waiting_files")  # of who sent it by API
    at = models.DateTimeField(auto_now_add=True)
    outcome = models.JSONField(default=list)  # of `waiting.Line`, in the language of the reader
    result = models.JSONField(null=True)  # what its kind of file keeps beside that: see `waiting.READERS`
    seen_at = models.DateTimeField(null=True)  # when its page first said what became of it

    def __str__(self) -> str:
        return self.name

    @property
    def is_waiting(self) -> bool:
        return self.due_at is not None

    @property
    def is_failed(self) -> bool:
        """After the last try, or after it ended several workers: the operator is asked."""
        return not self.is_waiting and bool(self.last_error)
