"""Sentences that more than one module of the room says."""

from django.utils.translation import gettext_lazy as _

WRONG_CODE = _("This code is incorrect. Check the e-mail or the app again.")
