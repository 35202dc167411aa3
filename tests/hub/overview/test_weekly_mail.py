"""The weekly mail: for who asked for it, on Monday, when something waits; once."""

import smtplib

import pytest
from django.core import mail
from django.utils import timezone

from schakel.hub.connections.models import Member
from schakel.hub.overview.models import TodayChoice
from schakel.hub.overview.weekly_mail import next_monday, send_weekly
from tests.hub.conftest import signed_in

pytestmark = pytest.mark.django_db


def asked(user) -> TodayChoice:
    signed_in(user).post("/today/choice", {"mail": "on"})
    choice = TodayChoice.objects.get(user=user)
    assert choice.due_at == next_monday()
    TodayChoice.objects.update(due_at=timezone.now())
    return choice


def test_nobody_gets_it_unasked(alice, office, bakery, count):
    count()
    signed_in(alice).get("/today/")
    assert send_weekly() == 0


def test_the_lines_in_the_language_of_the_reader_and_next_on_monday(alice, office, bakery, count):
    alice.language = "nl"
    alice.save()
    count()
    choice = asked(alice)
    assert send_weekly() == 1
    [sent] = mail.outbox
    assert sent.to == [alice.email]
    assert sent.subject == "Deze week: er wacht één zaak"
    assert "- 1 bedrijf heeft geen boekhoudpakket (Bakery Cornflower, sinds vandaag)" in sent.body
    assert "/today/" in sent.body
    choice.refresh_from_db()
    assert choice.due_at == next_monday()
    assert choice.due_at.astimezone(timezone.get_current_timezone()).weekday() == 0
    assert send_weekly() == 0


def test_nothing_waits_no_mail(alice, office, count):
    count()
    choice = asked(alice)
    send_weekly()
    choice.refresh_from_db()
    assert (mail.outbox, choice.due_at) == ([], next_monday())


def test_who_left_the_office_or_turned_it_off_gets_none(alice, bob, office, bakery, count):
    count()
    for user in (alice, bob):
        asked(user)
    signed_in(alice).post("/today/choice", {"mail": "off"})
    Member.objects.filter(user=bob).delete()
    TodayChoice.objects.filter(user=alice).update(due_at=timezone.now())
    send_weekly()
    assert mail.outbox == []
    assert not TodayChoice.objects.exclude(due_at=None).exists()


def test_J01_a_mail_that_fails_is_tried_again_and_after_a_refusal_next_week(alice, office, bakery, count, monkeypatch):
    count()
    choice = asked(alice)
    answers = iter([OSError("no line"), smtplib.SMTPRecipientsRefused({"a@a.example": (550, b"no")})])

    def fail(*_args, **_given):
        raise next(answers)

    monkeypatch.setattr("schakel.hub.web.mail.send", fail)
    send_weekly()
    choice.refresh_from_db()
    assert timezone.now() < choice.due_at < next_monday()
    TodayChoice.objects.update(due_at=timezone.now())
    send_weekly()
    choice.refresh_from_db()
    assert choice.due_at == next_monday()
