"""Payment: an intent or fact of paying one document."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.documents.amount import AmountField
from schakel.hub.documents.models import Document, Quarantine
from schakel.hub.people.models import User


class PaymentQuerySet(models.QuerySet["Payment"]):
    def active(self) -> "PaymentQuerySet":
        return self.filter(ended_at=None)

    def shown(self) -> "PaymentQuerySet":
        """Without those of documents in quarantine. The others count too: what was paid is paid."""
        return self.exclude(document__in=Quarantine.objects.documents())

    def facts(self) -> "PaymentQuerySet":
        return self.active().exclude(how=Payment.How.FILE)

    def end(self, by: Any) -> int:
        """Taken back. They stay, with who took them back."""
        return self.active().update(ended_at=timezone.now(), ended_by=by)


class Payment(models.Model):
    """Never deleted: its end is written in it. In a payment file it is an intent; the other two are facts."""

    class How(models.TextChoices):
        BY_HAND = "by_hand", _("marked as paid")
        FILE = "file", _("in a payment file")
        STATEMENT = "statement", _("found on the bank statement")

    document = models.ForeignKey(Document, models.CASCADE, related_name="payments")
    how = models.CharField(max_length=10, choices=How.choices)
    amount = AmountField()  # euro, with the sign of Document.amount
    paid_on = models.DateField(null=True, blank=True)  # of a fact
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    transfer = models.ForeignKey("Transfer", models.CASCADE, null=True, blank=True, related_name="payments")
    entry = models.ForeignKey("StatementEntry", models.CASCADE, null=True, blank=True, related_name="payments")
    why = models.CharField(max_length=20, blank=True)  # sepa.matching.Why, of one found on a statement
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = PaymentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["document", "ended_at"])]

    def __str__(self) -> str:
        return f"{self.document}: {self.amount} {self.how}"
