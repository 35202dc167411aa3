"""The row is the queue: claimed by one, back when its worker dies, later and later when it fails, visible at the end."""

from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.hub.connections.models import Letter
from schakel.hub.due import LONGEST_WAIT

pytestmark = pytest.mark.django_db


@pytest.fixture
def letters(office, alice):
    now = timezone.now()
    return [
        Letter.objects.create(
            office=office, inviter=alice, email=f"{n}@x.example", email_normal=f"{n}@x.example", language="nl",
            nonce=str(n), token_hash=str(n), expires_at=now, due_at=now - timedelta(seconds=10 - n),
        )
        for n in range(5)
    ]  # fmt: skip


def test_what_is_due_is_claimed_once_oldest_first(letters):
    assert [letter.pk for letter in Letter.claim(batch=3)] == [letter.pk for letter in letters[:3]]
    assert [letter.pk for letter in Letter.claim(batch=3)] == [letter.pk for letter in letters[3:]]
    assert Letter.claim() == []


def test_D12_a_claimed_row_falls_due_again_when_its_worker_dies(letters):
    first = Letter.claim(lease=timedelta(seconds=-1))
    again = Letter.claim()
    assert [letter.pk for letter in again] == [letter.pk for letter in first]
    assert {letter.attempts for letter in again} == {2}


def test_a_settled_row_has_nothing_left_to_do(letters):
    for letter in Letter.claim():
        letter.settle()
    assert not Letter.objects.exclude(due_at=None).exists()


def test_a_failing_row_waits_longer_each_time_and_then_stays_visible(letters):
    letter = Letter.claim()[0]
    letter.retry("421 later")
    assert timezone.now() < letter.due_at < timezone.now() + timedelta(minutes=2)
    letter.attempts = 11
    letter.retry("421 later")
    assert timezone.now() + LONGEST_WAIT / 2 < letter.due_at + timedelta(minutes=1)
    letter.attempts = 12
    letter.retry("550 never")
    assert (letter.due_at, letter.last_error) == (None, "550 never")
