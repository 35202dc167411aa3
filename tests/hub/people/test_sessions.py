import time

import pytest
from allauth.usersessions.models import UserSession

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
    with django_assert_num_queries(4):  # the session, the person; his offices and his sales, for the menu
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
