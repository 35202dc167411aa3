"""What comes back by mail (J03): the document is not in bookkeeping after all, and the office hears it."""

from email.message import EmailMessage

import pytest
from click.testing import CliRunner

from schakel.cli import main
from schakel.hub.forwarding.bounces import record_bounce
from schakel.hub.forwarding.models import Dispatch, Forward, Forwarder
from schakel.hub.web.bounces import bounce
from tests.hub.forwarding.conftest import forwarded

pytestmark = pytest.mark.django_db
State = Forward.State
REPORT = """From: MAILER-DAEMON@mx.example
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; bakery@package.example
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b--
"""


@pytest.fixture
def sent(smtp, forwarder, bought, settings):
    settings.MAIL_BOUNCES = "bounces@hub.example"
    forwarder()
    forward = forwarded(bought())
    assert smtp.kept[0].envelope_from == f"bounces+{forward.uid.hex}@hub.example"
    return forward


def report(forward, action="failed", to="bounces+{id}@hub.example"):
    return REPORT.format(to=to.format(id=forward.uid.hex), action=action).encode()


def bounced(data: bytes) -> bool:
    found = bounce(data)
    return found is not None and record_bounce(found)


def test_J03_a_bounce_says_not_delivered_and_tells_the_office(sent):
    assert bounced(report(sent))
    sent.refresh_from_db()
    assert (sent.state, sent.code) == (State.FAILED, "bounced")
    assert "550 5.1.1 no such user" in sent.last_error
    assert Dispatch.objects.get().exported_at is None
    assert Forwarder.objects.get().due_at
    assert not bounced(report(sent))


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_J03_only_a_failure_is_one(sent, action):
    assert not bounced(report(sent, action))
    assert Forward.objects.get().state == State.SENT


def test_J03_whoever_does_not_know_the_id_changes_nothing(sent):
    assert not bounced(report(sent, to="bounces+00000000000000000000000000000000@hub.example"))
    assert not bounced(report(sent, to="other+{id}@hub.example"))
    assert not bounced(b"\xff not a mail")
    answer = EmailMessage()
    answer["To"] = f"bounces+{sent.uid.hex}@hub.example"
    answer.set_content("I am on holiday")
    assert not bounced(answer.as_bytes())
    assert Forward.objects.get().state == State.SENT


def test_J03_the_mail_server_hands_it_over_with_the_recipient_it_knows(sent):
    given = report(sent, to="postmaster@hub.example")
    done = CliRunner().invoke(main, ["bounce", f"bounces+{sent.uid.hex}@hub.example"], input=given)
    assert done.exit_code == 0
    assert "not delivered" in done.stderr.splitlines(), "beside what is logged"
    assert Forward.objects.get().state == State.FAILED
    again = CliRunner().invoke(main, ["bounce", "--lang", "nl"], input=b"I am on holiday")
    assert again.exit_code == 0
    assert "niets veranderd" in again.stderr.splitlines(), "beside what is logged"


@pytest.mark.parametrize("nested", ["multipart/mixed; boundary=b{at}", "message/rfc822"])
def test_C06_a_mail_within_a_mail_without_end_is_left_alone_unread(nested, monkeypatch):
    monkeypatch.setattr("email.message_from_bytes", lambda *_told, **_named: pytest.fail("it was read"))
    assert bounce("\n".join(f"Content-Type: {nested.format(at=at)}\n" for at in range(51)).encode()) is None


def test_what_came_back_may_be_long_and_is_not_read(sent):
    long = report(sent).replace(b"--b--\n", b"--b\nContent-Type: message/rfc822\n\n" + b"x" * 3_000_000 + b"\n--b--\n")
    assert bounced(long)
