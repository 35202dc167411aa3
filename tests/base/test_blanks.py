"""A blank is one of four signs; what only looks like one is text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.base.blanks import BLANKS, pieces, squeeze, strip, without

LIKE_BLANKS = "\u00a0\u2003\u2028\u2029\u202f\u3000\u0085\x0b\x0c\x1c\x1f\u200b\ufeff"
TEXTS = st.text(st.sampled_from(f"ab{BLANKS}{LIKE_BLANKS}"))


@pytest.mark.parametrize("sign", LIKE_BLANKS)
def test_what_only_looks_like_a_blank_is_text(sign: str) -> None:
    assert strip(f" {sign} ") == squeeze(f" {sign}\n") == without(f"{sign} ") == sign
    assert pieces(f"a{sign}b") == [f"a{sign}b"]


def test_blanks_are_taken_away() -> None:
    assert strip("\t a b\r\n") == "a b"
    assert squeeze("\t a \r\n b ") == squeeze("a b") == "a b"
    assert squeeze(" é \n é ") == "é é"
    assert without("aG\r\nVs bG8=") == "aGVsbG8="
    assert strip(" \t\r\n") == squeeze(" \t\r\n") == ""


@given(TEXTS)
def test_squeezing_keeps_every_piece(text: str) -> None:
    assert pieces(squeeze(text)) == pieces(text)
    assert squeeze(text) == " ".join(pieces(text))
    assert squeeze(squeeze(text)) == squeeze(text)
