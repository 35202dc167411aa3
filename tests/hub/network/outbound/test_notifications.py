"""What was sent and nobody confirms for a working day is e-mailed once to those who may send, each in their language."""

from datetime import datetime

import pytest
from django.core import mail
from django.utils import timezone

from schakel.hub.connections.models import Access, Role
from schakel.hub.documents.models import Document
from schakel.hub.network.models import Notice, Transmission
from schakel.hub.network.outbound import notifications
from schakel.hub.network.outbound.queue import queue
from schakel.hub.sales.issuing.issue import issue
from schakel.hub.sales.models import Draft
from tests.hub.sales.conftest import content

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(sales, alice) -> Document:
    """Sent on Thursday at ten; the Friday is the first of May."""
    document = issue(Draft.objects.create(connection=sales, content=content()), by=alice, on_filed=queue)
    Transmission.objects.update(state="sent", due_at=None, state_at=at("2026-04-30T10:00"))
    return document


@pytest.fixture(autouse=True)
def rested():
    notifications.BETWEEN_LOOKS.reset()


def at(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


def looked_at(moment: str, monkeypatch) -> list[str]:
    """To whom mails left in a round of the worker at that moment."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(moment))
    before = len(mail.outbox)
    notifications.BETWEEN_LOOKS.reset()
    notifications.request_silence_notices()
    notifications.send_notices()
    return sorted(letter.to[0] for letter in mail.outbox[before:])


@pytest.mark.parametrize(
    ("moment", "is_told"),
    [
        ("2026-05-01T12:00", False),  # a holiday
        ("2026-05-03T23:00", False),  # a Sunday
        ("2026-05-04T09:59", False),
        ("2026-05-04T10:01", True),
    ],
)
def test_a_working_day_counts_no_holiday_and_no_weekend(sent, alice, monkeypatch, moment, is_told):
    assert looked_at(moment, monkeypatch) == ([alice.email] if is_told else [])


def test_those_who_may_send_are_told_once_each_in_his_language(sent, sales, alice, clara, diane, monkeypatch):
    Access.objects.create(connection=sales, user=clara)
    Access.objects.create(connection=sales, user=diane, role=Role.READ)
    clara.language = "nl"
    clara.save()
    assert looked_at("2026-05-05T09:00", monkeypatch) == sorted([alice.email, clara.email])
    of = {letter.to[0]: letter for letter in mail.outbox}
    assert "is not confirmed yet" in of[alice.email].subject
    assert "nog niet bevestigd" in of[clara.email].subject
    assert f"/documents/{sent.pk}/" in of[clara.email].body
    for later in ("2026-05-05T09:11", "2026-05-06T09:00", "2026-05-20T09:00"):
        assert looked_at(later, monkeypatch) == []


def test_the_next_one_is_told_without_the_first(sent, sales, alice, monkeypatch):
    looked_at("2026-05-05T09:00", monkeypatch)
    other = issue(Draft.objects.create(connection=sales, content=content()), by=alice, on_filed=queue)
    Transmission.objects.filter(document=other).update(state="sent", due_at=None, state_at=at("2026-05-05T11:00"))
    assert looked_at("2026-05-06T10:00", monkeypatch) == []
    assert looked_at("2026-05-06T11:10", monkeypatch) == [alice.email]
    assert f"/documents/{other.pk}/" in mail.outbox[-1].body
    assert f"/documents/{sent.pk}/" not in mail.outbox[-1].body


@pytest.mark.parametrize("state", ["confirmed", "rejected", "queued", "failed"])
def test_what_was_answered_or_never_left_is_no_silence(sent, monkeypatch, state):
    Transmission.objects.update(state=state)
    assert looked_at("2026-05-05T09:00", monkeypatch) == []


def test_a_second_worker_tells_nothing_twice(sent, alice, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("2026-05-05T09:00"))
    assert notifications.request_silence_notices() == 1
    (mine,) = Notice.claim()
    notifications.BETWEEN_LOOKS.reset()
    assert notifications.request_silence_notices() == notifications.send_notices() == 0
    notifications.notify(mine)
    notifications.BETWEEN_LOOKS.reset()
    assert notifications.request_silence_notices() == notifications.send_notices() == 0
    assert [letter.to for letter in mail.outbox] == [[alice.email]]


def test_it_looks_each_ten_minutes_only(sent, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("2026-05-05T09:00"))
    notifications.request_silence_notices()
    Notice.objects.all().delete()
    assert notifications.request_silence_notices() == 0
