"""Every page of this room in every language: it renders, and says nothing in English that it does not mean to."""

import re
from functools import cache

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction
from django.test import Client
from lxml import html

from schakel.hub.people import taking_back
from schakel.hub.people.models import User
from schakel.hub.web.language import OWN_NAMES
from tests.hub.conftest import person
from tests.hub.people.conftest import PASSWORD, code, later, sign_in

SAME = {"Schakel", "Clara", "Name", "Code", "Passkeys", "Passkeys · Schakel", "1 passkey", "Documents", "Download"}
SAME |= {name for _code, name in OWN_NAMES}  # each language is called by its own name
SHOWN = ("aria-label", "title", "alt", "placeholder", "data-failed", "data-copied")


def opened(language: str, signed_in: bool = False, **more: bool) -> tuple[Client, User]:
    later()
    client = Client(headers={"host": "localhost", "accept-language": language})
    user = person("Clara", language)
    if more.get("protected"):
        TOTP.activate(user, "JBSWY3DPEHPK3PXP")
        RecoveryCodes.activate(user)
        Authenticator.objects.create(user=user, type="webauthn", data={"name": "Clara", "credential": {}})
    if signed_in:
        client.force_login(user)
        client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client, user


def plain(path: str):
    return lambda language: opened(language)[0].get(path)


def wrong(path: str, **words: str):
    return lambda language: opened(language)[0].post(path, words)


def inside(path: str, **words: str):
    def page(language: str):
        client, _user = opened(language, signed_in=True)
        return client.post(path, words) if words else client.get(path)

    return page


def guarded(path: str):
    def page(language: str):
        client, user = opened(language, signed_in=True, protected=True)
        key = user.authenticator_set.get(type="webauthn").pk
        return client.get(path.format(key=key))

    return page


def after(path: str, words: dict[str, str], then: str, **wrong_words: str):
    def page(language: str):
        client, _user = opened(language)
        client.post(path, words)
        return client.post(then, wrong_words) if wrong_words else client.get(then)

    return page


def reset(language: str):
    client, user = opened(language)
    client.post("/account/password/reset/", {"email": user.email})
    client.post("/account/password/reset/confirm/", {"code": code()})
    return client.get("/account/password/reset/complete/")


def second_step(language: str):
    client, user = opened(language, protected=True)
    sign_in(client, user)
    return client.post("/account/2fa/authenticate/", {"code": "000000"})


def again(path: str):
    def page(language: str):
        client, user = opened(language, protected=True)
        client.force_login(user)
        return client.get(path)

    return page


def without_password(path: str):
    def page(language: str):
        client, user = opened(language)
        user.set_unusable_password()
        user.save()
        client.post("/account/login/code/", {"email": user.email})
        client.post("/account/login/code/confirm/", {"code": code()})
        return client.get(path)

    return page


def take_back(language: str):
    client, user = opened(language)
    return client.get(taking_back.link(user, before="old@clara.example"), follow=True)


CLARA = {"email": "clara@clara.example"}
NEW = {"name": "N", "email": "new@clara.example", "password1": PASSWORD}
PAGES = {
    "again by mail": without_password("/me/again"),
    "sign in": plain("/account/login/"),
    "sign in, empty": wrong("/account/login/"),
    "sign in, wrong": wrong("/account/login/", login="clara@clara.example", password="wrong"),
    "sign in, no address": wrong("/account/login/", login="clara", password="wrong"),
    "sign up": plain("/account/signup/"),
    "sign up, weak": wrong("/account/signup/", name="Clara", email="x@clara.example", password1="1234"),
    "sign up, common": wrong("/account/signup/", name="Clara", email="claraclara@x.test", password1="claraclara"),
    "sign up, look-alike": wrong("/account/signup/", name="Clara", email="x@p\u0430y.test", password1=PASSWORD),
    "confirm": after("/account/signup/", NEW, "/account/confirm-email/", code="WRONG"),
    "code": plain("/account/login/code/"),
    "code, empty": wrong("/account/login/code/"),
    "type the code": after("/account/login/code/", CLARA, "/account/login/code/confirm/", code="WRONG"),
    "reset": plain("/account/password/reset/"),
    "reset, code": after("/account/password/reset/", CLARA, "/account/password/reset/confirm/", code="WRONG"),
    "reset, new password": reset,
    "reset, done": plain("/account/password/reset/done/"),
    "closed": plain("/account/inactive/"),
    "second step": second_step,
    "again by password": again("/account/reauthenticate/"),
    "again by app": again("/account/2fa/reauthenticate/"),
    "again by passkey": again("/account/2fa/webauthn/reauthenticate/"),
    "sign out": inside("/account/logout/"),
    "me": inside("/me/"),
    "me, no name": inside("/me/", name="", language="x"),
    "address": inside("/account/email/"),
    "address, mine": inside("/account/email/", email="clara@clara.example", action_add="1"),
    "password": inside("/account/password/change/"),
    "password, wrong": inside("/account/password/change/", oldpassword="wrong", password1="short"),
    "first password": without_password("/account/password/set/"),
    "sessions": inside("/account/sessions/"),
    "security": inside("/account/2fa/"),
    "security, on": guarded("/account/2fa/"),
    "app on": inside("/account/2fa/totp/activate/"),
    "app on, wrong": inside("/account/2fa/totp/activate/", code="000000"),
    "app off": guarded("/account/2fa/totp/deactivate/"),
    "recovery codes": guarded("/account/2fa/recovery-codes/"),
    "new recovery codes": guarded("/account/2fa/recovery-codes/generate/"),
    "passkeys": guarded("/account/2fa/webauthn/"),
    "add a passkey": inside("/account/2fa/webauthn/add/"),
    "rename a passkey": guarded("/account/2fa/webauthn/keys/{key}/edit/"),
    "remove a passkey": guarded("/account/2fa/webauthn/keys/{key}/remove/"),
    "take back": take_back,
    "not found": inside("/nothing"),
}


@cache
def no_words(text: str) -> bool:
    return text in SAME or not re.search(r"[A-Za-z]{2}", text) or "@" in text or bool(re.fullmatch(r"[A-Z0-9]+", text))


def sentences(page: str) -> set[str]:
    """What a reader sees or hears on the page."""
    tree = html.fromstring(page)
    for hidden in tree.xpath("//script | //style"):
        hidden.drop_tree()
    texts = [" ".join(text.split()) for text in tree.itertext()]
    texts += [value for name in SHOWN for value in tree.xpath(f"//@{name}")]
    return {text for text in texts if text and not no_words(text)}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_whole_in_each_language(name, monkeypatch):
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.begin_authentication", lambda _user: {})
    english = shown(name, "en")
    for language in ("nl", "fr", "de"):
        assert sentences(shown(name, language)) & sentences(english) == set(), language


def shown(name: str, language: str) -> str:
    with transaction.atomic():
        answer = PAGES[name](language)
        transaction.set_rollback(True)
    assert answer.status_code in {200, 404, 422}, answer.headers
    page = answer.content.decode()
    assert f'<html lang="{language}">' in page
    assert page.count("<h1>") == 1
    return page
