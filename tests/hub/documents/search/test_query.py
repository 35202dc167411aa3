"""What people type, read into parts; and I06: always an answer, never an error, and soon."""

import re
import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.hub.documents.search.parts import Amount, Period, TooShort, Word
from schakel.hub.documents.search.query import LONGEST, MOST_PARTS, read_query

TODAY = date(2026, 11, 30)
MARCH, ALL_2026 = (date(2026, 3, 1), date(2026, 3, 31)), (date(2026, 1, 1), date(2026, 12, 31))


def read(text: str, today: date = TODAY):
    return read_query(text, today=today)


def days(text: str, today: date = TODAY) -> tuple[date, date]:
    (part,) = read(text, today)
    assert isinstance(part, Period), part
    return part.first, part.last


def figures(text: str) -> tuple[str, str]:
    (part,) = read(text)
    assert isinstance(part, Amount), part
    return str(part.least), str(part.most)


def words(text: str) -> list[str]:
    return [part.word for part in read(text) if isinstance(part, Word)]


@pytest.mark.parametrize(
    "text",
    [
        "2026-03", "2026/03", "03/2026", "3-2026", "maart 2026", "Maart 2026", "mrt 2026", "mars 2026", "March 2026",
        "März 2026", "maerz 2026", "van maart 2026", "en mars 2026", "in March 2026", "im März 2026", "maart", "mars",
        "march", "märz", "last march", "mars dernier",
    ],
)  # fmt: skip
def test_a_month_in_digits_and_words(text):
    assert days(text) == MARCH


@pytest.mark.parametrize(
    "text",
    [
        "15/03/2026", "15-3-2026", "15.03.26", "2026-03-15", "15 maart 2026", "15 mars 2026", "15th March 2026",
        "March 15, 2026", "15. März 2026", "15 maart", "le 15 mars", "15/3", "op 15/03/2026",
    ],
)  # fmt: skip
def test_a_day_in_digits_and_words(text):
    assert days(text) == (date(2026, 3, 15), date(2026, 3, 15))


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("Q1 2026", (date(2026, 1, 1), MARCH[1])),
        ("2026-Q1", (date(2026, 1, 1), MARCH[1])),
        ("K1 2026", (date(2026, 1, 1), MARCH[1])),
        ("T1 2026", (date(2026, 1, 1), MARCH[1])),
        ("eerste kwartaal 2026", (date(2026, 1, 1), MARCH[1])),
        ("1er trimestre 2026", (date(2026, 1, 1), MARCH[1])),
        ("first quarter of 2026", (date(2026, 1, 1), MARCH[1])),
        ("1. Quartal 2026", (date(2026, 1, 1), MARCH[1])),
        ("Q4", (date(2026, 10, 1), date(2026, 12, 31))),
        ("2026", ALL_2026),
        ("jaar 2026", ALL_2026),
        ("vorig jaar", (date(2025, 1, 1), date(2025, 12, 31))),
        ("l'année dernière", (date(2025, 1, 1), date(2025, 12, 31))),
        ("vorige maand", (date(2026, 10, 1), date(2026, 10, 31))),
        ("le mois dernier", (date(2026, 10, 1), date(2026, 10, 31))),
        ("last month", (date(2026, 10, 1), date(2026, 10, 31))),
        ("letzten Monat", (date(2026, 10, 1), date(2026, 10, 31))),
        ("deze maand", (date(2026, 11, 1), date(2026, 11, 30))),
        ("last quarter", (date(2026, 7, 1), date(2026, 9, 30))),
        ("vorige week", (date(2026, 11, 23), date(2026, 11, 29))),
        ("gisteren", (date(2026, 11, 29), date(2026, 11, 29))),
        ("29 februari", (date(2024, 2, 29), date(2024, 2, 29))),
    ],
)
def test_quarters_years_and_what_is_told_from_today(text, span):
    assert days(text) == span


def test_a_month_without_a_year_is_the_last_one_that_has_begun():
    assert days("december") == (date(2025, 12, 1), date(2025, 12, 31))
    assert days("november") == (date(2026, 11, 1), date(2026, 11, 30))
    assert days("last november") == (date(2025, 11, 1), date(2025, 11, 30))
    assert days("january", today=date(2026, 1, 1)) == (date(2026, 1, 1), date(2026, 1, 31))


