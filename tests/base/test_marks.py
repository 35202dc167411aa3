"""A mark in a text cuts it, one at its end does not."""

import pytest
from lxml import etree

from schakel.base.marks import is_cut, text_pieces


@pytest.mark.parametrize(
    ("inside", "pieces"),
    [
        ("", []),
        ("380", ["380"]),
        ("<!--x-->380<?x y?>", ["380"]),
        ("3<!--x-->80", ["3", "80"]),
        ("3<?x y?>8<!--x-->0", ["3", "8", "0"]),
    ],
)
def test_a_text_is_cut_where_there_is_text_on_both_sides_of_a_mark(inside: str, pieces: list[str]) -> None:
    element = etree.fromstring(f"<a>{inside}</a>")
    assert (text_pieces(element), is_cut(element)) == (pieces, len(pieces) > 1)
