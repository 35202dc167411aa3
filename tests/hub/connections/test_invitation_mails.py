"""Letters leave: in the recipient's language, over real SMTP, again when it fails, never when there is no right left."""

import email
import re
import smtplib
import socket
from datetime import timedelta
from email.policy import default as modern

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from schakel.hub import worker
from schakel.hub.connections import invitation_mails
from schakel.hub.connections.models import Company, InvitationMail, Member, Office
from schakel.hub.connections.rights import MemberRole, MemberTerms
from schakel.hub.connections.sharing import ShareRequest, invite_member, share
from schakel.hub.outside import mail_refusal
from schakel.hub.web.mail_failures import MOST_TRIES
from tests.hub.conftest import signed_in

CLARA = "clara@clara.example"


def write(purchases, by, *, language="en", to=CLARA, role="full") -> InvitationMail:
    return share(purchases.company.office, by, [ShareRequest(to, [purchases], language, role)]).letters[0]


class Server:
    """A mail server on loopback that keeps what it gets, or says no."""

    def __init__(self) -> None:
        self.kept, self.answer = [], "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, server, session, envelope):
        self.kept.append((envelope.rcpt_tos, email.message_from_bytes(envelope.content, policy=modern)))
        return "250 OK"


@pytest.fixture(scope="module")
def running():
    server = Server()
    with socket.create_server(("127.0.0.1", 0)) as free:
        server.port = free.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    yield server
    controller.stop()


@pytest.fixture
def smtp(running, settings):
    running.kept, running.answer = [], "250 OK"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = False, ""
    return running


def test_the_invitation_arrives_over_smtp_and_its_link_opens(purchases, alice, clara, smtp, settings):
    write(purchases, alice)
    worker.run_round()
    [(recipients, message)] = smtp.kept
    assert recipients == [CLARA]
    text = message.get_body(("plain",)).get_content()
    html = message.get_body(("html",)).get_content()
    [link] = set(re.findall(rf"{settings.URL}/invitation/\S+/", text))
    assert link in html
    client = signed_in(clara)
    client.get(link.removeprefix(settings.URL))
    assert "Bakery Cornflower" in client.get(reverse("connections:invitation")).content.decode()
    letter = InvitationMail.objects.get()
    assert (letter.due_at, letter.sent_at is not None) == (None, True)


@pytest.mark.parametrize(
    ("language", "subject", "connection"),
    [
        ("nl", "Office Alice deelt de facturen van Bakery Cornflower met u", "Peppol – aankoopfacturen"),
        ("fr", "Office Alice partage avec vous les factures de Bakery Cornflower", "Peppol – factures d’achat"),
        ("en", "Office Alice shares the invoices of Bakery Cornflower with you", "Peppol purchase invoices"),
        ("de", "Office Alice teilt die Rechnungen von Bakery Cornflower mit Ihnen", "Peppol – Eingangsrechnungen"),
    ],
)
def test_in_the_language_of_the_client(purchases, alice, mailoutbox, language, subject, connection):
    write(purchases, alice, language=language)
    worker.drain()
    [message] = mailoutbox
    assert message.subject == subject
    assert connection in message.body
    html = message.alternatives[0][0]
    assert f'lang="{language}"' in html
    assert connection.replace("'", "&#x27;") in html


@pytest.mark.parametrize(
    ("role", "gives"), [("full", "gratis uw facturen lezen, betalen en versturen"), ("read", "lezen en downloaden")]
)
def test_it_says_what_the_client_can_do_and_that_it_is_free(purchases, alice, mailoutbox, role, gives):
    write(purchases, alice, language="nl", role=role)
    worker.drain()
    assert gives in mailoutbox[0].body
    assert gives in mailoutbox[0].alternatives[0][0]


def test_a_colleague_is_asked_to_work_along(office, alice, mailoutbox):
    invite_member(office, alice, "carl@carl.example", language="nl", terms=MemberTerms(MemberRole.MEMBER))
    worker.drain()
    assert "mee te werken" in mailoutbox[0].subject


def test_J01_H09_a_hostile_name_neither_adds_a_header_nor_markup(purchases, alice, office, smtp):
    Office.objects.update(name="Evil\r\nBcc: all@all.example\r\n\r\n<b>x")
    Company.objects.update(name="<script>alert(1)</script>")
    write(purchases, alice)
    worker.drain()
    [(recipients, message)] = smtp.kept
    assert recipients == [CLARA]
    assert message["Bcc"] is None
    html = message.get_body(("html",)).get_content()
    assert "<script>" not in html
    assert "<b>" not in html


@pytest.mark.parametrize("name", ["Win at http://evil.example", "www.evil.example", "a\nb", "<b>Office</b>"])
def test_H09_no_web_address_and_no_markup_in_a_name(diane, name):
    answer = signed_in(diane).post(reverse("connections:new_office"), {"name": name, "language": "nl"})
    assert answer.status_code == 200
    assert "name" in answer.context["form"].errors


