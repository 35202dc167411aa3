"""Numbers and days are written with ASCII digits, and in one way."""

from datetime import date

import pytest

from schakel.base.digits import day, is_digits, whole


def test_numbers_and_days_are_read() -> None:
    assert (whole("-017"), day("2026-11-30")) == (-17, date(2026, 11, 30))
    assert is_digits("0123")


@pytest.mark.parametrize("text", ["", " 1", "1 ", "1_000", "\u0661", "\uff11", "\u00b2", "1e3", "NaN", "0x1"])
def test_B12_what_only_python_reads_is_no_number(text: str) -> None:
    assert not is_digits(text)
    with pytest.raises(ValueError, match="no "):
        whole(text)


@pytest.mark.parametrize(
    "text", ["20261130", "2026-W49-1", "2026-11-31", "２０２６-11-30", " 2026-11-30", "2026-11-30Z"]
)
def test_B13_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="day"):
        day(text)
