import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.sepa.reference import (
    CreditorReference,
    FreeText,
    NotACreditorReference,
    NotAStructuredCommunication,
    StructuredCommunication,
    found_in,
    read,
)

BBA = StructuredCommunication("090933755493")
RF = CreditorReference("RF18539007547034")


@pytest.mark.parametrize(
    "text",
    ["+++090/9337/55493+++", "***090/9337/55493***", "090933755493", "090/9337/55493", " +++ 090/9337/55493 +++ "],
)
def test_a_structured_communication_is_read_in_all_its_forms(text):
    assert read(text) == StructuredCommunication.parse(text) == BBA
    assert str(BBA) == "+++090/9337/55493+++"


@pytest.mark.parametrize("text", ["+++123/4567/89012+++", "123456789012", "000000000000", "***090/9337/55494***"])
def test_K02_wrong_check_digits_of_a_structured_communication_are_refused(text):
    with pytest.raises(NotAStructuredCommunication):
        read(text)


def test_it_cannot_be_made_with_wrong_digits_either():
    for digits in ("123456789012", "", "09093375549", "+++090/9337/55493+++"):
        with pytest.raises(NotAStructuredCommunication):
            StructuredCommunication(digits)
    with pytest.raises(NotAStructuredCommunication):
        StructuredCommunication.parse("F-2026-12")


@given(st.integers(1, 10**10 - 1))
def test_the_check_digits_are_the_rest_modulo_97_with_97_for_zero(base):
    digits = f"{base:010d}{base % 97 or 97:02d}"
    assert StructuredCommunication.parse(str(StructuredCommunication(digits))).digits == digits


@pytest.mark.parametrize("text", ["RF18539007547034", "rf18 5390 0754 7034"])
def test_a_creditor_reference_is_read_and_printed_in_groups(text):
    assert read(text) == CreditorReference.parse(text) == RF
    assert str(RF) == "RF18 5390 0754 7034"


@pytest.mark.parametrize("text", ["RF17539007547034", "RF00A"])
def test_K02_wrong_check_digits_of_a_creditor_reference_are_refused(text):
    with pytest.raises(NotACreditorReference):
        read(text)


@pytest.mark.parametrize("text", ["F-2026-12", "", "RFQ 12", "2026001", "+++090/9337/55493***"])
def test_anything_else_is_free_text(text):
    assert read(text) == FreeText(text)
    assert str(read(text)) == text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("betaling ***090/9337/55493*** dank u", (BBA,)),
        ("090933755493", (BBA,)),
        ("fact 090/9337/55493 + RF18 5390 0754 7034", (BBA, RF)),
        ("090/9337/55493 090/9337/55493", (BBA,)),
        ("RF18 5390 0754 7034 RF18 5390 0754 7034 DANK", (RF,)),
        ("RF18539007547034 MERCI", (RF,)),
        ("090 9337 55493", (BBA,)),
        ("1090933755493", ()),
        ("123/4567/89012 RF17 5390", ()),
        ("", ()),
    ],
)
def test_references_are_found_in_what_a_payer_typed(text, found):
    assert found_in(text) == found


@pytest.mark.parametrize("base", ["", "A" * 22, "é", "12-34"])
def test_a_creditor_reference_is_made_of_letters_and_digits_only(base):
    assert CreditorReference.make("5390 0754 7034") == CreditorReference("RF18539007547034")
    with pytest.raises(NotACreditorReference):
        CreditorReference.make(base)
