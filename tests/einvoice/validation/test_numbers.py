"""Numbers and dates count as XPath counts them."""

import math
from datetime import timedelta
from decimal import Decimal

import pytest

from schakel.einvoice.validation.numbers import day, decimals, divided, double, from_zero, number, rounded


@pytest.mark.parametrize("text", ["1e999", "NaN", "Infinity", "1,5", "１２", "", " ", "9" * 401, "0x1", None, "--1"])
def test_B12_what_is_no_decimal_is_none(text: str | None) -> None:
    assert number(text) is None


@pytest.mark.parametrize(
    ("text", "value"), [(" 12.50 ", "12.50"), ("+5", "5"), (".5", "0.5"), ("5.", "5"), ("-0", "0")]
)
def test_a_decimal_is_read(text: str, value: str) -> None:
    assert number(text) == Decimal(value)


@pytest.mark.parametrize(
    ("value", "places", "result"), [("-2.5", 0, "-2"), ("2.5", 0, "3"), ("0.005", 2, "0.01"), ("-0.005", 2, "0")]
)
def test_half_goes_up(value: str, places: int, result: str) -> None:
    assert rounded(Decimal(value), places) == Decimal(result)


def test_a_quotient_has_eighteen_decimals() -> None:
    assert divided(Decimal(10), Decimal(3)) == Decimal("3.333333333333333333")


def test_blanks_after_the_point_count() -> None:
    assert (decimals("12.50 "), decimals("12"), decimals("12.5")) == (3, 0, 1)


def test_minus_nothing_is_below_zero_where_it_has_decimals() -> None:
    """Saxon-HE 12.9: `-0` is compared as a whole number, `-0.00` as a double that is less than zero."""
    assert [from_zero(text) for text in ("0", "-0", " -00 ", "1.5")] == [True] * 4
    assert [from_zero(text) for text in ("-0.00", "-0.", "-1", "x", None)] == [False] * 5


def test_a_double_is_what_xpath_calls_a_number() -> None:
    assert [double(text) for text in (" 12 ", "+5", ".5", "1e3", "-INF")] == [12, 5, 0.5, 1000, -math.inf]
    assert [double(text) for text in ("NaN", "INFINITY", "1_0", "\u0661", "1,5", "", "9" * 500)] == [None] * 7


@pytest.mark.parametrize(
    "text", [None, "", "2026-02-30", "2026-13-01", "0000-01-01", "12026-01-01", "1-2-3", "2026-01-01T00:00:00"]
)
def test_B13_what_is_no_date_is_none(text: str | None) -> None:
    assert day(text) is None


def test_B13_dates_with_a_zone_are_compared_in_one_time() -> None:
    plain, east, west, utc = (day(f"2026-01-01{zone}") for zone in ("", "+14:00", "-02:30", "Z"))
    assert plain == utc
    assert plain is not None
    assert east is not None
    assert west is not None
    assert plain - east == timedelta(hours=14)
    assert west - plain == timedelta(hours=2, minutes=30)
    assert day("9999-12-31") is not None
    assert day("2024-02-29") is not None
