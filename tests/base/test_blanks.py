"""A blank is one of four signs; what only looks like one is text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.base.blanks import BLANKS, is_blank, pieces, squeeze, strip, without, without_any_space

LIKE_BLANKS = "\u00a0\u2003\u2028\u2029\u202f\u3000\u0085\x0b\x0c\x1c\x1f\u200b\ufeff"
TEXTS = st.text(st.sampled_from(f"ab{BLANKS}{LIKE_BLANKS}"))


@pytest.mark.parametrize("sign", LIKE_BLANKS)
def test_what_only_looks_like_a_blank_is_text(sign: str) -> None:
    assert strip(f" {sign} ") == squeeze(f" {sign}\n") == without(f"{sign} ") == sign
    assert pieces(f"a{sign}b") == [f"a{sign}b"]
    assert not is_blank(sign)


def test_blanks_are_taken_away() -> None:
    assert strip("\t a b\r\n") == "a b"
    assert squeeze("\t a \r\n b ") == squeeze("a b") == "a b"
    assert squeeze(" é \n é ") == "é é"
    assert without("aG\r\nVs bG8=") == "aGVsbG8="
    assert is_blank(" \t\r\n")
    assert is_blank("")


@given(TEXTS)
def test_squeezing_keeps_every_piece(text: str) -> None:
    assert pieces(squeeze(text)) == pieces(text)
    assert squeeze(text) == " ".join(pieces(text))
    assert squeeze(squeeze(text)) == squeeze(text)


def test_what_a_person_pastes_loses_every_space() -> None:
    assert without_any_space("BE71\u00a00961 2345\u20096769") == "BE71096123456769"
