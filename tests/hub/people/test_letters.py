import re
from pathlib import Path

import allauth
import pytest
from django.core import mail

from schakel.hub.people.letters import LETTERS
from schakel.hub.people.models import User
from tests.hub.people.conftest import PASSWORD, sign_in, visitor_of

ALLAUTH = Path(allauth.__path__[0])
NOT_OFFERED = {
    "account/email/email_deleted",  # an account has one address
    "account/email/password_reset_key",  # by code, not by link
}


def test_every_mail_that_allauth_can_send_is_in_our_words():
    source = "".join(place.read_text() for room in ("account", "mfa") for place in (ALLAUTH / room).rglob("*.py"))
    assert set(re.findall(r'"((?:account|mfa)/email/\w+)"', source)) - NOT_OFFERED <= set(LETTERS)


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("nl", "Uw code om u aan te melden"),
        ("fr", "Votre code pour vous connecter"),
        ("de", "Ihr Code für die Anmeldung"),
    ],
)
def test_a_mail_is_in_the_language_of_its_reader_as_text_and_as_a_page(settings, clara, language, subject):
    User.objects.update(language=language)
    visitor_of(settings, "en").post("/account/login/code/", {"email": clara.email})
    letter = mail.outbox[0]
    page, kind = letter.alternatives[0]
    assert (letter.subject, kind) == (subject, "text/html")
    assert f'lang="{language}"' in page
    assert re.search(r"[A-Z]{4}-[A-Z]{4}", page)[0] in letter.body


def test_a_mail_server_that_does_not_answer_is_told_and_betrays_nobody(settings, clara):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", 1
    answers = [
        visitor_of(settings).post("/account/login/code/", {"email": address}) for address in (clara.email, "no@x.test")
    ]
    assert [answer.status_code for answer in answers] == [503, 503]
    assert "cannot send e-mail" in answers[0].content.decode()


def test_a_warning_that_cannot_be_mailed_does_not_undo_what_was_done(visitor, settings, clara):
    sign_in(visitor, clara)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", 1
    visitor.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": "another long one"})
    clara.refresh_from_db()
    assert clara.check_password("another long one")


def test_links_in_mails_lead_to_the_installation_whatever_the_request_said(settings):
    settings.ALLOWED_HOSTS = [settings.HOST, "evil.example"]
    visitor = visitor_of(settings)
    visitor.post("/account/login/code/", {"email": "no@x.test"}, headers={"host": "evil.example"})
    assert f"{settings.URL}/account/signup/" in mail.outbox[0].body
    assert "evil" not in mail.outbox[0].body
