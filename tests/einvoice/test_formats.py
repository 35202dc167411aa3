from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.einvoice.formats import LONGEST, Formats
from schakel.einvoice.language import LANGUAGES
from schakel.einvoice.model import Period
from tests.einvoice.full import plain

NL = Formats.of("nl")


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [
        ("-1234.5", "EUR", "€ -1.234,50"),
        ("0.001", "EUR", "€ 0,001"),
        ("1000", "JPY", "JP¥ 1.000"),
        ("5", "", "¤ 5,00"),
        ("5", "E<R", "E<R 5,00"),
        ("1E+3", "EUR", "€ 1.000,00"),
        ("12345678901234567890123456789012345678.99", "EUR", "€ 12.345.678.901.234.567.890.123.456.789.012.345.678,99"),
    ],
)
def test_money_is_written_with_all_its_decimals(amount, currency, written):
    assert plain(NL.money(Decimal(amount), currency)) == written


@pytest.mark.parametrize(("value", "written"), [("1234.500", "1.234,5"), ("10", "10"), ("0", "0"), ("-0.5", "-0,5")])
def test_numbers_lose_the_zeros_that_say_nothing(value, written):
    assert NL.number(Decimal(value)) == written


def test_what_is_absent_is_empty():
    assert NL.money(None, "EUR") == NL.number(None) == NL.percent(None) == NL.day(None) == NL.period(None) == ""


@pytest.mark.parametrize(
    ("period", "written"),
    [
        (Period(date(2026, 1, 1), date(2026, 1, 31)), "1 januari 2026 – 31 januari 2026"),
        (Period(start=date(2026, 1, 1)), "1 januari 2026 –"),
        (Period(end=date(2026, 1, 31)), "– 31 januari 2026"),
    ],
)
def test_a_period_may_be_open(period, written):
    assert NL.period(period) == written


@pytest.mark.parametrize(("size", "written"), [(999, "999 B"), (1_234_567, "1,2 MB"), (5 * 10**12, "5.000 GB")])
def test_sizes_are_written_in_the_largest_unit_that_fits(size, written):
    assert plain(NL.size(size)) == written


def test_names_of_countries_and_currencies_or_their_codes():
    assert (NL.country("BE"), NL.country("??")) == ("België", "??")
    assert (NL.currency("USD"), NL.currency("???")) == ("Amerikaanse dollar (USD)", "???")


ANY_FIGURE = st.decimals() | st.builds(
    lambda sign, digits, exponent: Decimal((sign, digits, exponent)),
    st.integers(0, 1),
    st.lists(st.integers(0, 9), min_size=1, max_size=80).map(tuple),
    st.integers(-500, 500),
)


@given(
    ANY_FIGURE, st.text(max_size=20) | st.sampled_from(["EUR", "JPY", "KWD", "¤", "#,##0"]), st.sampled_from(LANGUAGES)
)
def test_B12_no_figure_makes_writing_fail(value, currency, language):
    formats = Formats.of(language)
    for text in (
        formats.money(value, currency),
        formats.money(value, currency, decimals=2),
        formats.short_money(value, currency),
        formats.number(value),
        formats.percent(value),
    ):
        assert 0 < len(text) < 4 * LONGEST


@given(st.dates(), st.sampled_from(LANGUAGES))
def test_B13_no_day_makes_writing_fail(day, language):
    for shape in ("long", "medium", "d MMM"):
        assert str(day.day) in Formats.of(language).day(day, shape=shape)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1E+999999", "1E-999999"])
def test_B12_what_nobody_can_read_digit_by_digit_stands_as_it_is(value):
    assert NL.number(Decimal(value)) == str(Decimal(value))
    assert NL.money(Decimal(value), "EUR") == f"EUR {Decimal(value)}"


@pytest.mark.parametrize(
    ("amount", "written"),
    [("2261.49", "€ 2.261"), ("-0.2", "€ 0"), ("1e9", "> € 999.999.999"), ("-" + "9" * 40, "< € -999.999.999")],
)
def test_where_there_is_little_room_an_amount_is_short(amount, written):
    assert plain(NL.short_money(Decimal(amount), "EUR")) == written


def test_a_currency_of_a_stranger_is_cut_and_visible():
    assert plain(NL.money(Decimal(5), "W" * 100_000)) == "WWWWWWW… 5,00"
    assert plain(NL.money(Decimal(5), "\u202eEU")) == "[U+202E]EU 5,00"
