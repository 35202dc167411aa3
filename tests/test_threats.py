"""The table of threats is true: each id that is used is in it, and each row has a test or says what it waits for."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ID = r"[A-L](?:0[1-9]|[12][0-9])"
ROW = re.compile(rf"^\| ({ID}) \| (.+) \| (.+) \|$", re.MULTILINE)
WAITS = re.compile(r"\*\*No test yet\*\*: .*waits for \w.{9,}")
NAMED = re.compile(rf"def test_((?:{ID}_)+)")
# Not every `B10` is a threat: in a sentence it follows a space or a bracket, or the id or dash before it.
MEANT = re.compile(rf"(?<![\w.\"'&#/-]){ID}(?![\w\"'/-])")
PLACES = ("schakel", "tests", "docs", "interop", "bench", "scripts", "findings")
SENTENCES = {
    ".py": re.compile(r'#.*|"""[\s\S]*?"""'),  # comments and docstrings
    ".md": re.compile(r"[\s\S]+"),
    ".sh": re.compile(r"#.*"),
    ".html": re.compile(r"\{#.*|\{% comment[\s\S]*?endcomment"),
}


@cache
def rows() -> dict[str, str]:
    """Each id with what Schakel does."""
    return {found[1]: found[3] for found in ROW.finditer((ROOT / "docs" / "threats.md").read_text())}


@cache
def ids_in_tests() -> set[str]:
    return {
        each
        for path in (ROOT / "tests").rglob("test_*.py")
        for found in NAMED.finditer(path.read_text())
        for each in found[1].strip("_").split("_")
    }


def used() -> Iterator[tuple[str, str]]:
    """(id, where) of what comments, docstrings and documentation speak of."""
    for path in (each for place in PLACES for each in sorted((ROOT / place).rglob("*"))):
        if path.suffix in SENTENCES and path.is_file() and ".venvs" not in path.parts:  # of peers, by `make interop`
            text = path.read_text()
            for sentence in SENTENCES[path.suffix].findall(text):
                for each in MEANT.findall(sentence):
                    yield each, str(path.relative_to(ROOT))


def test_no_row_is_there_twice_and_none_is_missing_between_two():
    ids = [found[1] for found in ROW.finditer((ROOT / "docs" / "threats.md").read_text())]
    assert len(ids) > 150
    assert ids == [
        f"{letter}{n:02}" for letter in "ABCDEFGHIJKL" for n in range(1, 1 + sum(i[0] == letter for i in ids))
    ]


def test_every_id_of_a_test_is_in_the_table():
    assert ids_in_tests() - set(rows()) == set()


def test_every_id_in_code_and_documentation_is_in_the_table():
    assert {(each, where) for each, where in used() if each not in rows()} == set()


def test_every_row_has_a_test_or_says_what_it_waits_for():
    without = {each: does for each, does in rows().items() if each not in ids_in_tests()}
    assert [each for each, does in without.items() if not WAITS.search(does)] == []


def test_no_row_waits_for_what_is_there():
    assert [each for each, does in rows().items() if "No test yet" in does and each in ids_in_tests()] == []
