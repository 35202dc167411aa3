"""The check that keeps wide blanks and wide digits out of the pure packages finds them, and only them."""

import pytest

from scripts.texts import offences


@pytest.mark.parametrize(
    "line",
    [
        "x = text.strip()",
        "x = text.split()",
        "x = text.isspace()",
        "x = text.isdigit()",
        "x = text.splitlines()",
        "x = int(text)",
        "x = Decimal(found[1])",
        "x = date.fromisoformat(text)",
        "x = tuple(map(int, parts))",
        r"x = re.compile(r'\s*a')",
        r"x = re.sub('\\d', '', text)",
        "if int(text):\n    pass  # texts: of the body, not of the question",
    ],
)
def test_a_bare_method_is_found(line: str) -> None:
    assert [at for at, _ in offences(line)] == [1]


@pytest.mark.parametrize(
    "line",
    [
        "x = text.strip(BLANKS)",
        "x = text.split(',')",
        "x = int(5.5 * length)",
        "x = Decimal('1.50')",
        r"x = re.compile(r'\s*a', re.ASCII)",
        r"x = re.compile(rb'\s*a')",
        r"x = re.compile(r'\\server')",
        "x = int(text)  # texts: matched above",
        "# texts: for the whole module\nx = int(text)",
        "x = int()",
    ],
)
def test_what_is_narrow_or_has_a_reason_passes(line: str) -> None:
    assert not list(offences(line))
