"""I02: no change without the proof that our own page asked for it. I08: an installation does not start unsafe."""

import runpy

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

import schakel.hub.settings
from tests.hub.people.conftest import PASSWORD

POSTS = [
    "/account/login/",
    "/account/logout/",
    "/account/signup/",
    "/account/email/",
    "/account/password/change/",
    "/account/password/reset/",
    "/account/login/code/",
    "/account/reauthenticate/",
    "/account/sessions/",
    "/account/2fa/totp/activate/",
    "/account/2fa/webauthn/login/",
    "/me/",
    "/me/language",
    "/me/leave",
]


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "application/json", "text/plain"])
def test_I02_a_forged_form_changes_nothing(settings, clara, path, kind):
    client = Client(enforce_csrf_checks=True, headers={"host": settings.HOST})
    client.force_login(clara)
    answer = client.post(path, "name=Forged&language=fr", content_type=kind)
    assert answer.status_code == 403
    clara.refresh_from_db()
    assert (clara.name, clara.language) == ("Clara", "en")
    assert client.session["_auth_user_id"] == str(clara.pk)


def test_I02_signing_in_from_another_site_is_refused(settings, clara):
    client = Client(enforce_csrf_checks=True, headers={"host": settings.HOST})
    client.get("/account/login/")
    words = {"login": clara.email, "password": PASSWORD, "csrfmiddlewaretoken": client.cookies["csrf"].value}
    assert client.post("/account/login/", words, headers={"origin": "https://evil.example"}).status_code == 403
    assert client.post("/account/login/", words, headers={"origin": settings.URL}).status_code == 302


def started(monkeypatch, tmp_path, **environment: str) -> dict:
    monkeypatch.setenv("SCHAKEL_DATA", str(tmp_path))
    for name, value in environment.items():
        monkeypatch.setenv(f"SCHAKEL_{name}", value)
    return runpy.run_path(schakel.hub.settings.__file__)


@pytest.mark.parametrize(
    "unsafe",
    [
        {"URL": "https://schakel.example", "DEBUG": "1"},
        {"URL": "http://schakel.example"},
        {"SECRET_KEY": "change me"},
        {"SECRET_KEY": "varied enough, but too short to be safe"},
        {"SECRET_KEY": "django-insecure-" + "x" * 60},
        {"SECRET_KEY": "x" * 60},
        {"URL": "schakel.example"},
    ],
)
def test_I08_an_unsafe_installation_does_not_start(monkeypatch, tmp_path, unsafe):
    with pytest.raises(ImproperlyConfigured):
        started(monkeypatch, tmp_path, **unsafe)


def test_I08_the_secret_is_made_once_and_only_its_owner_reads_it(monkeypatch, tmp_path):
    first = started(monkeypatch, tmp_path)["SECRET_KEY"]
    assert started(monkeypatch, tmp_path)["SECRET_KEY"] == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert len(first) >= 50


def test_of_two_processes_that_begin_together_both_have_the_secret_of_the_first(monkeypatch, tmp_path):
    place, first = tmp_path / "secret_key", "abcdefghijklmnop" * 4

    def late(length: int) -> str:
        assert not place.exists()  # it never stands there half written
        place.write_text(first)
        return "zyxwvutsrqponmlk" * 4

    monkeypatch.setattr("django.utils.crypto.get_random_string", late)
    assert started(monkeypatch, tmp_path)["SECRET_KEY"] == place.read_text() == first
    assert [each.name for each in tmp_path.iterdir()] == ["secret_key"]


def test_I04_with_https_cookies_are_secure_and_bound_to_the_host(monkeypatch, tmp_path):
    settings = started(monkeypatch, tmp_path, URL="https://schakel.example")
    assert settings["SESSION_COOKIE_NAME"] == "__Host-schakel"
    assert settings["CSRF_COOKIE_NAME"] == "__Host-csrf"
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["CSRF_COOKIE_SECURE"]
    assert settings["SECURE_HSTS_SECONDS"] >= 31536000
    assert not settings["DEBUG"]


def test_plain_http_beyond_this_machine_must_be_asked_for(monkeypatch, tmp_path):
    assert started(monkeypatch, tmp_path, URL="http://schakel.example", PLAIN_HTTP="1")["HOST"] == "schakel.example"
