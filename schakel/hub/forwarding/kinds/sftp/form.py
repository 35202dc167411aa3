"""What by SFTP asks. The server's key is not filled in: the test shows it, and a person accepts it."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schakel.hub.forwarding.kinds import paths
from schakel.hub.forwarding.kinds.form import OptionsForm
from schakel.hub.forwarding.words import sentence
from schakel.hub.outside import files
from schakel.peppol.errors import Unreachable


class SftpForm(OptionsForm):
    SECRET: ClassVar = ("password", "private_key")

    host = forms.CharField(label=_("Server"), max_length=200, help_text=_("Its name, for example sftp.package.example"))
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=files.PORT)
    user = forms.CharField(label=_("User name"), max_length=100)
    password = forms.CharField(
        label=_("Password"), max_length=500, required=False, widget=forms.PasswordInput({"autocomplete": "off"})
    )
    private_key = forms.CharField(
        label=_("Private key"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Instead of a password: the key file, which starts with -----BEGIN"),
    )
    folder = forms.CharField(
        label=_("Folder"),
        max_length=200,
        required=False,
        help_text=_("The folder that contains the companies' folders."),
    )

    def clean_folder(self) -> str:
        return paths.clean_path(self.cleaned_data["folder"])

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if "host" in told and "port" in told:
            require_server(told["host"], told["port"])
        if not told.get("password") and not told.get("private_key"):
            if not self.has_secrets:
                raise ValidationError(gettext("Fill in a password or a private key."))
            if "host" in told and "port" in told and not self.is_same_server(told):
                raise ValidationError(gettext("This is another server: fill in the password or the private key again."))
        return told

    def is_same_server(self, options: Mapping[str, Any]) -> bool:
        return all(self.initial.get(name) == options[name] for name in ("host", "port"))

    def options(self) -> dict[str, Any]:
        """The accepted key stays, unless the server is another one."""
        options = super().options()
        return {**options, "host_key": self.initial.get("host_key", "") if self.is_same_server(options) else ""}

    def secrets(self) -> dict[str, Any]:
        """What is not filled in stays, unless the server is another one: that gets no password of the server before."""
        if self.is_same_server(self.cleaned_data):
            return super().secrets()
        return {name: self.cleaned_data.get(name, "") for name in self.SECRET}


def require_server(host: str, port: int) -> None:
    try:
        files.require_server(host, port)
    except Unreachable as fault:
        raise ValidationError(sentence("target_refused" if fault.permanent else "no_answer")) from fault
