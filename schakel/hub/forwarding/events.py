"""What forwarding adds to a document's timeline."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ForwardingEvent(models.TextChoices):
    FORWARDED = "forwarded", _("forwarded to bookkeeping")
    NOT_FORWARDED = "not_forwarded", _("could not be forwarded to bookkeeping")
    HELD = "held", _("held back from bookkeeping")
    RELEASED = "released", _("released to bookkeeping")
    PACKAGE_TOLD = "package_told", _("bookkeeping package told of a change")
    PACKAGE_NOT_TOLD = "package_not_told", _("bookkeeping package could not be told of a change")
