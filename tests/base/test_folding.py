import pytest

from schakel.base.folding import LONGEST, compact, folded, is_one_letter_away


@pytest.mark.parametrize(
    ("text", "said"), [("Café  Zoë", "cafe zoe"), ("STRASSE\tß", "strasse ss"), ("", ""), (" a\u00a0b ", "a b")]
)
def test_texts_as_people_compare_them(text, said):
    assert folded(text) == said


def test_what_follows_on_much_text_is_left_out():
    assert len(folded("é" * (LONGEST + 9))) == LONGEST


def test_letters_and_digits_only():
    assert compact("BE 0407.214.017") == "BE0407214017"


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ("jansem", True),
        ("jansens", True),
        ("janen", True),
        ("jasnen", True),
        ("jansen", False),
        ("jansemm", False),
        ("janssens", False),
        ("jnasne", False),
        ("hansem", False),
        ("", False),
    ],
)
def test_one_letter_changed_more_less_or_in_the_place_of_its_neighbour(other, said):
    assert is_one_letter_away("jansen", other) == said == is_one_letter_away(other, "jansen")
