"""Numbering, Counter and Gap: where a company's documents take their numbers from, and why one is missing."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Company
from schakel.hub.people.models import User


class Numbering(models.Model):
    """One sequence, and how its numbers are written. Without a row it is the usual one of its series."""

    class Series(models.TextChoices):
        INVOICE = "invoice", _("invoices")
        CREDIT_NOTE = "credit_note", _("credit notes")
        SELF_BILLED = "self_billed", _("self-billed invoices")
        SELF_BILLED_CREDIT_NOTE = "self_billed_credit_note", _("self-billed credit notes")

    company = models.ForeignKey(Company, models.CASCADE, related_name="numberings")
    series = models.CharField(max_length=30, choices=Series.choices)
    pattern = models.CharField(max_length=40)  # such as `{year}-{####}`

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "series"], name="one_numbering_per_series")]

    def __str__(self) -> str:
        return f"{self.company}: {self.series}"


class Counter(models.Model):
    """Where a sequence stands, in each year when it begins again each year."""

    numbering = models.ForeignKey(Numbering, models.CASCADE, related_name="counters")
    year = models.PositiveSmallIntegerField(default=0)  # 0: it does not begin again
    next = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["numbering", "year"], name="one_counter_per_year")]

    def __str__(self) -> str:
        return f"{self.numbering} {self.year}: {self.next}"


class Gap(models.Model):
    """Numbers that no document has, and why: an inspector asks."""

    numbering = models.ForeignKey(Numbering, models.CASCADE, related_name="gaps")
    year = models.PositiveSmallIntegerField(default=0)
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.numbering}: {self.first}–{self.last}"
