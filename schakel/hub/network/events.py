"""What the network adds to a document's timeline."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NetworkEvent(models.TextChoices):
    CONFIRMED = "confirmed", _("delivery confirmed")
    REFUSED = "refused", _("refused by the receiver's access point")
    ANSWERED = "answered", _("the other party answered")
    ANSWER_SENT = "answer_sent", _("answer sent")
    CONTESTED = "contested", _("contested")
    WITHDRAWN = "protest_withdrawn", _("protest taken back")
    PROTEST_MAILED = "protest_mailed", _("protest e-mailed to the seller")
    WITHDRAWAL_MAILED = "withdrawal_mailed", _("taking back e-mailed to the seller")
    PROTEST_NOT_MAILED = "protest_not_mailed", _("protest could not be e-mailed")