@pytest.mark.parametrize(
    "text",
    [
        "€ 1.250,00", "€1250,00", "1.250,00", "1,250.00", "1250,00", "1250.00", "1 250,00", "1'250.00", "EUR 1250,00",
        "1250,00 euro", "-1250,00", "€ -1.250,00", "1250,0",
    ],
)  # fmt: skip
def test_an_amount_with_or_without_sign_and_with_either_comma(text):
    assert [Decimal(each) for each in figures(text)] == [Decimal(1250)] * 2


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("€ 1250", "1250", "1250.99"),
        ("1.250", "1250", "1250.99"),
        ("> 1000", "1000.01", "None"),
        (">=1000", "1000", "None"),
        ("meer dan 1000", "1000.01", "None"),
        ("au moins 1000 €", "1000", "None"),
        ("< 1000", "None", "999.99"),
        ("weniger als 1000", "None", "999.99"),
        ("1000-1500", "1000", "1500.99"),
        ("€1000 – €1.500,50", "1000", "1500.50"),
        ("tussen 1000 en 1500", "1000", "1500.99"),
        ("de 1000 à 1500", "1000", "1500.99"),
    ],
)
def test_amounts_from_and_up_to(text, least, most):
    assert figures(text) == (least, most)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("+++090/9337/55493+++", "090933755493"),
        ("***090/9337/55493***", "090933755493"),
        ("090 9337 55493", "090933755493"),
        ("BE71 0961 2345 6769", "be71096123456769"),
        ("be71-0961-2345-6769", "be71096123456769"),
        ("BE 0665.812.354", "0665812354"),
        ("0665 812 354", "0665812354"),
    ],
)
def test_numbers_that_are_written_in_groups(text, word):
    assert words(text) == [word]


@pytest.mark.parametrize("text", ["2026-1184", "31/02/2026", "2026-0312", "12-0034", "1250", "Jan", "A-1", "F2026/88"])
def test_what_may_be_a_number_or_a_name_stays_a_word(text):
    assert words(text) == [text.lower()]


def test_parts_beside_each_other():
    assert [type(part) for part in read("Meelhandel maart > 1000")] == [Word, Period, Amount]
    assert [part.text for part in read("bakker 15 maart 2026 € 12,50")] == ["bakker", "15 maart 2026", "€ 12,50"]


def test_quotes_keep_a_text_as_it_is():
    assert words('"mars" "1250,00" “two words”') == ["mars", "1250,00", "two words"]


def test_each_part_knows_its_place():
    text = "  Meelhandel   maart 2026 "
    for part in read(text):
        assert text.strip()[part.start : part.end] == part.text


@pytest.mark.parametrize("typed", ['meel"*', "meel'", "(meel)", "meel?", "“meel", "[meel]", "*meel*", "‘meel’:"])
def test_I06_marks_around_a_word_are_not_looked_for(typed):
    assert words(typed) == ["meel"]
    assert words("n.v. a&b po-7 c#") == ["n.v.", "a&b", "po-7", "c#"]


def test_I06_one_character_or_marks_are_too_short():
    assert all(isinstance(part, TooShort) for part in read("% _ ' * ( -- a \""))


TYPED = st.one_of(
    st.text(max_size=300),
    st.lists(
        st.sampled_from(
            ["maart", "2026", "-", "q1", "€", "1.250", ",00", "van", ">", '"', "de", "15", "/", "mars", "1er", "be71"]
        )
    ).map(" ".join),
)


@given(TYPED, st.dates(date(1900, 3, 1), date(9000, 1, 1)))
def test_I06_there_is_always_an_answer(text, today):
    parts = read(text, today)
    assert len(parts) <= MOST_PARTS
    for part in parts:
        if isinstance(part, Period):
            assert part.first <= part.last
        if isinstance(part, Amount) and None not in (part.least, part.most):
            assert part.least <= part.most


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_each_day_is_understood_as_it_is_written(day):
    for text in (f"{day:%d/%m/%Y}", f"{day:%Y-%m-%d}", f"{day:%d.%m.%Y}", f"{day.day} {day:%B} {day.year}"):
        assert days(text) == (day, day)


@given(st.decimals(0, 10**9, places=2))
def test_each_amount_is_understood_as_it_is_written(amount):
    plain = f"{amount:.2f}"
    swapped = f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
    is_month = re.fullmatch(r"(19|20)\d\d\.(0[1-9]|1[0-2])", plain)  # 2026.03 is March 2026
    for text in (
        "€ " + plain if is_month else plain,
        plain.replace(".", ","),
        f"{amount:,.2f}",
        swapped,
        f"€ {swapped}",
    ):
        assert [Decimal(each) for each in figures(text)] == [amount] * 2


def test_a_year_with_a_point_and_a_month_is_a_month_unless_it_says_that_it_is_money():
    assert days("2026.03") == (date(2026, 3, 1), date(2026, 3, 31))
    assert [Decimal(each) for each in figures("€ 2026.03")] == [Decimal("2026.03")] * 2


@pytest.mark.parametrize("text", ["a " * 5000, "1 " * 5000, '"' * 10_000, "(" * 10_000, "van " * 2500, "1.000 " * 2000])
def test_I06_a_long_text_costs_no_more_than_its_beginning(text):
    began = time.process_time()
    assert read(text) == read(text.strip()[:LONGEST])
    assert time.process_time() - began < 0.2  # a guard against patterns that try everything, not a figure
