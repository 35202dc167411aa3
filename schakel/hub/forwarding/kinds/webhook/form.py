"""What by webhook asks."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from schakel.hub.forwarding.kinds.form import OptionsForm
from schakel.hub.forwarding.words import sentence
from schakel.hub.outside import require_target
from schakel.peppol.errors import Unreachable


class WebhookForm(OptionsForm):
    url = forms.CharField(
        label=_("Address"), max_length=500, help_text=_("Starts with https:// and is reachable from the internet.")
    )

    def clean_url(self) -> str:
        """F01: refused when filled in, and again at every connection."""
        url: str = self.cleaned_data["url"].strip()
        try:
            require_target(url)
        except Unreachable as fault:
            raise ValidationError(sentence("target_refused" if fault.permanent else "no_answer")) from fault
        return url
