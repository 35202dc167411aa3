"""Answer: an Invoice Response, received or sent: what a buyer says of an invoice."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Company
from schakel.hub.documents.models import Document, Quarantine
from schakel.hub.documents.reachable import of_reachable
from schakel.hub.network.models.transmission import Transmission
from schakel.hub.network.responses.codes import AnswerStatus, clarification_text, status_label
from schakel.hub.people.models import User

TONES: dict[str, str] = {
    AnswerStatus.REJECTED: "rejected",
    AnswerStatus.ACCEPTED: "confirmed",
    AnswerStatus.PAID: "paid",
}


class AnswerQuerySet(models.QuerySet["Answer"]):
    def sent(self) -> "AnswerQuerySet":
        return self.filter(transmission__direction=Transmission.Direction.OUT)

    def received(self) -> "AnswerQuerySet":
        return self.filter(transmission__direction=Transmission.Direction.IN)

    def of_nothing_here(self) -> "AnswerQuerySet":
        """About invoices that were sent with another program."""
        return self.received().filter(document=None)

    def managed_by(self, user: Any) -> "AnswerQuerySet":
        return self.filter(company__in=Company.objects.managed_by(user))

    def reachable_by(self, user: Any) -> "AnswerQuerySet":
        """With a document for whoever may read that; without one for the office."""
        managed = models.Q(company__in=Company.objects.managed_by(user))
        return self.filter(managed | of_reachable(user)).exclude(document__in=Quarantine.objects.documents())


class Answer(models.Model):
    """Never changed; a later one stands beside it. The bytes lie in the store and in the envelope of its transmission."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="answers")  # ours: who got it, or who gave it
    transmission = models.OneToOneField(Transmission, models.PROTECT, related_name="answer")
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="answers")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")  # who gave it
    sha256 = models.CharField(max_length=64)  # hex, of the response itself
    fault = models.CharField(max_length=40, blank=True)  # code of why it cannot be read; then all below is empty
    status = models.CharField(max_length=20, blank=True)  # an AnswerStatus; a stranger's may be another
    clarifications = models.JSONField(default=list)  # of {"list": "OPStatusReason", "code": "UNR", "text": "…"}
    note = models.TextField(blank=True)
    other = models.CharField(max_length=200, blank=True)  # the other party, as it calls itself
    number = models.CharField(max_length=200, blank=True)  # of the invoice
    issue_date = models.DateField(null=True, blank=True)  # of the invoice

    objects = AnswerQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["document", "at", "id"]),
            models.Index(fields=["company", "-at", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.status or self.fault}"

    @property
    def word(self) -> str:
        return status_label(self.status) if self.status else str(_("cannot be read"))

    @property
    def explained(self) -> list[str]:
        return [clarification_text(each) for each in self.clarifications]

    @property
    def tone(self) -> str:
        """The state whose shape and colour it is shown with."""
        return TONES.get(self.status, "answered")

    @property
    def is_sent(self) -> bool:
        return self.transmission.direction == Transmission.Direction.OUT
