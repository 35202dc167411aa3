"""Statement and StatementEntry: what the bank says that came and went."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone

from schakel.hub.connections.models import Company
from schakel.hub.documents.amount import AmountField
from schakel.hub.payments.rights import companies_paid_by
from schakel.hub.people.models import User
from schakel.sepa import statements
from schakel.sepa.errors import SepaError
from schakel.sepa.reference import FreeText, Remittance, read


class StatementQuerySet(models.QuerySet["Statement"]):
    def payable_by(self, user: Any) -> "StatementQuerySet":
        return self.filter(company__in=companies_paid_by(user))


class Statement(models.Model):
    company = models.ForeignKey(Company, models.PROTECT, related_name="statements")
    fingerprint = models.CharField(max_length=64)  # the same for the same statement, in either format
    iban = models.CharField(max_length=34)
    currency = models.CharField(max_length=3)
    number = models.CharField(max_length=40, blank=True)  # as the bank counts
    day = models.DateField(null=True, blank=True)  # of the closing balance
    closing = AmountField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = StatementQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "fingerprint"], name="a_statement_once_per_company")]
        indexes = [models.Index(fields=["company", "-day", "-id"])]

    def __str__(self) -> str:
        return f"{self.iban} {self.number}"


class StatementEntry(models.Model):
    """One movement. Its payments say what it paid; none: not known (yet)."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="entries")
    position = models.PositiveIntegerField()  # in the statement, from 0
    amount = AmountField()  # in the currency of the statement; positive: money came in
    booked = models.DateField()
    name = models.CharField(max_length=140, blank=True)  # of the counterparty
    account = models.CharField(max_length=60, blank=True)  # of the counterparty
    remittance = models.TextField(blank=True)
    information = models.TextField(blank=True)  # what else the bank tells in words
    our_id = models.CharField(max_length=70, blank=True)
    is_left_to_people = models.BooleanField(default=False)  # a match was taken back: not made again by itself
    is_put_aside = models.BooleanField(default=False)  # a person says: nothing here that it pays

    class Meta:
        db_table = "payments_entry"
        constraints = [models.UniqueConstraint(fields=["statement", "position"], name="an_entry_once_per_statement")]
        ordering = ["statement", "position"]

    def __str__(self) -> str:
        return f"{self.booked} {self.amount} {self.name}"

    def as_told(self) -> statements.Entry:
        """As `schakel.sepa` reads it."""
        return statements.Entry(
            amount=self.amount or Decimal(0),
            booked=self.booked,
            valued=None,
            name=self.name,
            account=self.account,
            remittance=self.meant(),
            bank_id="",
            our_id=self.our_id,
            information=self.information,
        )

    def meant(self) -> Remittance:
        try:
            return read(self.remittance)
        except SepaError:
            return FreeText(self.remittance)
