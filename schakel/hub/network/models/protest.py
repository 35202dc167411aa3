"""Protest: a company contests an invoice, or takes that back: why, what its seller was answered and mailed, and how it went."""

import uuid
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Company
from schakel.hub.documents.models import Document, OfDocument
from schakel.hub.documents.reachable import of_reachable
from schakel.hub.network.models.answer import Answer
from schakel.hub.people.models import User
from schakel.hub.web.language import language_choices

TONES = {"RE": "rejected", "withdrawn": "answered"}  # by what it says


class ProtestQuerySet(models.QuerySet["Protest"]):
    def reachable_by(self, user: Any) -> "ProtestQuerySet":
        return self.filter(of_reachable(user))

    def newest_of(self, document: Document) -> "Protest | None":
        return self.filter(document=document).select_related("by", "answer__transmission").order_by("-pk").first()


class Protest(OfDocument):
    """Never changed but for how its mail went; a later one is another row. Due while its mail, or word of its failure, waits."""

    class Says(models.TextChoices):
        UNDER_QUERY = "UQ", _("contested")
        CONDITIONALLY_ACCEPTED = "CA", _("accepted on a condition")
        REJECTED = "RE", _("refused")
        WITHDRAWN = "withdrawn", _("taken back")

    class State(models.TextChoices):
        NOT_MAILED = "not_mailed", _("no e-mail")
        QUEUED = "queued", _("waiting to be sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    company = models.ForeignKey(Company, models.PROTECT, related_name="protests")
    document = models.ForeignKey(Document, models.PROTECT, related_name="protests")
    answer = models.OneToOneField(
        Answer, models.PROTECT, null=True, blank=True, related_name="protest"
    )  # over the network; null: it cannot go there
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    says = models.CharField(max_length=10, choices=Says.choices)
    reasons = models.JSONField(default=list)  # of ProtestReason values
    text = models.TextField(blank=True)  # in the words of who contests
    email = models.EmailField(blank=True)  # of the seller; empty: none is sent
    language = models.CharField(max_length=2, choices=language_choices)  # of the mail
    state = models.CharField(max_length=10, choices=State.choices, default=State.NOT_MAILED)  # of the mail
    state_at = models.DateTimeField(default=timezone.now)
    uid = models.UUIDField(default=uuid.uuid4, unique=True)  # in its Message-ID and the address to which it bounces
    sha256 = models.CharField(max_length=64, blank=True)  # hex, of the mail as the server took it over

    objects = ProtestQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["document", "id"]), models.Index(fields=["company", "at"])]

    def __str__(self) -> str:
        return f"{self.document}: {self.says}"

    @property
    def is_withdrawal(self) -> bool:
        return self.says == self.Says.WITHDRAWN

    @property
    def tone(self) -> str:
        """The state whose shape and colour it is shown with."""
        return TONES.get(self.says, "contested")

    @property
    def mail_failed(self) -> bool:
        return self.state == self.State.FAILED

    @property
    def mail_is_sent(self) -> bool:
        return self.state == self.State.SENT