def test_J02_a_server_that_is_busy_is_tried_again(purchases, alice, smtp):
    smtp.answer = "451 greylisted, come back later"
    write(purchases, alice)
    worker.run_round()
    letter = InvitationMail.objects.get()
    assert letter.due_at > timezone.now()
    assert "greylisted" in letter.last_error
    assert not letter.is_undelivered
    smtp.answer = "250 OK"
    InvitationMail.objects.update(due_at=timezone.now())
    worker.run_round()
    assert len(smtp.kept) == 1
    assert InvitationMail.objects.get().last_error == ""


def test_J02_an_address_refused_for_good_is_shown_as_not_delivered(purchases, bakery, alice, smtp):
    smtp.answer = "550 5.1.1 no such user here"
    write(purchases, alice)
    worker.run_round()
    assert InvitationMail.objects.get().is_undelivered
    client = signed_in(alice)
    for url in (reverse("connections:sharing", args=[bakery.pk]), reverse("connections:list")):
        assert "Not delivered" in client.get(url, headers={"accept-language": "en"}).content.decode()
    assert "no such user here" in client.get(reverse("connections:sharing", args=[bakery.pk])).content.decode()


def test_J02_after_the_last_try_it_stays_undelivered_until_someone_sends_it_again(purchases, alice, smtp):
    smtp.answer = "451 later"
    write(purchases, alice)
    for _ in range(MOST_TRIES):
        InvitationMail.objects.filter(due_at__isnull=False).update(due_at=timezone.now())
        worker.run_round()
    letter = InvitationMail.objects.get()
    assert (letter.attempts, letter.is_undelivered) == (MOST_TRIES, True)
    assert worker.run_round() == 0


def test_no_server_at_all_is_temporary(purchases, alice, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", 9, False
    write(purchases, alice)
    worker.run_round()
    assert InvitationMail.objects.get().due_at is not None


@pytest.mark.parametrize(
    ("error", "permanent"),
    [
        (smtplib.SMTPRecipientsRefused({"a@a.example": (550, b"no")}), True),
        (smtplib.SMTPRecipientsRefused({"a@a.example": (450, b"later")}), False),
        (smtplib.SMTPDataError(554, b"spam"), True),
        (smtplib.SMTPAuthenticationError(535, b"bad password"), False),
        (smtplib.SMTPServerDisconnected("gone"), False),
        (TimeoutError("slow"), False),
        (ValueError("header"), True),
    ],
)
def test_J02_what_is_worth_another_try(error, permanent):
    assert mail_refusal(error).permanent is permanent


def test_G04_nothing_leaves_once_the_right_is_gone(purchases, alice, bob, mailoutbox):
    write(purchases, bob)
    Member.objects.filter(user=bob).delete()
    worker.drain()
    assert mailoutbox == []
    assert InvitationMail.objects.get().due_at is None


def test_what_was_withdrawn_before_it_left_does_not_leave(purchases, alice, mailoutbox):
    write(purchases, alice).invitations.get().withdraw(alice)
    worker.drain()
    assert mailoutbox == []


def test_the_hours_count_from_the_sending(purchases, alice, mailoutbox, settings):
    settings.INVITATION_HOURS = 10
    write(purchases, alice)
    InvitationMail.objects.update(expires_at=timezone.now() - timedelta(hours=1))
    worker.drain()
    left = InvitationMail.objects.get().expires_at - timezone.now()
    assert timedelta(hours=9, minutes=59) < left <= timedelta(hours=10)
    assert len(mail.outbox) == 1


def test_J02_a_mail_that_is_repeated_keeps_its_message_id(purchases, alice, smtp):
    write(purchases, alice)
    worker.run_round()
    InvitationMail.objects.update(due_at=timezone.now())  # the worker died before it wrote down that the mail had left
    worker.run_round()
    first, second = [message["Message-ID"] for _recipients, message in smtp.kept]
    assert first == second


def test_D13_a_letter_that_cannot_be_made_holds_up_no_other(purchases, sales, alice, mailoutbox, monkeypatch):
    bad = write(purchases, alice)
    share(sales.company.office, alice, [ShareRequest("tom@tom.example", [sales], "en", "full")])
    whole = invitation_mails.contents
    monkeypatch.setattr(
        invitation_mails, "contents", lambda received: whole(received) if received.letter != bad else 1 / 0
    )
    worker.run_round()
    assert [message.to for message in mailoutbox] == [["tom@tom.example"]]
    bad.refresh_from_db()
    assert "ZeroDivisionError" in bad.last_error
    assert bad.due_at > timezone.now()
