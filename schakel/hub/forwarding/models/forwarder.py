"""Forwarder: a configured destination of an office. Route: that a connection goes there, and to which address of its own."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub import encryption
from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import Place, record
from schakel.hub.connections.models import Connection, Office
from schakel.hub.connections.rights import Right
from schakel.hub.documents.models import Document
from schakel.hub.due import Due
from schakel.hub.forwarding import moves
from schakel.hub.forwarding.file_names import PATTERN
from schakel.hub.forwarding.kinds import kind_of
from schakel.hub.forwarding.kinds.kind import ForwarderKind
from schakel.hub.intervals import next_time
from schakel.hub.people.models import User, first_language
from schakel.hub.web.language import language_choices

GATHERED = timedelta(minutes=10)  # failures within it are told in one mail
LONGEST_ADDRESS = 254  # characters
TOLD_AGAIN = timedelta(hours=1)  # after an earlier mail


class ForwarderQuerySet(models.QuerySet["Forwarder"]):
    def managed_by(self, user: Any) -> "ForwarderQuerySet":
        """Those that this person may change, as long as they are in use."""
        return self.active().filter(office__in=Office.objects.allowing(user, Right.SET_UP))

    def usable_by(self, user: Any) -> "ForwarderQuerySet":
        """Those to which documents of the companies go for which this person works."""
        return self.active().filter(office__in=Office.objects.of(user))

    def active(self) -> "ForwarderQuerySet":
        return self.filter(ended_at=None)


class Forwarder(Due):
    """Due when its office has to be told that something did not arrive."""

    class Contents(models.TextChoices):
        XML = "xml", _("the XML, exactly as it arrived")
        BOTH = "both", _("the XML and a PDF")
        PDF = "pdf", _("a PDF only")
        HYBRID = "hybrid", _("a PDF with the XML inside (PDF/A-3)")

    class Stopped(models.TextChoices):
        BY_HAND = "by_hand", _("switched off")
        NO_KEY = "no_key", _("waiting for you to accept the server's key")
        HOST_KEY = "host_key", _("stopped: the server's key changed")
        GONE = "gone", _("stopped: the receiver says the address no longer exists")
        TOO_LONG = "too_long", _("stopped: nothing was delivered for days")

    office = models.ForeignKey(Office, models.CASCADE, related_name="forwarders")
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(max_length=10)  # code of a kind, see kinds/: a new one is no migration
    package = models.CharField(max_length=30, blank=True)  # key in packages.toml; empty: set up by hand
    options = models.JSONField(default=dict)  # what the form of its kind asks, without secrets
    encrypted = models.TextField(blank=True, db_column="sealed")  # its secrets, see encryption.py (L06)
    contents = models.CharField(_("what is sent"), max_length=10, choices=Contents.choices, default=Contents.XML)
    pattern = models.CharField(_("file name"), max_length=120, default=PATTERN)
    language = models.CharField(_("language"), max_length=2, choices=language_choices, default=first_language)
    after_approval = models.BooleanField(_("only after approval for payment"), default=False)
    stopped = models.CharField(max_length=10, choices=Stopped.choices, blank=True)  # why; empty: it runs
    failing_since = models.DateTimeField(null=True, blank=True)  # the first failure after the last success
    told_at = models.DateTimeField(null=True, blank=True)  # the last mail about failures
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ForwarderQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def secrets(self) -> dict[str, Any]:
        """Raises encryption.Unreadable (permanent until filled in again)."""
        return encryption.decrypt(self.encrypted) if self.encrypted else {}

    @secrets.setter
    def secrets(self, values: dict[str, Any]) -> None:
        self.encrypted = encryption.encrypt(values) if values else ""

    @property
    def known_secrets(self) -> dict[str, Any]:
        """Nothing when they can no longer be read: then they are asked again."""
        try:
            return self.secrets
        except encryption.Unreadable:
            return {}

    @property
    def runs(self) -> bool:
        return not self.stopped and self.ended_at is None

    @property
    def kind_itself(self) -> ForwarderKind:
        return kind_of(self.kind)

    @property
    def kind_word(self) -> str:
        return str(self.kind_itself.word)

    @property
    def turn(self) -> str:
        """Whose turn its forwards take."""
        return self.kind_itself.turn(self)

    @property
    def is_key_asked(self) -> bool:
        """It runs again when a person looked at the key of the server and accepted it."""
        return self.stopped in KEY_STOPS

    def takes(self, document: Document) -> bool:
        """What it takes XML of, takes no papers; where it takes PDF beside the XML, also pictures."""
        if document.kind != Document.Kind.PAPER:
            return True
        return self.contents in (Forwarder.Contents.PDF, Forwarder.Contents.BOTH)

    def first_due(self) -> datetime | None:
        """When a forward that begins now is worked. None: nobody works it before this is switched on, or it is fetched."""
        return timezone.now() if self.runs and not self.kind_itself.is_fetched else None

    @property
    def all_forwards(self) -> Any:
        """Those of documents in quarantine too: they stop, start and end with the others."""
        return self.forwards(manager="everything")

    def record(self, action: str, *fields: str) -> None:
        """In the audit log: which fields, never their values."""
        record(action, self, place=Place(self.office_id), detail=",".join(fields))

    @transaction.atomic
    def stop(self, why: "Forwarder.Stopped") -> None:
        """What waits goes on waiting, until somebody starts it again."""
        self.stopped = why
        Forwarder.objects.filter(pk=self.pk).update(stopped=why)
        self.record(Action.FORWARDER_CHANGED, f"stopped={why}")
        self.all_forwards.move(moves.WAIT)

    @transaction.atomic
    def start(self) -> None:
        self.stopped, self.failing_since = "", None
        Forwarder.objects.filter(pk=self.pk).update(stopped="", failing_since=None)
        self.record(Action.FORWARDER_CHANGED, "started")
        self.all_forwards.move(moves.WAIT, due_at=self.first_due(), attempts=0, last_error="")

    @transaction.atomic
    def retire(self) -> None:
        """It is gone from the pages; what it sent stays in the history of the documents."""
        self.ended_at = timezone.now()
        self.save(update_fields=["ended_at"])
        self.record(Action.FORWARDER_ENDED)
        self.all_forwards.move(moves.WITHDRAW)

    def mark_working(self) -> None:
        if self.failing_since:
            self.failing_since = None
            Forwarder.objects.filter(pk=self.pk).update(failing_since=None)

    def mark_failing(self) -> None:
        if not self.failing_since:
            self.failing_since = timezone.now()
            Forwarder.objects.filter(pk=self.pk, failing_since=None).update(failing_since=self.failing_since)

    def why_stop(self) -> str:
        """TOO_LONG, where its kind is switched off after so long without a success; else nothing (F09)."""
        longest = self.kind_itself.switched_off_after
        since = Forwarder.objects.values_list("failing_since", flat=True).get(pk=self.pk)
        return Forwarder.Stopped.TOO_LONG if longest and since and timezone.now() - since > longest else ""

    def schedule_notice(self) -> None:
        """Something did not arrive for good, or cannot for now: its office is told soon, in one mail for all of it."""
        soon = max(timezone.now() + GATHERED, next_time(self.told_at, TOLD_AGAIN))
        Forwarder.objects.filter(pk=self.pk, due_at=None).update(due_at=soon, attempts=0)


KEY_STOPS = frozenset({Forwarder.Stopped.NO_KEY, Forwarder.Stopped.HOST_KEY})


class Route(models.Model):
    """That the documents of a connection go by a forwarder, from some day on."""

    forwarder = models.ForeignKey(Forwarder, models.CASCADE, related_name="routes")
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="routes")
    address = models.CharField(
        max_length=LONGEST_ADDRESS, blank=True
    )  # of this connection there: mail address, or folder
    since = models.DateTimeField(default=timezone.now)  # of what was received from then on

    class Meta:
        constraints = [models.UniqueConstraint(fields=["forwarder", "connection"], name="one_route_per_connection")]

    def __str__(self) -> str:
        return f"{self.connection} → {self.forwarder}"

    @classmethod
    def active(cls) -> "models.QuerySet[Route]":
        """Those that count: of a forwarder that was not ended, in the office that still has the company (G04)."""
        return cls.objects.filter(
            Q(forwarder__ended_at=None), forwarder__office=F("connection__company__office")
        ).select_related("forwarder")
