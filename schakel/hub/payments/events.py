"""What paying adds to a document's timeline."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from schakel.hub.web.templatetags.formatting import formats


class PaymentEvent(models.TextChoices):
    PAID = "paid", _("marked as paid")
    FOUND_PAID = "found_paid", _("payment found on the bank statement")
    UNPAID = "unpaid", _("no longer marked as paid")
    IN_FILE = "in_file", _("added to a payment file")
    OUT_OF_FILE = "out_of_file", _("payment file withdrawn")
    LATER = "later", _("set aside for later")
    TAKEN_UP = "taken_up", _("to handle again")
    ARCHIVED = "archived", _("archived")


def day(detail: str) -> str:
    """Of LATER: until when."""
    return formats().day(date.fromisoformat(detail), shape="medium")
