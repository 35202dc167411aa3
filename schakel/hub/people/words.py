"""Sentences that more than one module of the room says."""

from django.utils.translation import gettext_lazy as _

WRONG_CODE = _("This code is not right. Look at the mail or the app once more.")
