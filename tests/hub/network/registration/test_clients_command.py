"""`schakel invitations`, `mandates` and `registrations`: listed by state, and the silent reminded."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.utils import timezone

from schakel.cli import main
from schakel.hub import worker
from schakel.hub.connections.models import Invitation, InvitationMail, InvitationReminder
from schakel.hub.network.models import Mandate
from schakel.hub.network.registration.runs.start import start
from tests.hub.conftest import company_of
from tests.hub.network.registration.test_runs import ALL, clients


def call(*arguments: str):
    return CliRunner().invoke(main, list(arguments))


def rows(*arguments: str) -> list[dict]:
    return [json.loads(line) for line in call(*arguments, "--json").stdout.splitlines()]


@pytest.fixture
def asked(office, alice, mailoutbox):
    start(clients(office, 2), ALL, by=alice)
    worker.drain()
    return mailoutbox


def test_each_list_has_a_line_each_and_takes_a_state(asked):
    Invitation.objects.order_by("pk").first().decline(None)
    assert [each["state"] for each in rows("invitations", "list")] == ["declined", "invited", "invited", "invited"]
    assert {each["email"] for each in rows("invitations", "list", "--state", "invited")} == {
        "c0@c.example",
        "c1@c.example",
    }
    assert [each["state"] for each in rows("mandates", "list")] == ["asked", "asked"]
    assert rows("mandates", "list", "--state", "confirmed") == []
    assert {each["participant"] for each in rows("registrations", "list")} == {"0208:0407214017", "0208:0899965307"}
    assert "0208:0407214017  Client 0" in call("registrations", "list").stdout


def test_all_who_are_silent_are_reminded(asked, alice, bob):
    InvitationMail.objects.update(sent_at=timezone.now() - timedelta(days=2))
    done = call("invitations", "remind", "--by", bob.email, "--json")
    assert json.loads(done.stdout) == {"reminded": 2, "renewed": 0, "recent": 0, "undelivered": 0}
    assert set(InvitationReminder.objects.filter(day=0).values_list("by", flat=True)) == {bob.pk}
    assert "0 reminded" in call("invitations", "remind", "--lang", "en").stdout


def test_a_limit_is_said_and_nobody_is_reminded(asked, settings):
    InvitationMail.objects.update(sent_at=timezone.now() - timedelta(days=2), expires_at=timezone.now())
    settings.INVITATIONS_PER_HOUR = 0
    done = call("invitations", "remind", "--lang", "en")
    assert (done.exit_code, "Try again in an hour" in done.stderr) == (2, True)


def test_G03_each_office_has_its_own(asked, other_office, diane):
    company_of(other_office, "Theirs", "0417710407", email="x@x.example")
    assert call("invitations", "list").exit_code == 2  # which office?
    assert rows("invitations", "list", "--office", "Office Diane") == []
    done = call("invitations", "remind", "--office", "Office Diane", "--json")
    assert json.loads(done.stdout)["recent"] == 0
    assert Mandate.objects.count() == 2


@pytest.mark.parametrize("group", ["invitations", "mandates", "registrations"])
def test_a_state_that_is_none_ends_with_2_and_names_them(office, group):
    answer = call(group, "list", "--state", "gone", "--lang", "en")
    assert (answer.exit_code, "These exist:" in answer.stderr) == (2, True)
