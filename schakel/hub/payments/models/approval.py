"""Rule, Approver, Approval: whether invoices of a company need a person's word before they are paid."""

from decimal import Decimal

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Company
from schakel.hub.documents.amount import AmountField
from schakel.hub.documents.models import Document
from schakel.hub.people.models import User


class Rule(models.Model):
    class Mode(models.TextChoices):
        OFF = "off", _("no approval needed")
        ONE = "one", _("one person approves each invoice")
        TWO_ABOVE = "two_above", _("one person, and two above an amount")

    company = models.OneToOneField(Company, models.CASCADE, primary_key=True, related_name="payment_rule")
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.OFF)
    above = AmountField(null=True, blank=True)  # euro; from more than this on two

    def __str__(self) -> str:
        return f"{self.company}: {self.mode}"

    @property
    def people_needed(self) -> int:
        """At most, for an invoice; and for a change of the rule itself or of an account."""
        return {self.Mode.OFF: 0, self.Mode.ONE: 1}.get(self.Mode(self.mode), 2)

    def needed_for(self, amount: Decimal) -> int:
        """How many have to approve an invoice of this amount, in euro."""
        if self.mode == self.Mode.OFF:
            return 0
        return 2 if self.mode == self.Mode.TWO_ABOVE and self.above is not None and amount > self.above else 1


class Approver(models.Model):
    """Who may approve. A deputy's word counts as one, but two deputies alone are not enough where two are asked."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="approvers")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    is_deputy = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "user"], name="approver_once_per_company")]
        ordering = ["is_deputy", "pk"]

    def __str__(self) -> str:
        return f"{self.user}: {self.company}"


class Approval(models.Model):
    """This person said: pay it. Taken back, its end is written in it."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="approvals")
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "by"], condition=models.Q(ended_at=None), name="one_standing_approval_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.document}: {self.by}"
