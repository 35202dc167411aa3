"""Tables written for spreadsheet programs, and read from them. Row K01 of the threats."""

import pytest

from schakel.hub.web.spreadsheet import harmless, restored


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1", "'=1"), ("\t=1", "'\t=1"), ("\r1", "'\r1"), ("\0=1", "'=1"), ("a;=1", "a;'=1"), ('a"@b', "a\"'@b"),
        ("F-12", "F-12"), ("a@b.example", "a@b.example"), ("", ""),
    ],
)  # fmt: skip
def test_K01_also_behind_a_separator(text, expected):
    assert harmless(text) == expected


@pytest.mark.parametrize("text", ["=1", "a;=1", "plain", "-5,=2"])
def test_what_was_made_harmless_comes_back_as_it_was(text):
    assert restored(harmless(text)) == text
