"""What selling adds to a document's timeline."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SalesEvent(models.TextChoices):
    MAILED = "mailed", _("sent by e-mail")
    NOT_MAILED = "not_mailed", _("could not be sent by e-mail")
    NOT_ELSEWHERE = "not_elsewhere", _("no longer marked as sent elsewhere")
