import time

import pytest
from allauth.usersessions.models import UserSession
from asgiref.sync import async_to_sync
from django.contrib.sessions.models import Session

from schakel.hub.people import sessions
from schakel.hub.people.session_store import SessionStore, hashed
from tests.hub.databases import BEGIN, both, database, python
from tests.hub.people.conftest import PASSWORD, code, sign_in, visitor_of, who


@pytest.fixture
def two(settings, clara):
    """Clara at work and Clara at home."""
    both = visitor_of(settings), visitor_of(settings)
    for client in both:
        sign_in(client, clara)
    return both


def is_in(client) -> bool:
    return client.get("/me/").status_code == 200


def test_I03_signing_in_gives_a_new_session(visitor, clara):
    visitor.get("/account/login/")
    planted = visitor.session.session_key
    sign_in(visitor, clara)
    assert visitor.session.session_key != planted
    assert visitor.cookies["schakel"].value == visitor.session.session_key


def test_I03_a_copied_cookie_is_worth_nothing_after_signing_out(two, settings, clara):
    here, _there = two
    copy = visitor_of(settings)
    copy.cookies["schakel"] = here.cookies["schakel"].value
    assert is_in(copy)
    here.post("/account/logout/")
    assert not is_in(copy)


def test_I03_every_session_ends_with_a_new_password(two):
    here, there = two
    answer = here.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": "another long one"})
    assert answer.status_code == 302
    assert not is_in(here)
    assert not is_in(there)


def test_I03_every_session_ends_with_a_forgotten_password(two, visitor, clara):
    visitor.post("/account/password/reset/", {"email": clara.email})
    visitor.post("/account/password/reset/confirm/", {"code": code()})
    visitor.post("/account/password/reset/complete/", {"password1": "another long one"})
    assert not any(is_in(client) for client in two)


@pytest.mark.parametrize(("days_since_seen", "stays"), [(6.9, True), (7.1, False)])
def test_I03_one_is_signed_out_after_a_week_away(two, days_since_seen, stays):
    here, _there = two
    moved(here, seen=days_since_seen)
    assert is_in(here) is stays


@pytest.mark.parametrize(("days_since_began", "stays"), [(27.9, True), (28.1, False)])
def test_I03_one_signs_in_again_after_four_weeks_however_often_one_came(two, days_since_began, stays):
    here, _there = two
    moved(here, seen=0.1, began=days_since_began)
    assert is_in(here) is stays


def moved(client, **days: float) -> None:
    session = client.session
    session.update({name: time.time() - count * 24 * 3600 for name, count in days.items()})
    session.save()


def test_not_every_page_is_a_write(two, django_assert_num_queries):
    here, _there = two
    here.get("/me/")
    with django_assert_num_queries(4):  # the session, the person; their offices and sales, for the menu
        here.get("/me/")


def test_out_everywhere_else(two, clara):
    here, there = two
    page = here.get("/account/sessions/").content.decode()
    assert "Sign out everywhere else" in page
    here.post("/account/sessions/")
    assert is_in(here)
    assert not is_in(there)
    assert UserSession.objects.filter(user=clara).count() == 1


def test_out_everywhere_and_here_too(two, clara):
    here, there = two
    here.post("/me/leave")
    assert not is_in(here)
    assert not is_in(there)
    assert not UserSession.objects.filter(user=clara).exists()


def test_each_session_says_on_what_device_it_is(settings, clara):
    browser = visitor_of(settings)
    browser.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    sign_in(browser, clara)
    assert "Firefox, Linux" in browser.get("/account/sessions/").content.decode()


def test_I04_the_cookies_are_closed_to_scripts_and_other_sites(visitor, clara):
    sign_in(visitor, clara)
    for name in ("schakel", "csrf"):
        assert visitor.cookies[name]["httponly"]
        assert visitor.cookies[name]["samesite"] == "Lax"
    assert who(visitor)


def test_L06_whoever_has_the_database_is_signed_in_nowhere(two, settings, clara):
    """No column of any row holds the key, and what a row is named does not open it."""
    here, _there = two
    key = here.cookies["schakel"].value
    names = [*Session.objects.values_list("pk", flat=True), *UserSession.objects.values_list("session_key", flat=True)]
    assert len(names) == 4
    assert key not in names
    for name in names:
        thief = visitor_of(settings)
        thief.cookies["schakel"] = name
        assert not is_in(thief)
    assert all(is_in(client) for client in two)


def test_a_key_that_opens_nothing_is_not_taken_over(visitor, clara):
    visitor.cookies["schakel"] = "a" * 32
    sign_in(visitor, clara)
    assert visitor.cookies["schakel"].value != "a" * 32


def test_a_session_that_has_ended_is_not_listed(two, clara):
    here, there = two
    assert here.get("/account/sessions/").text.count("last seen") == 2
    there.post("/account/logout/")
    page = here.get("/account/sessions/")
    assert page.text.count("last seen") == 1
    assert "This one" in page.text
    sign_in(there, clara)
    assert UserSession.objects.filter(user=clara).count() == 2  # the one that ended is cleared away


def test_an_end_of_one_session_is_for_good(two, clara):
    here, there = two
    [other] = UserSession.objects.filter(user=clara).exclude(session_key=hashed(here.session.session_key))
    sessions.end(other)
    assert is_in(here)
    assert not is_in(there)


def test_the_store_of_another_way_of_serving_does_the_same(db):
    """Django's functions for asynchronous servers, so that none of them writes a key."""

    async def whole() -> None:
        store = SessionStore()
        store["a"] = 1
        await store.asave()
        key = store.session_key
        assert await store.aexists(key)
        assert await SessionStore(key).aget("a") == 1
        await store.adelete()
        assert not await store.aexists(key)

    async_to_sync(whole)()


MIGRATED = (
    BEGIN
    + """
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore as Old
from django.core.management import call_command
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from schakel.hub.people.session_store import SessionStore
from schakel.hub.people.sessions import is_alive
user = get_user_model().objects.create_user("ann@ann.example", "x", name="Ann")
call_command("migrate", "people", "0001", verbosity=0)
old = Old()
old.update({"_auth_user_id": str(user.pk), "_auth_user_backend": BACKEND, "_auth_user_hash": user.get_session_auth_hash()})
old.save()
UserSession.objects.create(session_key=old.session_key, user=user, ip="127.0.0.1", user_agent="Firefox")
call_command("migrate", verbosity=0)
[listed] = UserSession.objects.all()
print(SessionStore(old.session_key).get("_auth_user_id") == str(user.pk), is_alive(listed, user))
print(Session.objects.filter(pk=old.session_key).exists(), UserSession.objects.filter(session_key=old.session_key).exists())
""".replace("BACKEND", '"allauth.account.auth_backends.AuthenticationBackend"')
)


@both
def test_L06_nobody_is_signed_out_by_the_change_to_hashes(kind, tmp_path):
    with database(kind, tmp_path) as env:
        assert python(MIGRATED, env).splitlines() == ["True True", "False False"]
