"""What the installation knows of its own records."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JournalReplay(models.Model):
    """The journal was held against this database, and what was missing filed again."""

    at = models.DateTimeField(default=timezone.now)
    filed = models.PositiveIntegerField()
    left = models.PositiveIntegerField()  # that could not be filed: their company is not there

    class Meta:
        verbose_name = _("replay of the journal")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
