"""Tables written for spreadsheet programs, and read from them. Row K01 of the threats."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from schakel.hub.web.spreadsheet import as_xlsx, harmless, plain, restored


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1", "'=1"), ("\t=1", "'\t=1"), ("\r1", "'\r1"), ("\0=1", "'=1"), ("a;=1", "a;'=1"), ('a"@b', "a\"'@b"),
        ("F-12", "F-12"), ("a@b.example", "a@b.example"), ("", ""),
    ],
)  # fmt: skip
def test_K01_also_behind_a_separator(text, expected):
    assert harmless(text) == expected


@pytest.mark.parametrize("text", ["=1", "a;=1", "plain", "-5,=2"])
def test_what_was_made_harmless_comes_back_as_it_was(text):
    assert restored(harmless(text)) == text


STRANGE = [Decimal("9" * 40), Decimal("9" * 26 + ".01"), Decimal("0." + "3" * 38), Decimal("1E-7")]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (Decimal("9" * 26), "9" * 26 + ".00"), (Decimal("9" * 40), "9" * 40 + ".00"), (Decimal("0.125"), "0.125"),
        (Decimal("12.5"), "12.50"), (Decimal("-3"), "-3.00"), (date(1, 1, 1), "0001-01-01"), (None, ""),
    ],
)  # fmt: skip
def test_B12_a_strange_figure_is_written_out(cell, text):
    assert plain(cell) == text


@pytest.mark.parametrize("cell", [*STRANGE, date(1, 1, 1), date(1899, 12, 31), date(9999, 12, 31)])
def test_B12_B13_a_sheet_holds_exactly_what_it_was_given(cell):
    """What it cannot hold as a number or a day stands as text."""
    book = load_workbook(BytesIO(as_xlsx("Open", ["Amount"], [[cell]])))
    held = book.active["A2"].value
    assert plain(cell) == (held if isinstance(held, str) else plain(read_back(held)))


def read_back(held):
    return held.date() if isinstance(held, datetime) else Decimal(str(held))
