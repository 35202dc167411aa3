"""Accounts, amounts, days and numbers in a text, however people write them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.base.folding import folded
from schakel.base.iban import belgian_iban
from schakel.einvoice.text_facts import amounts_in, days_in, has_day, has_whole_amount, ibans_in, number_pattern

IBAN, DUTCH = "BE68539007547034", "NL91ABNA0417164300"


@pytest.mark.parametrize(
    "text",
    [
        IBAN,
        "IBAN: BE68 5390 0754 7034 BIC TRIOBEBB",
        "IBANBE68539007547034BIC",
        "BE68-5390-0754-7034",
        "BE68 5390\n0754 7034",
        "BE68\u00a05390\u00a00754\u00a07034.",
        "BE 68 5390.0754.7034",
    ],
)
def test_an_account_is_found_however_it_is_written(text):
    assert ibans_in(text) == [IBAN]


def test_accounts_come_in_their_order_each_once_and_only_with_right_check_digits():
    assert ibans_in(f"{DUTCH} of BE68 5390 0754 7034, {DUTCH}, BE68 5390 0754 7035") == [DUTCH, IBAN]
    assert ibans_in("BTW BE 0738.401.117 0032 9 123 45 67 en BE07 3840 1117") == []


def test_C06_a_text_of_nothing_but_beginnings_is_left_after_some():
    assert ibans_in("BE68" * 5000 + IBAN) == []


@pytest.mark.parametrize(
    "text",
    ["1.250,00", "1 250,00", "1,250.00", "1250.00", "1250,00 EUR", "€1'250.00", "1\u202f250,00", "1\u00a0250,00", "1.250 , 00"],
)  # fmt: skip
def test_an_amount_is_found_in_every_spelling(text):
    assert Decimal("1250.00") in amounts_in(text)


def test_two_numbers_beside_one_another_are_read_both_ways():
    assert {Decimal("250.00"), Decimal("1250.00")} <= amounts_in("aantal 1 250,00")
    assert amounts_in("37,5121,00") >= {Decimal("37.51"), Decimal("21.00")}
    assert amounts_in("geen 12 of 1250") == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("€ 1.250,-", True),
        ("EUR 1250", True),
        ("1 250 euro", True),
        ("11250", False),
        ("1.250,50", False),
        ("0,1250", False),
    ],
)
def test_an_amount_without_cents_may_be_written_without_them(text, expected):
    assert has_whole_amount(text, Decimal("1250.00")) is expected
    assert not has_whole_amount(text, Decimal("1250.10"))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "3/2/2026",
            "03-02-26",
            "03.02.2026",
            "2026-02-03",
            "20260203",
            "02/03/2026",
            "3 februari 2026",
            "3 févr. 2026",
        ),
        *("3 Feb 2026", "February 3rd, 2026", "3. Februar 2026", "le 3 février 2026", "03 / 02 / 2026"),
    ],
)
def test_a_day_is_found_in_four_languages(text):
    assert has_day(folded(text), date(2026, 2, 3))
    assert not has_day(folded(text), date(2026, 2, 4))


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2099, 1, 1)))
def test_a_day_that_is_written_is_a_day_that_is_read(day):
    text = f"datum {day:%d/%m/%Y}, {day.isoformat()}"
    assert list(days_in(text)) == [day, day]
    assert has_day(text, day)


def test_what_is_no_day_is_none():
    assert list(days_in("99/99/2026 31 brol 2026 2026-13-01")) == []
    assert list(days_in("1 mrt 2026 en 2 maart 2026")) == [date(2026, 3, 1), date(2026, 3, 2)]


@pytest.mark.parametrize(
    ("number", "text", "expected"),
    [
        ("2026-001", "Factuur 2026/1", True),
        ("2026-001", "INV 2026 001", True),
        ("VF2026/0012", "Factuurnummer 2026-12", True),
        ("INV-1234-A", "1234", True),
        ("2026-001", "2026-0011", False),
        ("2026-001", "12026-001", False),
        ("417", "factuur 417.", True),
    ],
)
def test_a_number_is_found_folded(number, text, expected):
    pattern = number_pattern(number)
    assert pattern is not None
    assert bool(pattern.search(folded(text))) is expected


@pytest.mark.parametrize("number", ["", "7", "A-12", "000", "…"])
def test_a_number_too_short_to_tell_is_not_looked_for(number):
    assert number_pattern(number) is None


@given(st.integers(min_value=0, max_value=9_999_999_999))
def test_every_belgian_account_is_found_between_other_words(base):
    iban = belgian_iban(f"{base:010d}{base % 97 or 97:02d}")
    assert iban in ibans_in(f"Rekening {iban} op naam van")
