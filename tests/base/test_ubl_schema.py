"""What the schema of UBL refuses, and what only libxml2 would."""

import pytest

from schakel.base.ubl_schema import is_base64


@pytest.mark.parametrize("text", ["", "aGVsbG8=", "aGVs\nbG8 =", "aGVs", "aGVsbA=="])
def test_base64_has_four_signs_at_a_time(text: str) -> None:
    assert is_base64(text)


@pytest.mark.parametrize(
    "text",
    ["aGVs*bG8=", "aGVsbG8=.", "aGVsbG8", "aGVsbG8==", "aGVsbG9=", "aGVsbB==", "=", "aGVs\u00a0bG8=", "aGVsbG8=aGVs"],
)
def test_B13_what_only_looks_like_base64_is_none(text: str) -> None:
    assert not is_base64(text)
