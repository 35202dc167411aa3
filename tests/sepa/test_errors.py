"""What is kept of a refusal: its code, from which it can be said again."""

import pytest

from schakel.sepa.errors import words_of
from schakel.sepa.iban import IbanMissing


def test_a_refusal_is_said_again_from_its_code() -> None:
    assert words_of(IbanMissing.code) == IbanMissing.words


def test_a_code_of_nobody_has_no_words() -> None:
    with pytest.raises(KeyError):
        words_of("nobody")
