"""What allauth asks of us: how addresses are read, how people are mailed, what is said when something is wrong."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record_of_person
from schakel.hub.people import proof, sessions, taking_back
from schakel.hub.people.addresses import refuse_mixed
from schakel.hub.people.letters import LETTERS
from schakel.hub.people.models import User, normal
from schakel.hub.people.sign_up import holder
from schakel.hub.people.words import WRONG_CODE
from schakel.hub.web.faults import no_mail

log = logging.getLogger(__name__)

AGAIN = {  # the ways to show once more that it is you
    "reauthenticate": gettext_lazy("Use your password"),
    "mfa_reauthenticate": gettext_lazy("Use your authenticator app or a recovery code"),
    "mfa_reauthenticate:webauthn": gettext_lazy("Use a passkey"),
}


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": gettext_lazy("This account is closed."),
        "duplicate_email": gettext_lazy("This is already the address of your account."),
        "email_password_mismatch": gettext_lazy("The address or the password is incorrect."),
        "email_taken": gettext_lazy("This address belongs to another account."),
        "enter_current_password": gettext_lazy("This is not your password."),
        "incorrect_code": WRONG_CODE,
        "incorrect_password": gettext_lazy("This is not your password."),
        "rate_limited": gettext_lazy("You are going too fast. Wait a moment and try again."),
        "same_as_current": gettext_lazy("This is already the address of your account."),
        "too_many_login_attempts": gettext_lazy("Too many attempts. Wait five minutes, or ask for a code by e-mail."),
    }

    def clean_email(self, email: str) -> str:
        refuse_mixed(email)
        return normal(email)

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user.name = form.cleaned_data.get("name", "")
        user.language = translation.get_language() or user.language
        saved: User = super().save_user(request, user, form, commit)
        record_of_person(Action.ACCOUNT_CREATED, saved.pk)
        return saved

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """A changed address: the new one is told too, and every other session ends (H07)."""
        before = EmailAddress.objects.filter(user=email_address.user, verified=True).first()
        done: bool = super().confirm_email(request, email_address)
        if done and before:
            words = {"from_email": before.email, "to_email": email_address.email}
            self.send_notification_mail("people/mail/email_is_new", email_address.user, words, email_address.email)
            sessions.end_others(request, email_address.user)
        return done

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of the person, links from the address of the installation and never from the request."""
        person = holder(email) or getattr(self.request, "user", None)
        language = getattr(person, "language", None) or translation.get_language()
        if template_prefix == "account/email/email_changed":
            person = User.objects.get(email=context["to_email"])
            language, context = person.language, {**context, "link": taking_back.link(person, before=email)}
        words = LETTERS[template_prefix]
        try:
            words.send(email, language=language, context=context)
        except OSError as error:  # what a mail server says is one too
            log.exception("no mail to a person: %s", template_prefix)
            if not words.alarm:  # a code that nobody gets: say so, instead of letting them wait
                raise ImmediateHttpResponse(no_mail(self.request)) from error

    def send_notification_mail(self, template_prefix: str, user: User, *more: Any, **words: Any) -> None:
        """Each change of how somebody signs in is told to them, and so recorded here."""
        record_of_person(Action.ACCOUNT_CHANGED, user.pk, detail=template_prefix.rpartition("/")[2])
        super().send_notification_mail(template_prefix, user, *more, **words)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        known = holder(credentials.get("email") or "")
        record_of_person(Action.SIGN_IN_FAILED, known.pk if known else None, detail="password")

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            record_of_person(Action.SIGNED_OUT, request.user.pk)
        super().logout(request)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        ways = [{**way, "description": AGAIN[way["id"]]} for way in super().get_reauthentication_methods(user)]
        return ways or [{"id": "again", "description": "", "url": reverse("people:again")}]

    def is_reauthentication_required(self, *, app: str, **_more: Any) -> bool:
        """Also of people without a password: allauth would let them through, so the question is raised here (H07)."""
        if proof.is_due(self.request):
            raise ReauthenticationRequired
        return bool(super().is_reauthentication_required(app=app))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:me")
