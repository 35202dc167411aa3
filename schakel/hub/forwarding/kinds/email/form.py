"""What by e-mail asks, beside the addresses of the companies."""

from django import forms
from django.utils.translation import gettext_lazy as _

from schakel.hub.forwarding.kinds.form import OptionsForm


class EmailForm(OptionsForm):
    reply_to = forms.EmailField(
        label=_("Replies go to"),
        required=False,
        max_length=254,
        help_text=_("For replies from the package or its helpdesk. Empty: nobody reads replies."),
    )
