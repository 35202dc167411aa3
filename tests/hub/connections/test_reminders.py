"""Reminders by a moved clock: after 4 and 10 days, in office hours, in the client's language; what ends them; by hand."""

from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from schakel.cli import main
from schakel.hub.connections import invitation_mails, reminders
from schakel.hub.connections.models import InvitationMail, InvitationReminder, Member
from schakel.hub.connections.sharing import ShareRequest, send_again, share
from schakel.hub.web.bounces import Bounce
from tests.hub.conftest import company_of, signed_in
from tests.hub.forwarding.test_bounces import REPORT

CLARA = "clara@clara.example"
MONDAY = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)  # 10:30 in Brussels
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def at(moment: datetime):
    return mock.patch("django.utils.timezone.now", return_value=moment)


def write(connection, by, *, language="en", to=CLARA) -> InvitationMail:
    with at(MONDAY):
        letter = share(connection.company.office, by, [ShareRequest(to, [connection], language, "full")]).letters[0]
        invitation_mails.send_invitation_mails()
    letter.refresh_from_db()
    return letter


def pass_hours(until: timedelta, *, begin: timedelta = timedelta(0)) -> None:
    """The worker looks every hour."""
    moment = begin
    while moment <= until:
        with at(MONDAY + moment):
            while reminders.send_reminders():
                pass
        moment += HOUR


def sent(letter: InvitationMail) -> list[datetime]:
    return [each.sent_at for each in letter.reminders.exclude(sent_at=None).order_by("sent_at")]


def test_after_four_and_ten_days_and_never_again(purchases, alice, mailoutbox):
    letter = write(purchases, alice)
    assert letter.expires_at == MONDAY + 14 * DAY
    pass_hours(20 * DAY)
    assert sent(letter) == [MONDAY + 4 * DAY, MONDAY + 10 * DAY]
    invitation, first, second = mailoutbox
    link = f"{settings.URL}/invitation/{letter.token}/"
    assert all(link in message.body and message.to == [CLARA] for message in mailoutbox)
    assert "last reminder" not in first.body
    assert "last reminder" in second.body
    assert len({message.extra_headers["Message-ID"] for message in (invitation, first, second)}) == 3


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("nl", "Herinnering: Office Alice deelt de facturen van Bakery Cornflower met u"),
        ("fr", "Rappel : Office Alice partage avec vous les factures de Bakery Cornflower"),
        ("en", "Reminder: Office Alice shares the invoices of Bakery Cornflower with you"),
        ("de", "Erinnerung: Office Alice teilt die Rechnungen von Bakery Cornflower mit Ihnen"),
    ],
)
def test_in_the_language_of_the_client(purchases, alice, mailoutbox, language, subject):
    write(purchases, alice, language=language)
    pass_hours(4 * DAY, begin=4 * DAY)
    assert mailoutbox[-1].subject == subject
    assert f'lang="{language}"' in mailoutbox[-1].alternatives[0][0]


def test_a_worker_that_was_away_sends_none_at_night(purchases, alice, mailoutbox):
    letter = write(purchases, alice)
    pass_hours(5 * DAY + 23 * HOUR, begin=4 * DAY + 12 * HOUR)  # Friday evening to Sunday
    assert sent(letter) == []
    pass_hours(7 * DAY, begin=6 * DAY + 12 * HOUR)
    assert [timezone.localtime(each).strftime("%a %H") for each in sent(letter)] == ["Mon 09"]


def answer(how: str, letter: InvitationMail, alice) -> None:
    match how:
        case "accepted":
            letter.invitations.get().accept(alice)
        case "declined":
            letter.invitations.get().decline(None)
        case "withdrawn":
            letter.invitations.get().withdraw(alice)
        case "bounced":
            assert invitation_mails.record_bounce(Bounce(letter.uid.hex, 1, "5.1.1 no such user"))
        case "sent again":
            send_again(letter, alice)
        case "inviter gone":
            Member.objects.filter(user=alice).delete()
        case "stopped":
            assert reminders.end_reminders(letter) == 2
        case "switched off":
            type(letter.office).objects.update(first_reminder=False, second_reminder=False)


@pytest.mark.parametrize(
    "how", ["accepted", "declined", "withdrawn", "bounced", "sent again", "inviter gone", "stopped", "switched off"]
)
def test_H09_what_ends_the_reminders(purchases, alice, mailoutbox, how):
    letter = write(purchases, alice)
    answer(how, letter, alice)
    pass_hours(12 * DAY, begin=4 * DAY)
    assert sent(letter) == []
    assert len(mailoutbox) == 1
    assert not letter.reminders.exclude(due_at=None).exists()


