"""D15: the machine's clock jumps by a day. Nobody's work is taken out of their hands, and nothing waits for a day."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.utils import timezone

from schakel.hub import due
from schakel.hub.connections.models import InvitationMail
from schakel.hub.due import JumpDetector, LeaseClock, wake_after_jump, work_each
from tests.hub.conftest import signed_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


class Clocks:
    """The machine's: `goes_on` as time does, `jumps` as clocks do."""

    def __init__(self) -> None:
        self.wall, self.ticks = datetime(2026, 11, 30, 12, tzinfo=UTC), 1000.0

    def goes_on(self, by: timedelta) -> None:
        self.wall, self.ticks = self.wall + by, self.ticks + by.total_seconds()

    def jumps(self, by: timedelta) -> None:
        self.wall += by


@pytest.fixture
def clocks(monkeypatch):
    clocks = Clocks()
    monkeypatch.setattr(timezone, "now", lambda: clocks.wall)
    monkeypatch.setattr(due, "time", SimpleNamespace(monotonic=lambda: clocks.ticks))
    monkeypatch.setattr(due, "lease_clock", LeaseClock())
    monkeypatch.setattr(LeaseClock, "read", lambda _self: clocks.wall)  # also where the database has its own
    monkeypatch.setattr(due, "machine_clock", JumpDetector())
    due.lease_clock.now()
    return clocks


@pytest.fixture
def letters(office, alice, clocks):
    return [
        InvitationMail.objects.create(
            office=office, inviter=alice, email=f"{n}@x.example", email_normal=f"{n}@x.example", language="nl",
            nonce=str(n), token_hash=str(n), expires_at=clocks.wall + DAY, due_at=clocks.wall,
        )
        for n in range(5)
    ]  # fmt: skip


def test_D15_a_day_ahead_no_row_leaves_the_hands_it_is_in(letters, clocks):
    mine, worked = InvitationMail.claim(batch=3), []
    clocks.jumps(DAY)
    assert {row.pk for row in InvitationMail.claim()} == {row.pk for row in letters[3:]}, (
        "the rest, and nothing of mine"
    )
    assert InvitationMail.claim() == []
    assert work_each(mine, lambda row: (worked.append(row.pk), row.settle())) == 3
    assert worked == [row.pk for row in letters[:3]]
    assert InvitationMail.objects.filter(due_at=None).count() == 3


def test_D15_a_day_ahead_what_a_dead_worker_had_comes_back_within_the_longest_lease(letters, clocks):
    InvitationMail.claim(batch=5)
    clocks.jumps(DAY)
    due.lease_clock.now()
    clocks.goes_on(LeaseClock.LONGEST + MINUTE)
    assert len(InvitationMail.claim()) == 1


def test_D15_a_day_back_what_was_due_is_due_and_what_is_at_work_goes_on(letters, clocks, caplog):
    assert wake_after_jump() == 0
    mine, worked = InvitationMail.claim(batch=2), []
    clocks.goes_on(MINUTE / 2)
    clocks.jumps(-DAY)
    assert InvitationMail.claim() == []
    assert wake_after_jump() == 3
    assert "went back by 1 day" in caplog.text
    assert {row.pk for row in InvitationMail.claim()} == {row.pk for row in letters[2:]}
    work_each(mine, lambda row: (worked.append(row.pk), row.settle()))
    assert worked == [row.pk for row in letters[:2]]


def test_D15_what_was_put_off_is_not_woken_by_small_corrections(letters, clocks):
    wake_after_jump()
    letters[0].postpone(clocks.wall + MINUTE)
    clocks.jumps(-MINUTE / 2)
    assert wake_after_jump() == 0


def test_D15_on_postgresql_leases_go_by_the_clock_of_the_database(monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no clock of its own")
    monkeypatch.setattr(timezone, "now", lambda: datetime.now(UTC) + DAY)
    assert abs(LeaseClock().now() - datetime.now(UTC)) < MINUTE


def test_a_lease_that_is_renewed_on_the_way_need_only_outlast_one_row(letters, clocks):
    mine, worked = InvitationMail.claim(batch=5, lease=2 * MINUTE), []

    def slow(row):
        clocks.goes_on(MINUTE)
        assert InvitationMail.claim() == [], "still mine"
        row.settle()
        worked.append(row.pk)

    work_each(mine, slow, lease=2 * MINUTE)
    assert worked == [row.pk for row in letters]


def test_a_lease_that_another_worker_has_by_now_cannot_be_renewed(letters, clocks):
    mine, worked = InvitationMail.claim(batch=5, lease=MINUTE), []
    clocks.goes_on(2 * MINUTE)
    (theirs,) = InvitationMail.claim()
    work_each(mine, lambda row: worked.append(row.pk), lease=MINUTE)
    assert theirs.pk not in worked
    assert len(worked) == 4


@pytest.mark.parametrize("jump", [DAY, -DAY])
def test_D15_nobody_is_signed_out(alice, clocks, jump):
    client = signed_in(alice)
    clocks.jumps(jump)
    assert client.get("/documents/").status_code == 200
