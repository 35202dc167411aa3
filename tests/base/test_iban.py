import pytest

from schakel.base.iban import EEA_COUNTRIES, SEPA_COUNTRIES, compact, has_check_digits, is_iban


def test_the_areas_are_known():
    assert (len(EEA_COUNTRIES), len(SEPA_COUNTRIES)) == (30, 42)
    assert "GB" in SEPA_COUNTRIES - EEA_COUNTRIES


def test_an_account_is_compact_as_programs_write_it():
    assert compact(" be68-5390.0754 7034 ") == "BE68539007547034"


@pytest.mark.parametrize("number", ["BE68539007547034", "BE83138811735115", "NL91ABNA0417164300"])
def test_an_account_number_is_one(number):
    assert is_iban(number)


@pytest.mark.parametrize("number", ["", "BE68539007547035", "BE41091811735141", "XX68539007547034", "be68539007547034"])
def test_another_text_is_none(number):
    assert not is_iban(number)


@pytest.mark.parametrize(
    ("number", "holds"),
    [("BE68539007547034", True), ("XX68539007547034", False), ("TN5910006035183598478831", True), ("BE68-5390", False)],
)
def test_check_digits_hold_whatever_the_country_asks_beside_them(number, holds):
    assert has_check_digits(number) == holds
