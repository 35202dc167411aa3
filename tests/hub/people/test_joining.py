import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.urls import path

from schakel.hub.people import sign_up
from schakel.hub.people.forms import JoinForm
from schakel.hub.people.models import User

urlpatterns = [path("enter/<int:pk>", lambda r, pk: sign_up.sign_in(r, User.objects.get(pk=pk), next_page="/there"))]


def test_who_joins_has_a_confirmed_address_and_his_language(db):
    user = sign_up.join("Ann@Example.test", name="Ann", language="fr", password="a long password")
    assert sign_up.holder("ann@example.test.") == user
    assert (user.language, user.name) == ("fr", "Ann")
    assert user.check_password("a long password")


def test_without_a_password_no_password_opens_the_account(db):
    assert not sign_up.join("ann@example.test", name="Ann", language="nl").has_usable_password()


def test_a_confirmed_address_is_not_given_twice(db, clara):
    with pytest.raises(sign_up.AddressTaken):
        sign_up.join("CLARA@clara.example", name="Not Clara", language="nl")


def test_H06_an_account_begun_with_the_address_of_another_gives_way(db):
    thief = User.objects.create_user("ann@example.test", "the password of the thief")
    EmailAddress.objects.create(user=thief, email=thief.email, primary=True)
    assert sign_up.holder("ann@example.test") is None
    ann = sign_up.join("ann@example.test", name="Ann", language="nl")
    assert not ann.check_password("the password of the thief")
    assert list(User.objects.filter(email="ann@example.test")) == [ann]


def test_H06_an_address_someone_asked_to_change_to_is_not_his(db, clara):
    EmailAddress.objects.create(user=clara, email="ann@example.test")
    ann = sign_up.join("ann@example.test", name="Ann", language="nl")
    assert sign_up.holder("ann@example.test") == ann
    assert sign_up.holder("clara@clara.example") == clara


def test_signing_in_after_joining_stands_in_the_list_of_sessions(client, settings, db):
    ann = sign_up.join("ann@example.test", name="Ann", language="nl")
    settings.ROOT_URLCONF = __name__
    client.defaults["HTTP_HOST"] = settings.HOST
    answer = client.post(f"/enter/{ann.pk}")
    assert answer.url == "/there"
    assert client.session["_auth_user_id"] == str(ann.pk)
    assert UserSession.objects.filter(user=ann).count() == 1


def test_a_password_that_resembles_the_person_is_refused():
    form = JoinForm({"name": "Ann Peeters", "password": "annpeeters1"}, email="annpeeters1@x.test")
    assert "password" in form.errors
    assert JoinForm({"name": "Ann Peeters", "password": ""}).is_valid()
