"""The decisions: each a page with its reasons, and an index that is made of them."""

import re
from pathlib import Path

import pytest

from scripts.decisions import FOLDER, INDEX, index, read_decision

PAGES = sorted(FOLDER.glob("0*.md"))
ROOT = FOLDER.parents[1]
LINK = re.compile(r"\]\(((?:\.\./)*(?:docs/decisions/)?(\d{4})-[\w-]+\.md)[)#]")


def test_the_index_is_what_the_pages_say():
    assert INDEX.read_text() == index(), "run `make decisions`"


def test_each_number_is_given_once():
    numbers = [path.name[:4] for path in PAGES]
    assert len(numbers) > 100
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name[:4])
def test_a_decision_says_why_what_and_until_when(path):
    text = path.read_text()
    assert ["**Context.**" in text, "**Decision.**" in text, "**What would make us change it.**" in text] == [True] * 3


@pytest.mark.parametrize(
    "text",
    [
        "# 0001 The house\n\n**Context.** None.\n",
        "# 0002 The house\n\n*In force since 2026-11-24.*\n\n**Context.**\n",
        "# 0001 The house\n\n*In force since spring.*\n\n**Context.**\n",
        "# 0001 The house\n\n*Replaced by something on 2026-11-24.*\n\n**Context.**\n",
    ],
)
def test_a_page_without_number_status_or_day_is_refused(text, tmp_path):
    page = tmp_path / "0001-the-house.md"
    page.write_text(text)
    with pytest.raises(ValueError, match=r"^0001-the-house\.md"):
        read_decision(page)


def test_what_was_replaced_names_what_replaced_it(tmp_path):
    page = tmp_path / "0001-the-house.md"
    page.write_text("# 0001 The house\n\n*Replaced by [0002](0002-x.md) on 2026-12-01; in force since 2026-11-24.*\n\n")
    assert read_decision(page).row == (
        "| 0001 | [The house](0001-the-house.md) | replaced by [0002](0002-x.md) | 2026-11-24 |\n"
    )


def test_every_link_to_a_decision_leads_to_one():
    places = [ROOT, ROOT / "docs", *(ROOT / "docs").iterdir(), ROOT / "findings"]
    texts = {path: path.read_text() for place in places if place.is_dir() for path in place.glob("*.md")}
    links = [(path, found[1]) for path, text in texts.items() for found in LINK.finditer(text)]
    assert len(links) > 100
    assert [(path.name, link) for path, link in links if not (path.parent / Path(link)).exists()] == []
