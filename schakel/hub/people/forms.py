"""The forms of signing up, signing in and keeping one's account: allauth's, in our words and with our normal addresses."""

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record_of_person
from schakel.hub.people.models import User, normal
from schakel.hub.people.requests import SUGGESTED
from schakel.hub.people.sign_up import forget_unproven, holder
from schakel.hub.web.language import OWN_NAMES

ADDRESS, PASSWORD, NEW_PASSWORD, CODE = _("E-mail address"), _("Password"), _("Choose a password"), _("Code")
TEN = _("At least ten characters. A few words in a row are easy to remember.")
WORDS: dict[str, tuple[Any, Any]] = {  # field: its label, and the hint under it
    "login": (ADDRESS, ""),
    "email": (ADDRESS, ""),
    "password": (PASSWORD, ""),
    "password1": (NEW_PASSWORD, TEN),
    "oldpassword": (_("Your current password"), ""),
    "code": (CODE, ""),
    "name": (_("Name"), ""),
    "passwordless": (_("Sign in with this passkey alone"), _("You then do not need a password on this device.")),
}


class Plain(forms.Form):
    """Our labels and hints, nothing inside the fields, and a new password typed once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            if name in WORDS:
                field.label, field.help_text = WORDS[name]
            field.widget.attrs.pop("placeholder", None)


class LoginForm(Plain, account.LoginForm):  # type: ignore[misc]  # allauth carries no types; so below
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.request and (suggested := self.request.session.get(SUGGESTED)):
            self.initial["login"] = suggested

    def clean_login(self) -> str:
        return normal(self.cleaned_data["login"])


class SignupForm(Plain, account.SignupForm):  # type: ignore[misc]
    name = forms.CharField(max_length=100, widget=forms.TextInput({"autocomplete": "name"}))
    field_order = ("name", "email", "password1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Your name")

    def clean_email(self) -> str:
        address = get_adapter().clean_email(self.cleaned_data["email"])
        if holder(address) is None:
            forget_unproven(address)
        return str(self.validate_unique_email(address))

    def try_save(self, request: Any) -> Any:
        """Takes as long for an address that has an account already (H10)."""
        if self.account_already_exists:
            User().set_password(self.cleaned_data["password1"])
        return super().try_save(request)


class RequestLoginCodeForm(Plain, account.RequestLoginCodeForm):  # type: ignore[misc]
    """Also takes the address from the sign-in form, whose second button leads here."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None and "email" not in data and "login" in data:
            data = {**data.dict(), "email": data["login"]}
        super().__init__(data, *args, **kwargs)

    def clean_email(self) -> str:
        self.cleaned_data["email"] = normal(self.cleaned_data["email"])
        address: str = super().clean_email()
        self._user = holder(address)
        return address


class ResetPasswordForm(Plain, account.ResetPasswordForm):  # type: ignore[misc]
    def clean_email(self) -> str:
        address = normal(self.cleaned_data["email"])
        found = holder(address)
        self.users = [found] if found and found.is_active else []
        return address


class AddEmailForm(Plain, account.AddEmailForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")


class ResetPasswordKeyForm(Plain, account.ResetPasswordKeyForm):  # type: ignore[misc]
    pass


class ChangePasswordForm(Plain, account.ChangePasswordForm):  # type: ignore[misc]
    pass


class SetPasswordForm(Plain, account.SetPasswordForm):  # type: ignore[misc]
    pass


class ReauthenticateForm(Plain, account.ReauthenticateForm):  # type: ignore[misc]
    pass


class RecordsWrongCode:
    """A wrong code is a failed sign-in."""

    def clean_code(self) -> Any:
        try:
            return super().clean_code()  # type: ignore[misc]  # of the form beside it
        except forms.ValidationError:
            user = getattr(self, "user", None)
            record_of_person(Action.SIGN_IN_FAILED, user.pk if user else None, detail="code")
            raise


class ConfirmLoginCodeForm(RecordsWrongCode, Plain, account.ConfirmLoginCodeForm):  # type: ignore[misc]
    pass


class ConfirmEmailForm(Plain, account.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    pass


class ConfirmResetForm(Plain, account.ConfirmPasswordResetCodeForm):  # type: ignore[misc]
    pass


class AuthenticateForm(RecordsWrongCode, Plain, mfa.AuthenticateForm):  # type: ignore[misc]
    pass


class ReauthenticateCodeForm(RecordsWrongCode, Plain, mfa.ReauthenticateForm):  # type: ignore[misc]
    pass


class ActivateTOTPForm(Plain, totp.ActivateTOTPForm):  # type: ignore[misc]
    pass


class AddPasskeyForm(Plain, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class EditPasskeyForm(Plain, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    pass


class CodeForm(Plain):
    code = forms.CharField(max_length=20, widget=forms.TextInput({"autocomplete": "one-time-code"}))


class JoinForm(forms.Form):
    """For a new person whose address is proven: their name, and a password if they want one."""

    name = forms.CharField(label=_("Your name"), max_length=100, widget=forms.TextInput({"autocomplete": "name"}))
    password = forms.CharField(
        label=NEW_PASSWORD,
        help_text=_("At least ten characters. If you leave this empty, we e-mail you a code each time you sign in."),
        required=False,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        """A password may not resemble the name or the address."""
        cleaned = super().clean() or {}
        if password := cleaned.get("password"):
            try:
                validate_password(password, User(email=self.email, name=cleaned.get("name", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned


class MeForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    name = forms.CharField(label=_("Your name"), max_length=100, widget=forms.TextInput({"autocomplete": "name"}))
    language = forms.ChoiceField(
        label=_("Language of the pages and e-mails"), choices=OWN_NAMES, widget=forms.RadioSelect
    )

    class Meta:
        model = User
        fields = ("name", "language")
