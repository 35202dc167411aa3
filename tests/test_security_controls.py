"""docs/operating/security.md says of every requirement of ASVS 5.0.0 at levels 1 and 2 what is so, and claims nothing without a
place that exists."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "operating" / "security.md").read_text()
ROW = re.compile(r"^\| (V[\dV., -]+) \| (.+?) \| (.+) \|$", re.MULTILINE)
PLACE = re.compile(r"`([\w./-]+/[\w./-]*|pyproject\.toml|SECURITY\.md)(?:::(\w+))?`")
SECTIONS = {  # how many of levels 1 and 2 each has; the numbers of these come first
    1: [2, 9, 11, 3, 2], 2: [3, 3, 4, 1], 3: [0, 2, 4, 6, 5, 0, 2], 4: [3, 1, 2, 4], 5: [1, 3, 2, 3],
    6: [3, 12, 4, 4, 5, 3, 0, 4], 7: [3, 4, 2, 5, 2, 2], 8: [2, 3, 1, 1], 9: [3, 4], 10: [2, 2, 4, 11, 5, 2, 3],
    11: [2, 3, 3, 4, 1, 1], 12: [3, 2, 4], 13: [1, 5, 2, 5], 14: [2, 4, 3], 15: [3, 3, 7], 16: [1, 5, 4, 3, 3],
    17: [1, 4, 2],
}  # fmt: skip
WANTED = [
    f"V{chapter}.{section}.{n}"
    for chapter, counts in SECTIONS.items()
    for section, count in enumerate(counts, 1)
    for n in range(1, count + 1)
]


def numbers(cell: str) -> Iterator[str]:
    """`V1.1.1-2, V1.2.4` one by one."""
    for each in cell.split(", "):
        start, _, last = each.partition("-")
        head, first = start.rsplit(".", 1)
        yield from (f"{head}.{n}" for n in range(int(first), int(last or first) + 1))


def rows(text: str) -> list[tuple[str, str, str]]:
    return ROW.findall(text)


def test_each_requirement_of_level_2_stands_there_once():
    level_2, _of_level_3 = PAGE.split("## Of level 3")
    found = Counter(each for cell, _state, _why in rows(level_2) for each in numbers(cell))
    assert len(WANTED) == 253
    assert found == Counter(WANTED)


def test_a_state_is_one_of_three_and_what_is_met_names_a_place():
    for cell, state, why in rows(PAGE):
        assert state in {"met", "not here", "not yet"}, cell
        assert len(why) > 8, cell
        assert state != "met" or PLACE.search(why), cell


@pytest.mark.parametrize(("place", "test"), sorted(set(PLACE.findall(PAGE))))
def test_each_place_exists(place, test):
    assert (ROOT / place).exists()
    if test:
        assert re.search(rf"^\s*def {test}\(", (ROOT / place).read_text(), re.MULTILINE)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/live", "/account/login/", "/as4", "/api/v1/documents", "/nowhere"])
def test_nothing_is_echoed_for_trace(settings, address):
    answer = Client(headers={"host": settings.HOST, "x-said": "echoed-word"}).trace(address)
    assert "echoed-word" not in answer.text
    assert answer.status_code in {302, 401, 404, 405} or "message/http" not in answer.headers["Content-Type"]


def test_no_script_keeps_anything_in_the_browser():
    ours = [path for path in (ROOT / "schakel").rglob("static/**/*.js") if "htmx" not in path.name]
    assert ours
    kept = re.compile(r"localStorage|sessionStorage|indexedDB|document\.cookie")
    assert [path.name for path in ours if kept.search(path.read_text())] == []
