"""The row is the queue: claimed by one, back when its worker dies, later and later when it fails, visible at the end."""

from datetime import timedelta

import pytest
from django.db.models import Q
from django.utils import timezone

from schakel.hub.connections.models import InvitationMail
from schakel.hub.due import LONGEST_WAIT, work_each

pytestmark = pytest.mark.django_db


@pytest.fixture
def letters(office, alice):
    now = timezone.now()
    return [
        InvitationMail.objects.create(
            office=office, inviter=alice, email=f"{n}@x.example", email_normal=f"{n}@x.example", language="nl",
            nonce=str(n), token_hash=str(n), expires_at=now, due_at=now - timedelta(seconds=10 - n),
        )
        for n in range(5)
    ]  # fmt: skip


def test_what_is_due_is_claimed_once_oldest_first(letters):
    assert [letter.pk for letter in InvitationMail.claim(batch=3)] == [letter.pk for letter in letters[:3]]
    assert [letter.pk for letter in InvitationMail.claim(batch=3)] == [letter.pk for letter in letters[3:]]
    assert InvitationMail.claim() == []


DIED = timedelta(seconds=-1)  # the lease of a worker that died meanwhile


def test_D12_a_claimed_row_falls_due_again_when_its_worker_dies(letters):
    first = InvitationMail.claim(lease=DIED)
    again = [InvitationMail.claim() for _ in first]
    assert [[letter.pk for letter in rows] for rows in again] == [[letter.pk] for letter in first]  # each alone
    assert {rows[0].attempts for rows in again} == {2}
    assert InvitationMail.claim() == []


def test_D13_those_that_were_begun_once_may_come_few_at_a_time_and_then_each_alone(letters):
    InvitationMail.claim(lease=DIED)
    assert [[letter.pk for letter in InvitationMail.claim(suspects=2, lease=DIED)] for _ in range(3)] == [
        [letters[0].pk, letters[1].pk], [letters[2].pk, letters[3].pk], [letters[4].pk],
    ]  # fmt: skip
    assert len(InvitationMail.claim(suspects=2)) == 1


@pytest.mark.parametrize("suspects", [1, 3])
def test_D13_a_row_that_takes_its_worker_down_is_set_aside_after_three_times_and_the_rest_goes_on(
    letters, caplog, suspects
):
    poison, done = letters[1], []
    crashes = 0
    while InvitationMail.objects.filter(due_at__isnull=False).exists():
        for letter in InvitationMail.claim(suspects=suspects, lease=DIED):
            if letter.pk == poison.pk:
                crashes += 1
                break  # the worker is gone, with all it had claimed
            letter.settle()
            done.append(letter.pk)
    poison.refresh_from_db()
    assert crashes == 3
    assert sorted(done) == [letter.pk for letter in letters if letter.pk != poison.pk]
    assert (poison.due_at, "stopped 3 times" in poison.last_error, "given up" in caplog.text) == (None, True, True)


def test_what_was_set_aside_is_begun_again_when_a_person_wants_it(letters):
    letters[0].interrupted_attempts, letters[0].attempts = 4, 4
    letters[0].give_up()
    letters[0].work_again()
    fresh = InvitationMail.objects.get(pk=letters[0].pk)
    assert (fresh.attempts, fresh.interrupted_attempts, fresh.last_error, fresh.due_at <= timezone.now()) == (
        0,
        0,
        "",
        True,
    )


def test_what_nobody_expected_to_fail_is_tried_again_and_the_others_are_worked(letters, caplog):
    def deed(letter):
        if letter.pk == letters[0].pk:
            raise KeyError("oops")
        letter.settle()

    assert work_each(InvitationMail.claim(), deed) == 5
    failed = InvitationMail.objects.exclude(due_at=None).get()
    assert (failed.pk, failed.last_error, failed.interrupted_attempts) == (letters[0].pk, "KeyError: 'oops'", 0)
    assert "oops" in caplog.text


def test_a_row_whose_lease_is_over_is_left_to_whoever_has_it_now(letters):
    worked = []
    assert work_each(InvitationMail.claim(lease=DIED), worked.append) == 5
    assert worked == []


def test_a_worker_that_was_too_slow_changes_nothing_any_more(letters):
    first = Q(pk=letters[0].pk)
    (slow,), (fast,) = InvitationMail.claim(first, lease=DIED), InvitationMail.claim(first)
    slow.settle()
    assert InvitationMail.objects.get(pk=fast.pk).due_at == fast.due_at
    fast.settle()
    assert InvitationMail.objects.get(pk=fast.pk).due_at is None
    slow.retry("too late")
    assert InvitationMail.objects.get(pk=fast.pk).last_error == ""


def test_to_postpone_is_no_try(letters):
    letter = InvitationMail.claim()[0]
    letter.postpone(timezone.now() + timedelta(hours=1))
    assert (letter.attempts, letter.interrupted_attempts) == (0, 0)


def test_a_time_the_other_side_named_is_kept(letters):
    letter, later = InvitationMail.claim()[0], timezone.now() + timedelta(hours=2)
    letter.retry("503", at=later)
    assert letter.due_at == later


def test_a_settled_row_has_nothing_left_to_do(letters):
    for letter in InvitationMail.claim():
        letter.settle()
    assert not InvitationMail.objects.exclude(due_at=None).exists()


def test_a_failing_row_waits_longer_each_time_and_then_stays_visible(letters):
    letter = InvitationMail.claim()[0]
    letter.retry("421 later")
    assert timezone.now() < letter.due_at < timezone.now() + timedelta(minutes=2)
    letter.attempts = 11
    letter.retry("421 later")
    assert timezone.now() + LONGEST_WAIT / 2 < letter.due_at + timedelta(minutes=1)
    letter.attempts = 12
    letter.retry("550 never")
    assert (letter.due_at, letter.last_error) == (None, "550 never")
