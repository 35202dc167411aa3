import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean
from stdnum import luhn as known_luhn

from schakel.base.check_digits import gs1, luhn, weighted

DIGITS = st.text("0123456789", min_size=1, max_size=20)


@given(DIGITS)
def test_luhn_is_that_of_python_stdnum(digits):
    assert luhn(digits) == known_luhn.is_valid(digits)


@given(st.text("0123456789", min_size=12, max_size=12))
def test_gs1_is_that_of_python_stdnum(digits):
    number = digits + ean.calc_check_digit(digits)
    assert gs1(number)
    assert not gs1(number[:-1] + str((int(number[-1]) + 1) % 10))


@pytest.mark.parametrize(("number", "holds"), [("988077917", True), ("988077918", False)])
def test_a_weighted_sum_is_a_multiple(number, holds):
    assert weighted((3, 2, 7, 6, 5, 4, 3, 2, 1), 11)(number) is holds
