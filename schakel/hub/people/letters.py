"""What allauth mails to people, in our words: one table, shown by one pair of templates (people/mail/letter)."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from schakel.hub.web import mail


@dataclass(frozen=True)
class MailText:
    subject: str
    text: str
    button: str = ""  # what it says
    page: str = ""  # the name of the page it leads to
    alarm: bool = False  # told because someone else may have done it: with when and from where

    def send(self, to: str, *, language: str, context: dict[str, Any]) -> None:
        """Links begin with the address of the installation, never with what the request said. Raises OSError."""
        link = context.get("link") or (reverse(self.page) if self.page else "")
        with translation.override(language):
            letter = {
                **context,
                "subject": gettext(self.subject),
                "text": gettext(self.text) % context,
                "button": gettext(self.button) if self.button else "",
                "link": settings.URL + link if link else "",
                "alarm": self.alarm,
            }
        mail.send("people/mail/letter", to=to, language=language, context=letter)


NOT_YOU = _("If you did not do this, choose a new password right away.")
CHANGE = (_("Choose a new password"), "account_reset_password")
LETTERS = {
    "account/email/email_confirmation_signup": MailText(
        _("Your code for Schakel"),
        _("Welcome to Schakel. Type this code on the page where you create your account. It works for "
"fifteen minutes."),
    ),
    "account/email/email_confirmation": MailText(
        _("Confirm your new address"),
        _("Type this code on the page where you change your e-mail address. It works for fifteen minutes."),
    ),
    "account/email/login_code": MailText(
        _("Your code to sign in"),
        _("Type this code on the page where you asked for it. It works for fifteen minutes. Do not give it "
"to anyone."),
    ),
    "people/mail/again": MailText(
        _("Your code to confirm that it is you"),
        _("Type this code on the page where you asked for it. It works for fifteen minutes. Do not give it "
"to anyone."),
    ),
    "account/email/password_reset_code": MailText(
        _("Your code for a new password"),
        _("Type this code on the page where you asked for it. It works for fifteen minutes. Do not give it "
"to anyone."),
    ),
    "account/email/unknown_account": MailText(
        _("There is no account with this address"),
        _(
            "Someone, probably you, tried to sign in to Schakel with this address, but there is no account "
"for it. Perhaps you use another address, or you do not have an account yet. If it was not you, "
"you can ignore this e-mail."
        ),
        _("Create an account"),
        "account_signup",
    ),
    "account/email/account_already_exists": MailText(
        _("You already have an account"),
        _(
            "Someone, probably you, tried to create a Schakel account with this address. You already have "
"one: just sign in. If it was not you, you can ignore this e-mail."
        ),
        _("Sign in"),
        "account_login",
    ),
    "account/email/password_changed": MailText(
        _("Your password was changed"), NOT_YOU, *CHANGE, alarm=True
    ),
    "account/email/password_reset": MailText(_("You chose a new password"), NOT_YOU, *CHANGE, alarm=True),
    "account/email/password_set": MailText(_("Your account has a password now"), NOT_YOU, *CHANGE, alarm=True),
    "account/email/email_changed": MailText(
        _("The address of your account was changed"),
        _(
            "Your account at Schakel now belongs to %(to_email)s instead of %(from_email)s. If you did not do this, take "
            "your account back within seven days."
        ),
        _("Take my account back"),
        alarm=True,
    ),
    "people/mail/email_is_new": MailText(
        _("This is now the address of your account"),
        _("Your account at Schakel now belongs to %(to_email)s instead of %(from_email)s."),
        alarm=True,
    ),
    "mfa/email/totp_activated": MailText(
        _("Your account now asks for a second step"),
        _("From now on, we ask for a code from your authenticator app when you sign in."),
        *CHANGE,
        alarm=True,
    ),
    "mfa/email/totp_deactivated": MailText(
        _("Your account no longer asks for a code from an app"), NOT_YOU, *CHANGE, alarm=True
    ),
    "mfa/email/webauthn_added": MailText(_("A passkey was added to your account"), NOT_YOU, *CHANGE, alarm=True),
    "mfa/email/webauthn_removed": MailText(_("A passkey was removed from your account"), NOT_YOU, *CHANGE, alarm=True),
    "mfa/email/recovery_codes_generated": MailText(
        _("Your account has new recovery codes"), NOT_YOU, *CHANGE, alarm=True
    ),
}  # fmt: skip
