"""Dates and times as XML Schema writes them, all of them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.peppol.moments import FIRST, LAST, read_moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2030-12-31T24:00:00Z", datetime(2031, 1, 1, tzinfo=UTC)),
        ("2028-02-28T24:00:00.000", datetime(2028, 2, 29, tzinfo=UTC)),
        ("2030-01-01T00:30:00+01:00", datetime(2029, 12, 31, 23, 30, tzinfo=UTC)),
        ("2030-01-01T00:00:00.1234567891Z", datetime(2030, 1, 1, 0, 0, 0, 123456, tzinfo=UTC)),
        ("9999-12-31T23:59:59Z", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("9999-12-31T23:59:59-14:00", LAST),
        ("9999-12-31T24:00:00Z", LAST),
        ("12026-02-28T00:00:00Z", LAST),
        ("0001-01-01T00:00:00+01:00", FIRST),
        ("-0044-03-15T12:00:00Z", FIRST),
        ("0000-01-01T00:00:00Z", FIRST),
    ],
)
def test_what_is_a_moment(text, moment):
    assert read_moment(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2030-12-31",
        "2030-12-31T24:00:01Z",
        "2030-12-31T24:01:00Z",
        "2030-12-31T25:00:00Z",
        "2030-12-31T12:60:00Z",
        "2030-12-31T12:00:60Z",
        "2030-02-29T12:00:00Z",
        "2030-13-01T12:00:00Z",
        "2030-12-31T12:00:00+14:01",
        "2030-12-31T12:00:00+01:60",
        "2030-12-31T12:00Z",
        "2030-12-31T12:00:00Z ",
        "٢٠٣٠-12-31T12:00:00Z",
    ],
)
def test_what_is_none(text):
    with pytest.raises(ValueError, match=r"no|day|month"):
        read_moment(text)


def test_a_day_where_days_are_allowed():
    assert read_moment("2030-12-31+02:00", or_day=True) == datetime(2030, 12, 30, 22, tzinfo=UTC)


ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(timezones=ZONES).filter(lambda moment: 1 < moment.year < 9999))
def test_what_python_writes_is_read_as_python_reads_it(moment):
    assert read_moment(moment.isoformat()) == moment
