"""The mail before an invoice is due."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from schakel.hub.connections.models import Access, Role
from schakel.hub.payments.document_actions import mark_paid, postpone
from schakel.hub.payments.models import Reminder
from schakel.hub.payments.reminders import remind
from tests.hub.conftest import signed_in


@pytest.fixture
def due(bought):
    def add(days: int, number: str = "1", **told):
        day = timezone.localdate() + timedelta(days=days)
        return bought(number=number, due=f"<cbc:DueDate>{day.isoformat()}</cbc:DueDate>", **told)

    return add


def a_day_later() -> None:
    Reminder.objects.update(due_at=timezone.now())
    remind()


def test_who_may_pay_is_told_once_five_days_before(clara, alice, held, due):
    due(5, "SOON")
    due(6, "LATER")
    remind()
    remind()
    (letter,) = mail.outbox
    assert letter.to == [clara.email]
    assert "SOON" in letter.body
    assert "LATER" not in letter.body
    a_day_later()
    assert len(mail.outbox) == 1


def test_at_most_one_mail_a_day(clara, held, due):
    due(3, "F-1")
    remind()
    due(3, "F-2")
    remind()
    assert len(mail.outbox) == 1
    a_day_later()
    assert len(mail.outbox) == 2
    assert "F-2" in mail.outbox[1].body
    assert "F-1" not in mail.outbox[1].body


def test_what_needs_no_payment_is_not_told(clara, held, due):
    mark_paid(due(2, "1"), clara)
    postpone(due(2, "2"), clara, until=timezone.localdate() + timedelta(days=9))
    due(2, "3", means="49")
    due(-1, "4")
    remind()
    assert mail.outbox == []


def test_who_does_not_want_it_or_may_not_pay_gets_none(clara, held, due, diane, purchases):
    Access.objects.create(connection=purchases, user=diane, role=Role.READ)
    signed_in(clara).post("/payments/reminder", {"off": ""})
    due(2)
    remind()
    assert mail.outbox == []
    signed_in(clara).post("/payments/reminder", {"on": ""})
    remind()
    assert [letter.to for letter in mail.outbox] == [[clara.email]]


def test_who_lost_his_access_is_told_nothing(clara, alice, held, due):
    remind()
    due(2)
    held.end(alice)
    a_day_later()
    assert mail.outbox == []
