import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.sepa.iban import SEPA_COUNTRIES, Iban, IbanMissing, NotAnIban, account_of

BELGIAN = "BE68539007547034"


@pytest.mark.parametrize("text", [BELGIAN, "BE68 5390 0754 7034", "be68-5390-0754-7034", " BE68.5390.0754.7034 "])
def test_an_iban_is_read_as_people_write_it_and_printed_in_groups(text):
    iban = Iban.parse(text)
    assert iban == Iban(BELGIAN)
    assert str(iban) == "BE68 5390 0754 7034"
    assert iban.country == "BE"


@pytest.mark.parametrize("text", ["", "   "])
def test_K02_a_missing_iban_is_named_as_missing(text):
    with pytest.raises(IbanMissing):
        Iban.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "BE68539007547035",  # check digits
        "BE685390075470",  # length
        "BE6853900754703A",  # structure
        "XX68539007547034",  # country
        "539007547034",
        "BE68539007547034BE68539007547034",
        "ＢＥ６８５３９００７５４７０３４",
        "NL91ABNA041716430O",
        "BE" + "6" * 400,
    ],
)
def test_K02_a_wrong_iban_is_refused(text):
    with pytest.raises(NotAnIban):
        Iban.parse(text)


@given(st.integers(0, 15), st.sampled_from("0123456789"))
def test_one_changed_digit_is_always_found(place, digit):
    changed = BELGIAN[: place + 2][:place] + digit + BELGIAN[place + 1 :]
    if changed != BELGIAN:
        with pytest.raises(NotAnIban):
            Iban.parse(changed)


def test_the_national_check_digits_of_a_belgian_account_count_too():
    with pytest.raises(NotAnIban):
        Iban.parse("BE41091811735141")  # modulo 97 of the whole holds, that of the account does not


def test_the_belgian_bank_is_named_and_a_bank_newer_than_the_list_is_no_fault():
    known, unknown = Iban.parse("BE48 3200 7018 4927"), Iban.parse("BE83138811735115")
    assert (known.belgian_bank[:3], known.belgian_bic) == ("ING", "BBRUBEBB")
    assert (unknown.belgian_bank, unknown.belgian_bic) == ("", "")
    assert Iban.parse("NL91ABNA0417164300").belgian_bank == Iban.parse("NL91ABNA0417164300").belgian_bic == ""


def test_the_sepa_area_is_known():
    assert len(SEPA_COUNTRIES) == 41 + 1  # Gibraltar has its own code and is no country of the list
    assert Iban.parse("GB29NWBK60161331926819").in_sepa
    assert not Iban.parse("TR330006100519786457841326").in_sepa


@pytest.mark.parametrize(
    ("written", "account"),
    [
        ("BE68 5390 0754 7034", BELGIAN),
        ("539007547034 EUR", BELGIAN),
        ("539-0075470-34", BELGIAN),
        ("539007547035", "539007547035"),
        ("AB 12", "AB 12"),
        ("", ""),
    ],
)
def test_an_account_as_banks_write_it(written, account):
    assert account_of(written) == account


def test_a_refusal_speaks_four_languages_and_is_a_value():
    refusal = NotAnIban("x")
    assert str(refusal) == "not_an_iban: x"
    assert str(IbanMissing()) == "iban_missing"
    assert refusal.permanent
    assert len({refusal.said_in(language) for language in ("nl-BE", "fr", "en", "de_DE")}) == 4
    assert refusal.said_in("pt") == refusal.said_in("en")
    assert {refusal, NotAnIban("x")} == {refusal}
    assert refusal != NotAnIban("y")
