import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.einvoice.belgium import (
    EnterpriseNumber,
    NotAnEnterpriseNumber,
    NotAStructuredCommunication,
    StructuredCommunication,
    communication_digits,
    is_enterprise_number,
    is_structured_communication,
    is_vat_number,
)


@pytest.mark.parametrize(
    "text", ["0407214017", "0407.214.017", "BE0407214017", "be 0407 214 017", "407214017", "BE 407.214.017"]
)
def test_an_enterprise_number_is_read_as_people_write_it(text):
    assert EnterpriseNumber.parse(text) == EnterpriseNumber("0407214017")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0407214018",
        "2407214017",
        "040721401",
        "04072140171",
        "NL0407214017",
        "0" * 10,
        "abc",
    ],
)
def test_what_is_not_an_enterprise_number_is_refused(text):
    assert not is_enterprise_number(text)
    with pytest.raises(NotAnEnterpriseNumber):
        EnterpriseNumber.parse(text)


def test_check_digits_01_pass_and_00_do_not():
    ends_01 = next(n for n in range(10**7) if n % 97 == 96)
    assert EnterpriseNumber.make(ends_01).digits.endswith("01")
    multiple = 97 * 50_000
    assert EnterpriseNumber.make(multiple).digits.endswith("97")
    assert not is_enterprise_number(f"{multiple:08d}00")


@given(st.integers(0, 19_999_999))
def test_a_made_enterprise_number_reads_back(base):
    number = EnterpriseNumber.make(base)
    assert EnterpriseNumber.parse(str(number)) == number
    assert is_vat_number(number.vat_number)


def test_an_enterprise_number_without_be_is_not_a_vat_number():
    assert not is_vat_number("0407214017")
    assert is_vat_number("be0407214017")


def test_it_is_printed_with_dots():
    assert str(EnterpriseNumber("0407214017")) == "0407.214.017"


@pytest.mark.parametrize(
    "text", ["+++090/9337/55493+++", "***090/9337/55493***", "090933755493", "090/9337/55493", " +++090/9337/55493+++ "]
)
def test_a_structured_communication_is_read_in_all_its_forms(text):
    assert is_structured_communication(text)
    assert str(StructuredCommunication.parse(text)) == "+++090/9337/55493+++"


@pytest.mark.parametrize(
    "text",
    [
        "+++123/4567/89012+++",
        "090933755494",
        "",
        "RF18539007547034",
        "+++090/9337/55493***",
        "F-2026-12",
        "000000000000",
    ],
)
def test_what_is_not_a_structured_communication_is_refused(text):
    assert not is_structured_communication(text)
    with pytest.raises(NotAStructuredCommunication):
        StructuredCommunication.parse(text)


@given(st.integers(1, 10**10 - 1))
def test_a_made_communication_reads_back(base):
    made = StructuredCommunication.make(base)
    assert StructuredCommunication.parse(str(made)) == made
    assert int(made.digits[10:]) == (base % 97 or 97)


@pytest.mark.parametrize("base", [0, -1, 10**10])
def test_a_base_that_does_not_fit_is_refused(base):
    with pytest.raises(NotAStructuredCommunication):
        StructuredCommunication.make(base)


def test_wrong_check_digits_still_look_like_a_communication():
    assert communication_digits("+++123/4567/89012+++") == "123456789012"
    assert communication_digits("invoice 12") is None


def test_the_refusal_is_said_in_the_readers_language():
    refusal = NotAnEnterpriseNumber("12")
    assert str(refusal) == "not_an_enterprise_number: 12"
    assert refusal.said_in("nl-BE").startswith("Dit is geen")
    assert refusal.said_in("pt").startswith("This is not")
    assert str(NotAStructuredCommunication()) == "not_a_structured_communication"
