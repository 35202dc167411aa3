"""Somebody who lost their phone, and an office whose owners have gone: what the operator does, and who hears of it."""

import json
from unittest import mock

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from click.testing import CliRunner, Result
from django.core import mail
from django.test import Client

from schakel.cli import main
from schakel.hub.connections.models import Member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded(monkeypatch):
    monkeypatch.setattr("schakel.cli.recovery.load", lambda: None)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--lang", "en"])


@pytest.fixture
def locked(clara):
    TOTP.activate(clara, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(clara)
    return clara


def test_H07_a_second_step_that_was_lost_is_removed_and_its_owner_told(locked, diane):
    TOTP.activate(diane, "JBSWY3DPEHPK3PXP")
    thief = Client()
    thief.force_login(locked)
    assert thief.get("/connections/").status_code == 200
    result = run("unlock", locked.email.upper())
    assert (result.exit_code, "second steps removed: 1;" in result.output) == (0, True)
    assert [each.user for each in Authenticator.objects.all()] == [diane]
    assert thief.get("/connections/").status_code == 302
    (letter,) = mail.outbox
    assert (letter.to, "removed the second step" in letter.subject) == ([locked.email], True)
    assert "/account/password/reset/" in letter.body


def test_an_address_that_nobody_confirmed_is_said(clara):
    clara.emailaddress_set.update(verified=False)
    result = run("unlock", clara.email)
    assert (result.exit_code, "Nobody has confirmed the address" in result.output) == (2, True)
    assert mail.outbox == []


def test_what_was_done_stays_done_when_the_mail_server_is_away(locked):
    with mock.patch("django.core.mail.backends.locmem.EmailBackend.send_messages", side_effect=OSError):
        result = run("unlock", locked.email, "--json")
    assert result.exit_code == 1
    assert "tell them yourself" in result.output
    assert not Authenticator.objects.exists()


def test_an_office_whose_owner_has_gone_gets_one(office, alice, bob):
    Member.objects.filter(office=office).update(role=Member.Role.MEMBER)
    result = run("owner", bob.email, "--office", office.name)
    assert result.output == f"{bob.email} is an owner of {office.name} now\n"
    assert Member.objects.get(user=bob).role == Member.Role.OWNER
    assert [letter.to for letter in mail.outbox] == [[bob.email]]
    again = json.loads(run("owner", bob.email, "--office", str(office.pk), "--json").output)
    assert again == {"office": office.pk, "owner": bob.email, "changed": False}
    assert len(mail.outbox) == 1


def test_a_stranger_becomes_an_owner_only_when_they_are_added_and_every_owner_hears_it(office, alice, clara):
    refused = run("owner", clara.email, "--office", office.name)
    assert (refused.exit_code, "Take --add" in refused.output) == (2, True)
    assert not office.members.filter(user=clara).exists()
    assert run("owner", clara.email, "--office", office.name, "--add").exit_code == 0
    assert office.members.get(user=clara).role == Member.Role.OWNER
    assert {letter.to[0] for letter in mail.outbox} == {alice.email, clara.email}


def test_an_office_that_is_not_there_is_said(office, bob):
    assert run("owner", bob.email, "--office", "Nobody's").exit_code == 2
