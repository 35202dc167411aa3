import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.be import ogm_vcs, vat

from schakel.base.belgium import communication_digits, is_enterprise_number
from schakel.einvoice import belgium
from schakel.sepa import reference

DIGITS = st.text("0123456789", min_size=12, max_size=12)
KINDS = (belgium.StructuredCommunication, reference.StructuredCommunication)


@given(
    st.text("0123456789", min_size=8, max_size=11)
    | st.integers(0, 10**8 - 1).map(lambda n: f"{n:08d}{97 - n % 97:02d}")
)
def test_an_enterprise_number_is_one_as_python_stdnum_has_it(digits):
    assert is_enterprise_number(digits) == (len(digits) == 10 and digits[0] in "01" and vat.is_valid(digits))


@given(DIGITS | st.integers(0, 10**10 - 1).map(lambda n: f"{n:010d}{n % 97 or 97:02d}"))
def test_both_packages_take_the_same_communications_as_python_stdnum(digits):
    for kind in KINDS:
        try:
            assert str(kind(digits)) == f"+++{ogm_vcs.format(digits)}+++"
            right = True
        except kind.refusal:
            right = False
        assert right == ogm_vcs.is_valid(digits)


@pytest.mark.parametrize(
    "text", ["+++090/9337/55493+++", " ***090/9337/55493*** ", "090 9337 55493", "+++ 090/9337/55493 +++"]
)
def test_it_is_read_alike_however_it_is_written(text):
    assert communication_digits(text) == "090933755493"
    assert {kind.parse(text).digits for kind in KINDS} == {"090933755493"}


@pytest.mark.parametrize("text", ["+++090/9337/55493***", "09093375549", "F-2026-12", "", "٠٩٠٩٣٣٧٥٥٤٩٣"])
def test_another_text_is_none(text):
    assert communication_digits(text) is None
    for kind in KINDS:
        with pytest.raises(kind.refusal):
            kind.parse(text)


def test_they_are_not_taken_for_one_another():
    """Each raises the error of its own package."""
    assert KINDS[0]("090933755493") != KINDS[1]("090933755493")
    assert not issubclass(KINDS[0].refusal, KINDS[1].refusal)
