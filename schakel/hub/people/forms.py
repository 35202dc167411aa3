"""The forms of signing up and signing in, where they differ from allauth's."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from schakel.hub.people.models import User


class JoinForm(forms.Form):
    """For a new person whose address is proven: his name, and a password if he wants one."""

    name = forms.CharField(label=_("Your name"), max_length=100, widget=forms.TextInput({"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Choose a password"),
        help_text=_("At least ten characters. If you leave this empty, we mail you a code each time you sign in."),
        required=False,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args: object, email: str = "", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        self.email = email

    def clean(self) -> dict[str, object]:
        """A password may not resemble the name or the address."""
        cleaned = super().clean() or {}
        if password := cleaned.get("password"):
            try:
                validate_password(password, User(email=self.email, name=cleaned.get("name", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned
