import pytest

from schakel.base.folding import LONGEST, compact, folded


@pytest.mark.parametrize(
    ("text", "said"), [("Café  Zoë", "cafe zoe"), ("STRASSE\tß", "strasse ss"), ("", ""), (" a\u00a0b ", "a b")]
)
def test_texts_as_people_compare_them(text, said):
    assert folded(text) == said


def test_what_follows_on_much_text_is_left_out():
    assert len(folded("é" * (LONGEST + 9))) == LONGEST


def test_letters_and_digits_only():
    assert compact("BE 0407.214.017") == "BE0407214017"
