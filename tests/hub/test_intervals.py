from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.hub import intervals
from schakel.hub.intervals import Interval, is_time, next_time


def test_it_is_time_at_first_and_again_when_the_interval_is_over(monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(intervals.time, "monotonic", lambda: clock[0])
    interval = Interval(10)
    assert (interval.begin(), interval.begin()) == (True, False)
    clock[0] += 9.9
    assert not interval.begin()
    clock[0] += 0.1
    assert (interval.begin(), interval.begin()) == (True, False)


def test_a_machine_that_just_started_has_its_first_time(monkeypatch):
    monkeypatch.setattr(intervals.time, "monotonic", lambda: 0.0)
    assert Interval(3600).begin()


def test_of_many_threads_one_has_the_turn():
    interval = Interval(3600)
    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(lambda _n: interval.begin(), range(200))) == 1


def test_what_was_reset_may_begin():
    interval = Interval(3600)
    interval.begin()
    interval.reset()
    assert interval.begin()


@pytest.mark.parametrize(("ago", "is_so"), [(None, True), (timedelta(minutes=9), False), (timedelta(minutes=11), True)])
def test_a_kept_time_says_whether_it_is_time_and_when_it_will_be(ago, is_so):
    last = timezone.now() - ago if ago else None
    assert is_time(last, timedelta(minutes=10)) is is_so
    later = next_time(last, timedelta(minutes=10)) - timezone.now()
    assert (later <= timedelta(0)) is is_so
    assert later < timedelta(minutes=2)
