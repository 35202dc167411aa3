"""RetentionRule and LegalHold: what is kept longer than the law asks."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Company

YEARS = 10  # full ones, from 1 January after: art. 60 of the Belgian VAT Code
MOST_YEARS = 50


class RetentionRule(models.Model):
    """How many full years a company keeps its documents; without one, YEARS."""

    company = models.OneToOneField(Company, models.CASCADE, primary_key=True, related_name="retention_rule")
    years = models.PositiveSmallIntegerField(
        _("years to keep documents"),
        default=YEARS,
        validators=[MinValueValidator(YEARS), MaxValueValidator(MOST_YEARS)],
        help_text=_("Full years, counted from 1 January of the next year. The law asks for at least 10."),
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(years__gte=YEARS), name="never_shorter_than_the_law")]

    def __str__(self) -> str:
        return f"{self.company}: {self.years}"


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    def active(self) -> "LegalHoldQuerySet":
        return self.filter(ended_at=None)

    def documents(self) -> models.QuerySet[Any, Any]:
        """Those that are on hold, as a subquery."""
        return self.active().values("document")


class LegalHold(models.Model):
    """Somebody said that a document must be kept on, and why. Never deleted: its end is written in it."""

    document = models.ForeignKey("documents.Document", models.CASCADE, related_name="legal_holds")
    reason = models.CharField(_("reason"), max_length=500)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document"], condition=Q(ended_at=None), name="one_active_hold_per_document"
            )
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.reason}"
