"""The e-mail with an invoice comes back (J03): its page says so with the reason, and whoever sent it hears it once."""

import pytest
from click.testing import CliRunner
from django.utils import timezone

from schakel.cli import main
from schakel.hub.connections.models import Access, Role
from schakel.hub.documents.models import Document
from schakel.hub.sales.mailing import send as mailing
from schakel.hub.sales.models import Mailing
from tests.hub.conftest import signed_in
from tests.hub.forwarding.test_bounces import REPORT
from tests.hub.sales.mailing.test_send import queued, running, sale, smtp, work

__all__ = ["running", "sale", "smtp"]  # fixtures
pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(sale, alice, smtp, settings) -> Mailing:
    settings.MAIL_BOUNCES = "bounces@hub.example"
    row = queued(sale, alice)
    work()
    row.refresh_from_db()
    assert row.state == "sent"
    return row


def came_back(row: Mailing, action: str = "failed") -> str:
    report = REPORT.format(to="postmaster@hub.example", action=action).encode()
    done = CliRunner().invoke(main, ["bounce", f"bounces+{row.uid.hex}@hub.example"], input=report)
    assert done.exit_code == 0, done.output
    return Mailing.objects.get(pk=row.pk).state


def test_J03_the_envelope_names_the_mailing_and_the_reader_sees_our_address(sent, smtp, settings):
    ((_to, mail),) = smtp.kept
    assert mail.envelope_from == f"bounces+{sent.uid.hex}@hub.example"
    assert "Bakery" in mail["From"]
    assert "bounces" not in mail["From"]


def test_J03_a_bounce_says_not_delivered_on_the_page_and_tells_the_sender_once(sent, alice, smtp):
    assert came_back(sent) == "failed"
    page = signed_in(alice).get(f"/documents/{sent.document_id}/").text
    assert "It was not delivered" in page
    assert "550 5.1.1 no such user" in page
    assert sent.document.events.filter(kind="not_mailed").count() == 1
    work()
    came_back(sent)
    work()
    assert [to for to, _mail in smtp.kept[1:]] == [[alice.email]]
    assert "550 5.1.1 no such user" in smtp.kept[1][1].get_body(("plain",)).get_content()
    assert "550 5.1.1" in Mailing.objects.get().last_error


@pytest.mark.parametrize(("kind", "word"), [("invoice", "invoice"), ("credit_note", "credit note")])
def test_J03_the_sender_reads_which_document_it_was(sent, smtp, kind, word):
    Document.objects.filter(pk=sent.document_id).update(kind=kind)
    came_back(sent)
    work()
    mail, number = smtp.kept[1][1], sent.document.number
    assert mail["Subject"] == f"The e-mail with {word} {number} came back"
    assert f"{word.capitalize()} {number} to " in mail.get_body(("plain",)).get_content()


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_J03_only_a_failure_is_one(sent, action):
    assert came_back(sent, action) == "sent"


def test_sent_again_it_is_on_its_way_again(sent, smtp):
    came_back(sent)
    Mailing.objects.get().try_again()
    work()
    assert Mailing.objects.get().state == "sent"
    assert [to for to, _mail in smtp.kept] == [[sent.email], [sent.email]]


def test_G04_who_may_no_longer_read_it_is_not_told(sale, clara, smtp, settings):
    settings.MAIL_BOUNCES = "bounces@hub.example"
    access = Access.objects.create(connection=sale.connection, user=clara, role=Role.FULL)
    row = queued(sale, clara)
    work()
    access.end(clara)
    came_back(row)
    work()
    assert len(smtp.kept) == 1
    assert Mailing.objects.get().due_at is None


def test_a_mail_server_that_is_away_keeps_the_reason_and_tries_again(sent, settings, smtp):
    came_back(sent)
    settings.EMAIL_PORT = 1
    work()
    row = Mailing.objects.get()
    assert row.due_at > timezone.now()
    assert "550 5.1.1" in row.last_error
    assert mailing.send_mailings() == 0
