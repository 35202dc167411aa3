"""What by POST asks."""

import re
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schakel.hub.forwarding.kinds.form import OptionsForm
from schakel.hub.forwarding.kinds.post import addresses
from schakel.hub.forwarding.words import sentence
from schakel.hub.outside import require_target
from schakel.peppol.errors import Unreachable

TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, section 5.6.2
VALUE = re.compile(r"[!-~](?:[ -~]*[!-~])?")  # RFC 9110, section 5.5, without what is not ASCII
MEDIA_TYPE = re.compile(rf"{TOKEN.pattern}/{TOKEN.pattern}(?:; ?{TOKEN.pattern}={TOKEN.pattern})*")
OURS = {  # what the request itself needs: nobody else's to say
    "accept-encoding", "connection", "content-encoding", "content-length", "content-type", "expect", "host",
    "idempotency-key", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "user-agent",
}  # fmt: skip


class PostForm(OptionsForm):
    SECRET: ClassVar = ("header_value",)

    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        help_text=_(
            "Starts with https:// and is reachable from the internet. Words in braces are filled in: {file} {number} "
            "{enterprise}, and {address} with the company's own part."
        ),
    )
    content_type = forms.CharField(
        label=_("Content type"),
        max_length=100,
        required=False,
        help_text=_("As the package wants it, for example application/octet-stream. Empty: the type of the file."),
    )
    header_name = forms.CharField(
        label=_("Header for the key"), max_length=60, required=False, help_text=_("For example Authorization")
    )
    header_value = forms.CharField(
        label=_("Value of this header"),
        max_length=2000,
        required=False,
        widget=forms.PasswordInput({"autocomplete": "off"}),
        help_text=_("The whole value, for example: Bearer 1234. We keep it encrypted."),
    )

    def clean_url(self) -> str:
        """F01: refused when filled in, and again at every connection."""
        url: str = self.cleaned_data["url"].strip()
        if unknown := addresses.unknown_words(url):
            raise ValidationError(
                gettext("You cannot use %(word)s in this address.") % {"word": "{" + unknown[0] + "}"}
            )
        if not addresses.is_server_fixed(url):
            raise ValidationError(gettext("The name of the server cannot contain words in braces."))
        try:
            require_target(addresses.fill_in(url, dict.fromkeys(addresses.WORDS, "x")))
        except Unreachable as fault:
            raise ValidationError(sentence("target_refused" if fault.permanent else "no_answer")) from fault
        return url

    def clean_content_type(self) -> str:
        text: str = self.cleaned_data["content_type"].strip().lower()
        if text and not MEDIA_TYPE.fullmatch(text):
            raise ValidationError(gettext("This is not a content type. An example: application/xml"))
        return text

    def clean_header_name(self) -> str:
        name: str = self.cleaned_data["header_name"].strip()
        if name and (not TOKEN.fullmatch(name) or name.lower() in OURS):
            raise ValidationError(gettext("You cannot use this header."))
        return name

    def clean_header_value(self) -> str:
        """Never a second header (J01)."""
        value: str = self.cleaned_data["header_value"].strip()
        if value and not VALUE.fullmatch(value):
            raise ValidationError(gettext("Use only letters, digits and signs of plain ASCII."))
        return value

    def clean(self) -> dict[str, Any]:
        """A key that nobody reads again must not leave for a server that somebody else fills in later."""
        given = super().clean() or {}
        name, value = given.get("header_name"), given.get("header_value")
        if value and not name:
            self.add_error("header_name", gettext("Fill in the name of the header too."))
        if name and not value and "header_value" not in self.errors:
            if not self.has_secrets:
                self.add_error("header_value", gettext("Fill in the value of this header."))
            elif "url" in given and not self.is_same_server(given["url"]):
                self.add_error("header_value", gettext("This is another server: fill in the value again."))
        return given

    def is_same_server(self, url: str) -> bool:
        before, now = urlsplit(self.initial.get("url", "")), urlsplit(url)
        return (before.scheme, before.netloc.lower()) == (now.scheme, now.netloc.lower())
