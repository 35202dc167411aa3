"""Payable: what a document says of its paying, and what is left of it."""

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Connection
from schakel.hub.connections.reach import among
from schakel.hub.documents.amount import AmountField
from schakel.hub.documents.models import Document, OfDocumentsManager


class WhyNot(models.TextChoices):
    """Why nobody has to pay this with a transfer. Source: UNCL 4461 (BT-81), the currency and the amount."""

    DIRECT_DEBIT = "direct_debit", _("The seller collects it by direct debit.")
    CARD = "card", _("It was paid by card.")
    CASH = "cash", _("It was paid in cash.")
    OTHER_MEANS = "other_means", _("The seller asks for a payment method other than a transfer.")
    NOTHING = "nothing", _("Nothing is left to pay.")
    MONEY_BACK = "money_back", _("You get money back: there is nothing to pay.")
    UNCLEAR = (
        "unclear",
        _("This credit note has a negative amount: ask the supplier whether you pay or get money back."),
    )
    CURRENCY = "currency", _("The amount is not in euro. Pay it with an international transfer at your bank.")
    UNREADABLE = "unreadable", _("This document cannot be read.")


BY_TRANSFER = frozenset({"", WhyNot.MONEY_BACK})
ASKING = models.Q(is_open=True, is_settled=False, is_archived=False)
SETTLED = models.Q(is_settled=True)
ARCHIVED = models.Q(is_settled=False, is_archived=True)
PUT_OFF = models.Q(later_until__isnull=False)


class PayableQuerySet(models.QuerySet["Payable"]):
    def reachable_by(self, user: Any) -> "PayableQuerySet":
        return self.filter(among(Connection.objects.reachable_by(user)))

    def asking(self) -> "PayableQuerySet":
        """Those about which somebody has to do something: open, and not put away."""
        return self.filter(ASKING)

    def due_now(self, today: date) -> "PayableQuerySet":
        """Without what somebody set aside for a later day."""
        return self.filter(models.Q(later_until=None) | models.Q(later_until__lte=today))


class Payable(models.Model):
    """Read from the bytes once, and can be read again; what a person chose and what is left stand beside it."""

    document = models.OneToOneField(Document, models.CASCADE, primary_key=True, related_name="paying")
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="+", db_index=False)  # of the document
    side = models.CharField(max_length=10)  # of the connection
    is_open = models.BooleanField()  # what it counts for says so, and `why_not`: kept by payables.follow
    name = models.CharField(max_length=200, blank=True)  # of the account's holder, the payee or the seller
    iban = models.CharField(max_length=60, blank=True)  # compact where it is one, else as written
    remittance = models.CharField(max_length=200, blank=True)  # BT-83 as written
    why_not = models.CharField(max_length=12, choices=WhyNot.choices, blank=True)
    due = models.DateField()  # by which lists are ordered: BT-9, else the day of issue or of receipt
    left = AmountField(null=True, blank=True)  # with the sign of Document.amount; kept by paying.recount
    is_settled = models.BooleanField(default=False)  # nothing is left
    is_archived = models.BooleanField(default=False)
    later_until = models.DateField(null=True, blank=True)

    objects = OfDocumentsManager.from_queryset(PayableQuerySet)()
    everything = PayableQuerySet.as_manager()  # those of documents in quarantine too

    class Meta:
        indexes = [
            models.Index(fields=["connection", "due", "document"], name="payables_of_one"),
            models.Index(fields=["side", "due", "document"], condition=ASKING, name="open_items_by_day"),
            models.Index(fields=["side", "due", "document"], condition=SETTLED, name="settled_by_day"),
            models.Index(fields=["side", "due", "document"], condition=ARCHIVED, name="archived_by_day"),
            models.Index(fields=["side", "due", "document"], condition=PUT_OFF, name="put_off_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.document}: {self.left}"
