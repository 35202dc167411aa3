"""PayingAccount, PaymentFile, Transfer: from which account a company pays, and the files of transfers for its bank."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Company, Connection
from schakel.hub.documents.amount import AmountField
from schakel.hub.documents.models import rest_of
from schakel.hub.due import Due
from schakel.hub.people.models import User


class PayingAccount(models.Model):
    """A bank account of a company."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="accounts")
    iban = models.CharField(max_length=34)  # compact

    class Meta:
        db_table = "payments_account"
        constraints = [models.UniqueConstraint(fields=["company", "iban"], name="an_account_once_per_company")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.iban


class PaymentFileQuerySet(models.QuerySet["PaymentFile"]):
    def reachable_by(self, user: Any) -> "PaymentFileQuerySet":
        reachable = Connection.objects.reachable_by(user).filter(side=Connection.Side.PURCHASE)
        return self.filter(company__in=reachable.values("company"))


class PaymentFile(Due):
    """waiting → ready → taken → executed, or withdrawn. Due when those who may approve it have to be told.

    The bytes are written when it is prepared, so that what is approved is what the bank gets.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for approval")
        READY = "ready", _("ready for the bank")
        TAKEN = "taken", _("downloaded")
        EXECUTED = "executed", _("executed by the bank")
        WITHDRAWN = "withdrawn", _("withdrawn")

    company = models.ForeignKey(Company, models.PROTECT, related_name="payment_files")
    message_id = models.CharField(max_length=35, unique=True)
    iban = models.CharField(max_length=34)  # from which account
    execution = models.DateField()
    total = AmountField()  # euro
    content = models.BinaryField()  # pain.001.001.09
    state = models.CharField(max_length=10, choices=State.choices)
    prepared_at = models.DateTimeField(default=timezone.now)
    prepared_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)  # executed or withdrawn
    ended_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = PaymentFileQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["company", "-prepared_at", "-id"])]

    def __str__(self) -> str:
        return self.message_id

    def paused_until(self) -> datetime | None:
        """Nobody is asked to approve it while a document in it is in quarantine."""
        return rest_of(*self.transfers.values_list("payments__document", flat=True))

    @property
    def is_for_the_bank(self) -> bool:
        return self.state in (self.State.READY, self.State.TAKEN)


class Transfer(models.Model):
    """One payment in a file: of one invoice, or of all that was netted with one supplier."""

    file = models.ForeignKey(PaymentFile, models.CASCADE, related_name="transfers")
    end_to_end_id = models.CharField(max_length=35, unique=True)
    name = models.CharField(max_length=70)  # as the bank gets it
    iban = models.CharField(max_length=34)
    amount = AmountField()  # euro
    remittance = models.CharField(max_length=140, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.end_to_end_id
