import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail

from tests.hub.people.conftest import PASSWORD, code, sign_in, visitor_of, who


def test_by_password(visitor, clara):
    assert sign_in(visitor, clara).url == "/"
    assert who(visitor) == str(clara.pk)


def test_H08_by_password_with_the_address_in_any_spelling(visitor, clara):
    visitor.post("/account/login/", {"login": " CLARA@Clara.Example", "password": PASSWORD})
    assert who(visitor) == str(clara.pk)


def test_by_a_code_from_the_button_beside_the_password(visitor, clara):
    clara.language = "nl"
    clara.save()
    assert visitor.post("/account/login/code/", {"login": "Clara@clara.example", "password": ""}).status_code == 302
    assert mail.outbox[0].subject == "Uw code om u aan te melden"
    assert visitor.post("/account/login/code/confirm/", {"code": code().lower()}).url == "/"
    assert who(visitor) == str(clara.pk)


def test_a_code_works_once(visitor, settings, clara):
    visitor.post("/account/login/code/", {"email": clara.email})
    visitor.post("/account/login/code/confirm/", {"code": code()})
    visitor.post("/account/logout/")
    visitor.post("/account/login/code/confirm/", {"code": code()})
    assert who(visitor) is None


def test_a_forgotten_password_is_replaced_by_code_and_opens_no_door_by_itself(visitor, clara):
    visitor.post("/account/password/reset/", {"email": clara.email})
    visitor.post("/account/password/reset/confirm/", {"code": code()})
    visitor.post("/account/password/reset/complete/", {"password1": "another long one"})
    assert who(visitor) is None
    assert not who(visitor)
    sign_in(visitor, clara, "another long one")
    assert who(visitor) == str(clara.pk)
    assert mail.outbox[-1].subject == "You chose a new password"


def test_a_closed_account_does_not_open(visitor, clara):
    clara.is_active = False
    clara.save()
    assert sign_in(visitor, clara).url == "/account/inactive/"
    assert "closed" in visitor.get("/account/inactive/").content.decode()


def test_signing_out_needs_a_click(visitor, clara):
    sign_in(visitor, clara)
    visitor.get("/account/logout/")
    assert who(visitor)
    visitor.post("/account/logout/")
    assert who(visitor) is None


def test_H13_one_is_never_sent_to_another_site(visitor, clara):
    for elsewhere in ("//evil.example", "https://evil.example/x", "/\\evil.example", "javascript:alert(1)"):
        answer = visitor.post("/account/login/", {"login": clara.email, "password": PASSWORD, "next": elsewhere})
        assert answer.url == "/"
        answer = visitor.post("/account/logout/", {"next": elsewhere})
        assert "evil" not in answer.url
        assert visitor.post("/me/language", {"language": "fr", "next": elsewhere}).url == "/"


def test_one_comes_where_one_wanted_to_go(visitor, clara):
    answer = visitor.post("/account/login/", {"login": clara.email, "password": PASSWORD, "next": "/documents/?a=b"})
    assert answer.url == "/documents/?a=b"


@pytest.mark.parametrize(
    ("path", "known", "unknown"),
    [
        ("/account/login/", {"login": "clara@clara.example", "password": "wrong"}, {"login": "no@no.example"}),
        ("/account/login/code/", {"email": "clara@clara.example"}, {"email": "no@no.example"}),
        ("/account/password/reset/", {"email": "clara@clara.example"}, {"email": "no@no.example"}),
        (
            "/account/signup/",
            {"email": "clara@clara.example", "name": "x", "password1": PASSWORD},
            {"email": "no@no.example"},
        ),
    ],
)
def test_H10_known_and_unknown_addresses_get_the_same_answer(settings, clara, path, known, unknown):
    answers = []
    for words in (known, {**known, **unknown}):
        visitor = visitor_of(settings)
        answer = visitor.post(path, words)
        page = visitor.get(answer.url) if answer.status_code == 302 else answer
        address = words.get("email", words.get("login", ""))
        seen = page.content.decode().replace(address, "ADDRESS")
        seen = re.sub(r"csrfmiddlewaretoken\" value=\"\w+|x-csrftoken\": \"\w+", "", seen)
        answers.append((answer.status_code, getattr(answer, "url", ""), seen))
    assert answers[0] == answers[1]
    assert len(mail.outbox) in {0, 2}


@pytest.mark.parametrize(
    ("path", "words"),
    [("/account/login/", {"password": "wrong"}), ("/account/signup/", {"name": "x", "password1": "a long enough one"})],
)
def test_H10_known_and_unknown_addresses_cost_the_same_work(settings, clara, monkeypatch, path, words):
    """A password's hash is nearly all of the time of an answer; a mail goes out in both cases."""
    work = []
    for address in (clara.email, "no@no.example"):
        hashes = counted(monkeypatch)
        visitor_of(settings).post(path, {**words, "email": address, "login": address})
        work.append(len(hashes))
    assert work == [1, 1]


def counted(monkeypatch) -> list[str]:
    seen: list[str] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *words: seen.append("") or encode(*words))
    return seen
