"""H07: a person without a password proves who they are with a code by e-mail, before the account can change hands."""

import time

import pytest
from django.core import mail

from schakel.hub.people.proof import KEY
from tests.hub.people.conftest import code, later, who


@pytest.fixture
def by_code(visitor, clara):
    """Clara has no password and signed in some time ago."""
    clara.set_unusable_password()
    clara.save()
    visitor.post("/account/login/code/", {"email": clara.email})
    visitor.post("/account/login/code/confirm/", {"code": code()})
    session = visitor.session
    session["account_authentication_methods"][0]["at"] = time.time() - 600
    session.save()
    mail.outbox.clear()
    later()
    return visitor


def test_H07_an_unattended_screen_is_not_enough_to_choose_a_password(by_code, clara):
    answer = by_code.get("/account/password/set/")
    assert answer.url.startswith("/me/again")
    assert "clara@clara.example" in by_code.get(answer.url).content.decode()
    page = by_code.post(answer.url, {"code": "WRON-GONE", "next": "/account/password/set/"})
    assert (page.status_code, b"incorrect" in page.content) == (422, True)
    assert by_code.post(answer.url, {"code": code(), "next": "/account/password/set/"}).url == "/account/password/set/"
    by_code.post("/account/password/set/", {"password1": "a first long one"})
    clara.refresh_from_db()
    assert clara.check_password("a first long one")


def test_H07_nor_to_change_the_address_or_to_add_a_second_step(by_code):
    for path in ("/account/2fa/totp/activate/", "/account/2fa/webauthn/add/"):
        assert by_code.get(path).url.startswith("/me/again")
    answer = by_code.post("/account/email/", {"email": "thief@evil.example", "action_add": ""})
    assert answer.url.startswith("/me/again")
    assert mail.outbox == []


def test_H11_the_third_wrong_code_ends_it(by_code):
    by_code.get("/me/again")
    sent = code()
    for _try in range(3):
        assert by_code.post("/me/again", {"code": "WRON-GONE"}).status_code == 422
    assert by_code.post("/me/again", {"code": sent}).status_code == 422
    assert who(by_code)


def test_H11_of_many_codes_tried_at_once_three_count(by_code):
    """Each as if it had read the session before the others came."""
    by_code.get("/me/again")
    sent, before = code(), by_code.session[KEY]
    for _try in range(3):
        by_code.post("/me/again", {"code": "WRON-GONE"})
        session = by_code.session
        session[KEY] = before
        session.save()
    assert by_code.post("/me/again", {"code": sent}).status_code == 422
    assert who(by_code)


def test_H11_new_codes_are_limited(by_code):
    answers = [by_code.post("/me/again", {"action": "resend"}).status_code for _try in range(4)]
    assert answers == [200, 200, 200, 429]


def test_after_signing_in_by_code_just_now_nothing_is_asked_again(visitor, clara):
    clara.set_unusable_password()
    clara.save()
    visitor.post("/account/login/code/", {"email": clara.email})
    visitor.post("/account/login/code/confirm/", {"code": code()})
    assert visitor.get("/account/password/set/").status_code == 200
