import pytest

from schakel.hub.people.models import User
from tests.hub.people.conftest import code, sign_in, visitor_of


def language_of(client, path: str = "/account/login/") -> str:
    return client.get(path).headers["Content-Language"]


@pytest.mark.parametrize(
    ("asked", "given"),
    [("fr-BE,fr;q=0.9", "fr"), ("it,de;q=0.5", "de"), ("it", "nl"), ("", "nl"), ("EN-us", "en"), ("x" * 5000, "nl")],
)
def test_a_stranger_is_met_in_the_language_of_his_browser_else_in_the_first(settings, asked, given):
    assert language_of(visitor_of(settings, asked)) == given


def test_a_strangers_choice_is_kept_by_his_browser(visitor):
    visitor.post("/me/language", {"language": "de", "next": "/account/signup/"})
    assert language_of(visitor) == "de"


@pytest.mark.parametrize("back", ["9999", "account_login", "//evil.example", "https://evil.example/", "\x00", ""])
def test_H13_what_is_no_path_of_ours_leads_home(visitor, back):
    assert visitor.post("/me/language", {"language": "de", "next": back}).url == "/"


def test_a_language_we_do_not_have_is_not_kept(visitor):
    visitor.post("/me/language", {"language": "it"})
    assert language_of(visitor) == "en"


def test_a_persons_choice_is_kept_with_him_wherever_he_signs_in(visitor, settings, clara):
    sign_in(visitor, clara)
    visitor.post("/me/language", {"language": "fr"})
    elsewhere = visitor_of(settings, "de")
    sign_in(elsewhere, clara)
    assert language_of(elsewhere, "/me/") == "fr"


def test_who_signs_up_keeps_the_language_he_chose(visitor):
    visitor.post("/me/language", {"language": "nl"})
    visitor.post("/account/signup/", {"name": "An", "email": "an@x.test", "password1": "een lang wachtwoord"})
    visitor.post("/account/confirm-email/", {"code": code()})
    assert User.objects.get().language == "nl"


def test_name_and_language_are_changed_on_ones_own_page(visitor, clara):
    sign_in(visitor, clara)
    answer = visitor.post("/me/", {"name": "Clara Claes", "language": "nl"}, follow=True)
    assert "Bewaard." in answer.content.decode()
    clara.refresh_from_db()
    assert (clara.name, clara.language) == ("Clara Claes", "nl")
    assert visitor.post("/me/", {"name": "", "language": "xx"}).status_code == 422


def test_G08_nothing_else_of_a_person_can_be_set(visitor, clara):
    sign_in(visitor, clara)
    visitor.post("/me/", {"name": "C", "language": "nl", "email": "evil@x.test", "is_active": "", "id": "1"})
    clara.refresh_from_db()
    assert (clara.email, clara.is_active) == ("clara@clara.example", True)
