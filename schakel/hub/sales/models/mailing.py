"""Mailing: one sales document sent to its customer by e-mail."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.documents.models import Document, OfDocument
from schakel.hub.people.models import User
from schakel.hub.web.language import language_choices


class Mailing(OfDocument):
    """queued → sent; or failed, also after it was sent: when it came back. Sent means that the mail server took it over."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting to be sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    FAIR_KEY: ClassVar[str] = "fair_key"

    document = models.ForeignKey(Document, models.PROTECT, related_name="mailings")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, null=True)  # in the address to which it bounces
    fair_key = models.PositiveBigIntegerField(default=0)  # the office whose turn its work takes
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=2, choices=language_choices)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    state_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    left_out = models.BooleanField(default=False)  # the XML and the attachments: together they were too large

    class Meta:
        indexes = [models.Index(fields=["document", "id"])]

    def __str__(self) -> str:
        return f"{self.document} → {self.email}"

    def set_state(self, state: State) -> None:
        self.state, self.state_at = state, timezone.now()
        self.save(update_fields=["state", "state_at", "left_out"])

    def try_again(self) -> None:
        """From the first try on, at once: what a person presses on what failed."""
        self.set_state(self.State.QUEUED)
        self.work_again()
