from datetime import date
from decimal import Decimal

import pytest

from schakel.einvoice.money import day, decimal_text, number, round_cents, round_half_up, total


@pytest.mark.parametrize("text", ["12.50", "+12.50", "0012.50", "12.5000"])
def test_a_decimal_of_xml_schema_is_a_number(text):
    assert number(text) == Decimal("12.5")


@pytest.mark.parametrize(("text", "value"), [(".5", "0.5"), ("5.", "5"), ("-0.01", "-0.01")])
def test_the_short_forms_of_xml_schema_are_numbers(text, value):
    assert number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1e999",
        "1E2",
        "NaN",
        "Infinity",
        "-INF",
        "12,50",
        "1 000",
        "１２",
        "9" * 400,
        "0x10",
        "1_000",
        "--1",
        ".",
        "+",
    ],
)
def test_B12_what_is_not_a_decimal_of_xml_schema_is_no_number(text):
    assert number(text) is None


def test_B12_minus_zero_is_zero():
    assert str(number("-0")) == "0"
    assert str(number("-0.00")) == "0.00"


@pytest.mark.parametrize("text", ["2024-02-29", "2024-02-29Z", "2024-02-29+01:00", "2024-02-29-05:00"])
def test_B13_a_day_is_read_with_and_without_zone(text):
    assert day(text) == date(2024, 2, 29)


@pytest.mark.parametrize(
    "text",
    [
        "0000-01-01",
        "2023-02-29",
        "12024-01-01",
        "-2024-01-01",
        "2024-1-1",
        "20240101",
        "2024-W01-1",
        "",
        "２０２４-01-01",
    ],
)
def test_B13_a_day_outside_the_calendar_is_no_day(text):
    assert day(text) is None


def test_B13_the_last_day_is_a_day():
    assert day("9999-12-31") == date(9999, 12, 31)


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [
        ("2.625", "2.63"),
        ("-2.625", "-2.62"),
        ("-2.6251", "-2.63"),
        ("2.6249", "2.62"),
        ("0", "0.00"),
        ("-0.005", "0.00"),
    ],
)
def test_a_half_goes_towards_positive_infinity(amount, rounded):
    assert round_cents(Decimal(amount)) == Decimal(rounded)


def test_rounding_a_huge_amount_stays_exact():
    assert round_cents(Decimal("9" * 38 + ".995")) == Decimal("1" + "0" * 38)


def test_rounding_to_a_larger_step():
    assert round_half_up(Decimal("2.5"), Decimal(1)) == 3
    assert round_half_up(Decimal("-2.5"), Decimal(1)) == -2


def test_a_sum_is_exact_whatever_the_number_of_digits():
    assert total([Decimal("1E+30"), Decimal("0.01"), Decimal("-1E+30")]) == Decimal("0.01")


@pytest.mark.parametrize(
    ("amount", "text"),
    [("1032.8100", "1032.81"), ("1E+3", "1000"), ("1E-7", "0.0000001"), ("9" * 40, "9" * 40), ("-0.50", "-0.5")],
)
def test_a_number_for_a_machine_is_plain_and_exact(amount, text):
    assert decimal_text(Decimal(amount)) == text
