import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from schakel.hub.people.models import User
from tests.hub.people.conftest import PASSWORD, code, later, visitor_of, who

ANN = {"name": "Ann", "email": "Ann@Example.test", "password1": PASSWORD}


def test_one_signs_up_with_name_address_and_password_and_confirms_by_code(settings):
    visitor = visitor_of(settings, "fr")
    assert visitor.post("/account/signup/", ANN).url == "/account/confirm-email/"
    assert who(visitor) is None
    assert visitor.post("/account/confirm-email/", {"code": code()}).status_code == 302
    ann = User.objects.get(email="ann@example.test")
    assert who(visitor) == str(ann.pk)
    assert (ann.name, ann.language) == ("Ann", "fr")
    assert "Bienvenue" in mail.outbox[0].body


def test_a_wrong_code_confirms_nothing_and_the_third_ends_the_try(visitor):
    visitor.post("/account/signup/", ANN)
    for _try in range(2):
        assert "incorrect" in visitor.post("/account/confirm-email/", {"code": "WRON-GONE"}).content.decode()
    assert visitor.post("/account/confirm-email/", {"code": "WRON-GONE"}).url == "/account/login/"
    assert visitor.post("/account/confirm-email/", {"code": code()}).status_code == 302
    assert who(visitor) is None
    assert not EmailAddress.objects.filter(verified=True).exists()


def test_a_new_code_can_be_asked_for(visitor):
    visitor.post("/account/signup/", ANN)
    later()
    visitor.post("/account/confirm-email/", {"action": "resend"})
    assert len(mail.outbox) == 2
    visitor.post("/account/confirm-email/", {"code": code()})
    assert who(visitor)


def test_a_weak_password_is_refused_with_a_reason(visitor):
    page = visitor.post("/account/signup/", {**ANN, "password1": "short"}).content.decode()
    assert "too short" in page
    assert not User.objects.exists()


def test_H08_one_address_written_in_two_ways_is_one_account(visitor, settings):
    visitor.post("/account/signup/", ANN)
    visitor.post("/account/confirm-email/", {"code": code()})
    other = visitor_of(settings)
    later()
    other.post("/account/signup/", {**ANN, "email": "ANN@EXAMPLE.TEST"})
    assert User.objects.count() == 1
    assert "You already have an account" in mail.outbox[-1].subject


def test_H08_plus_tags_are_another_mailbox(visitor):
    visitor.post("/account/signup/", {**ANN, "email": "ann+work@example.test"})
    assert User.objects.get().email == "ann+work@example.test"


@pytest.mark.parametrize("address", ["ann@p\u0430ypal.test", "ann@xn--pypal-4ve.test"])
def test_H08_letters_that_only_look_alike_are_refused_with_a_reason(visitor, address):
    page = visitor.post("/account/signup/", {**ANN, "email": address}).content.decode()
    assert "different alphabets" in page
    assert not User.objects.exists()


def test_H06_who_signs_up_with_anothers_address_has_nothing_and_the_owner_begins_afresh(visitor, settings):
    thief = visitor_of(settings)
    thief.post("/account/signup/", {**ANN, "name": "Thief", "password1": "the password of the thief"})
    assert thief.get("/connections/").status_code == 302
    later()
    visitor.post("/account/signup/", ANN)
    visitor.post("/account/confirm-email/", {"code": code()})
    ann = User.objects.get(email="ann@example.test")
    assert (ann.name, who(visitor)) == ("Ann", str(ann.pk))
    thief.post("/account/confirm-email/", {"code": code()})
    thief.post("/account/login/", {"login": "ann@example.test", "password": "the password of the thief"})
    assert who(thief) is None


def test_H06_a_code_by_mail_does_not_wake_an_account_begun_by_another(visitor, settings):
    visitor_of(settings).post("/account/signup/", {**ANN, "password1": "the password of the thief"})
    visitor.post("/account/login/code/", {"email": "ann@example.test"})
    assert mail.outbox[-1].subject == "There is no account with this address"
    assert not EmailAddress.objects.filter(verified=True).exists()


def test_J01_a_name_with_line_breaks_adds_no_header(visitor):
    visitor.post("/account/signup/", {**ANN, "name": "Ann\r\nBcc: all@example.test"})
    assert mail.outbox[0].recipients() == ["ann@example.test"]
