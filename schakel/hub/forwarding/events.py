"""What forwarding adds to a document's timeline."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ForwardingEvent(models.TextChoices):
    FORWARDED = "forwarded", _("forwarded to bookkeeping")
    NOT_FORWARDED = "not_forwarded", _("could not be forwarded to bookkeeping")
    HELD = "held", _("held back from bookkeeping")
    RELEASED = "released", _("released to bookkeeping")
