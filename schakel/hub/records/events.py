"""What a restore adds to a document's timeline."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RecordsEvent(models.TextChoices):
    FROM_JOURNAL = "from_journal", _("recovered from the journal after a restore: check whether it was sent")
