"""Office hours in Belgium: nine to five on working days."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.hub.working_days import BELGIUM, CLOSING, OPENING, is_working_day, office_hour


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("2026-11-30 09:00", "2026-11-30 09:00"),
        ("2026-11-30 16:59", "2026-11-30 16:59"),
        ("2026-11-30 08:59", "2026-11-30 09:00"),
        ("2026-11-30 17:00", "2026-12-01 09:00"),
        ("2026-12-04 18:00", "2026-12-07 09:00"),  # Friday evening
        ("2026-12-24 18:00", "2026-12-28 09:00"),  # Christmas, and a weekend
        ("2027-03-29 10:00", "2027-03-30 09:00"),  # Easter Monday
        ("2027-03-28 03:30", "2027-03-30 09:00"),  # the night the clock goes forward
    ],
)
def test_the_next_office_hour(asked, found):
    moment = datetime.fromisoformat(asked).replace(tzinfo=BELGIUM)
    assert office_hour(moment) == datetime.fromisoformat(found).replace(tzinfo=BELGIUM)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 -- zones are drawn apart
def test_it_is_never_before_nor_outside(moment):
    found = office_hour(moment)
    here = found.astimezone(ZoneInfo("Europe/Brussels"))
    assert found >= moment
    assert is_working_day(here.date())
    assert OPENING <= here.time() < CLOSING
    assert office_hour(found) == found
