"""H07: changing the address of an account, and taking the account back from its old address."""

import re
import time
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail, signing

from schakel.hub.audit.models import AuditEntry
from tests.hub.people.conftest import PASSWORD, code, later, sign_in, visitor_of, who


@pytest.fixture
def clara_in(visitor, clara):
    sign_in(visitor, clara)
    return visitor


def change(client, address: str = "new@clara.example") -> None:
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.post("/account/email/", {"email": address, "action_add": ""})
    client.post("/account/confirm-email/", {"code": code()})


def test_H07_one_shows_again_that_it_is_oneself(clara_in):
    answer = clara_in.post("/account/email/", {"email": "new@clara.example", "action_add": ""})
    assert answer.url.startswith("/account/reauthenticate/")
    assert mail.outbox == []


def test_H07_both_addresses_are_told(clara_in, clara):
    change(clara_in)
    clara.refresh_from_db()
    assert clara.email == "new@clara.example"
    told = {message.to[0]: message for message in mail.outbox[1:]}
    assert "take your account back" in told["clara@clara.example"].body
    assert "now belongs to new@clara.example" in told["new@clara.example"].body


def test_H07_without_the_code_nothing_changes(clara_in, clara):
    clara_in.post("/account/reauthenticate/", {"password": PASSWORD})
    clara_in.post("/account/email/", {"email": "new@clara.example", "action_add": ""})
    clara_in.post("/account/confirm-email/", {"code": "WRON-GONE"})
    clara.refresh_from_db()
    assert clara.email == "clara@clara.example"


def test_H07_every_other_session_ends(clara_in, clara, settings):
    elsewhere = visitor_of(settings)
    sign_in(elsewhere, clara)
    change(clara_in)
    assert elsewhere.get("/me/").status_code == 302
    assert clara_in.get("/me/").status_code == 200


def test_H07_the_old_address_resets_nothing(clara_in, settings):
    change(clara_in)
    later()
    visitor_of(settings).post("/account/password/reset/", {"email": "clara@clara.example"})
    assert mail.outbox[-1].subject == "There is no account with this address"


PAGE = "/me/take-back"


def link() -> str:
    return next(re.search(r"http://[^/]+(/me/take-back/\S+)", m.body)[1] for m in mail.outbox if "take-back" in m.body)


def test_H07_the_old_address_takes_the_account_back(clara_in, clara, settings):
    change(clara_in)
    owner = visitor_of(settings)
    assert "new@clara.example" in owner.get(link(), follow=True).content.decode()
    clara.refresh_from_db()
    assert clara.email == "new@clara.example"  # a look takes nothing back
    Authenticator.objects.create(user=clara, type="totp", data={"secret": "x"})
    owner.post(PAGE)
    clara.refresh_from_db()
    assert clara.email == "clara@clara.example"
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("clara@clara.example", True)]
    assert not clara.has_usable_password()
    assert not Authenticator.objects.exists()
    assert clara_in.get("/me/").status_code == 302
    assert AuditEntry.objects.filter(user=clara.pk, action="account_taken_back").exists()  # L05
    assert owner.get(link(), follow=True).status_code == owner.post(PAGE).status_code == 404  # once


@pytest.mark.parametrize(("hours", "status"), [(7 * 24 - 1, 200), (7 * 24 + 1, 404)])
def test_H07_after_seven_days_it_is_too_late(clara_in, monkeypatch, hours, status):
    change(clara_in)
    then = time.time() + hours * 3600
    monkeypatch.setattr(signing, "time", SimpleNamespace(time=lambda: then))
    assert clara_in.get(link(), follow=True).status_code == status


def test_H07_a_forged_link_takes_nothing(visitor, clara):
    forged = signing.dumps([clara.pk, "thief@evil.example", clara.email], salt="something else")
    assert visitor.get(f"/me/take-back/{forged}", follow=True).status_code == visitor.post(PAGE).status_code == 404


def test_H05_the_link_leaves_the_address_and_what_is_kept_opens_nothing(clara_in, settings):
    change(clara_in)
    owner = visitor_of(settings)
    answer = owner.get(link())
    assert (answer.status_code, answer.url, answer.headers["Referrer-Policy"]) == (302, PAGE, "no-referrer")
    assert link().rpartition("/")[2] not in str(dict(owner.session))


def test_H10_the_address_of_another_is_not_betrayed(clara_in, diane):
    clara_in.post("/account/reauthenticate/", {"password": PASSWORD})
    answer = clara_in.post("/account/email/", {"email": diane.email, "action_add": ""})
    assert answer.url == "/account/confirm-email/"
    assert mail.outbox[-1].to == [diane.email]
    assert who(clara_in)