def test_each_of_them_has_its_own_switch(purchases, alice, office, mailoutbox):
    letter = write(purchases, alice)
    page = reverse("connections:office_reminders", args=[office.pk])
    signed_in(alice).post(page, {"second_reminder": "on"})
    pass_hours(12 * DAY, begin=4 * DAY)
    assert sent(letter) == [MONDAY + 10 * DAY]


def test_J02_a_mail_that_fails_is_tried_again_under_the_same_id(purchases, alice, mailoutbox):
    letter = write(purchases, alice)
    with mock.patch("schakel.hub.web.mail.Mail.send", side_effect=OSError("down")):
        pass_hours(4 * DAY, begin=4 * DAY)
    [reminder] = letter.reminders.filter(day=4)
    assert (reminder.sent_at, reminder.due_at is not None) == (None, True)
    assert "down" in reminder.last_error
    pass_hours(4 * DAY + HOUR, begin=4 * DAY + HOUR)
    assert sent(letter) == [MONDAY + 4 * DAY + HOUR]


def test_D01_a_letter_sent_twice_by_a_worker_that_died_is_reminded_of_once(purchases, alice, mailoutbox):
    letter = write(purchases, alice)
    InvitationMail.objects.update(due_at=MONDAY)
    with at(MONDAY + HOUR):
        invitation_mails.send_invitation_mails()
    assert letter.reminders.count() == 2


def test_a_link_that_lives_two_days_has_no_reminders(purchases, alice, settings):
    settings.INVITATION_HOURS = 48
    assert not write(purchases, alice).reminders.exists()


def test_J03_a_bounce_shows_at_the_company_at_once(bakery, purchases, alice):
    letter = write(purchases, alice)
    assert invitation_mails.record_bounce(Bounce(letter.uid.hex, 1, "5.1.1 no such user"))
    client = signed_in(alice)
    client.get(reverse("connections:list"))
    for name, args in (("list", []), ("sharing", [bakery.pk]), ("unanswered", []), ("history", [purchases.pk])):
        page = client.get(reverse(f"connections:{name}", args=args)).content.decode()
        assert "ot delivered" in page, name
    assert not invitation_mails.record_bounce(Bounce("0" * 32, 1, "x"))


def test_J03_the_mail_server_hands_it_over_by_the_mark_in_the_envelope(purchases, alice, mailoutbox, settings):
    settings.MAIL_BOUNCES = "bounces@hub.example"
    letter = write(purchases, alice)
    assert mailoutbox[0].from_email == f"bounces+{letter.uid.hex}@hub.example"
    report = REPORT.format(to="postmaster@hub.example", action="failed").encode()
    assert CliRunner().invoke(main, ["bounce", mailoutbox[0].from_email], input=report).exit_code == 0
    letter.refresh_from_db()
    assert letter.is_undelivered
    assert "no such user" in letter.last_error


class TestByHand:
    def test_one_button_reminds_a_choice_and_nobody_twice_in_a_day(self, purchases, alice, mailoutbox):
        letter = write(purchases, alice)
        with at(MONDAY + 2 * DAY):
            assert reminders.remind([letter.pk], alice).reminded == 1
            assert reminders.remind([letter.pk], alice).recent == 1
            reminders.send_reminders()
        assert len(mailoutbox) == 2
        assert letter.token in mailoutbox[1].body
        assert letter.reminders.get(day=0).by == alice

    def test_at_night_too_because_a_person_asks(self, purchases, alice, mailoutbox):
        letter = write(purchases, alice)
        with at(MONDAY + 2 * DAY + 12 * HOUR):
            reminders.remind([letter.pk], alice)
            reminders.send_reminders()
        assert len(mailoutbox) == 2

    def test_an_expired_one_becomes_a_new_invitation(self, purchases, alice):
        letter = write(purchases, alice)
        with at(MONDAY + 20 * DAY):
            assert reminders.remind([letter.pk], alice).renewed == 1
        invitation = purchases.invitations.get()
        assert invitation.letter_id != letter.pk
        assert invitation.letter.expires_at == MONDAY + 34 * DAY

    def test_one_whose_sender_left_is_sent_anew_by_who_reminds(self, purchases, alice, bob):
        letter = write(purchases, bob)
        Member.objects.filter(user=bob).delete()
        with at(MONDAY + 2 * DAY):
            assert reminders.remind([letter.pk], alice).renewed == 1
        assert purchases.invitations.get().letter.inviter == alice

    def test_G02_a_foreign_one_among_them_refuses_all(self, purchases, alice, diane, other_office):
        mine = write(purchases, alice)
        theirs = write(company_of(other_office, "Else", "0407214017").connections.get(side="sales"), diane, to="a@b.be")
        client = signed_in(alice)
        answer = client.post(reverse("connections:remind"), {"letter": [mine.pk, theirs.pk], "which": "chosen"})
        assert answer.status_code == 404
        assert not InvitationReminder.objects.filter(day=0).exists()
        assert reminders.remind([theirs.pk], alice).reminded == 0
