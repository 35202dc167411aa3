"""The page for those who go into production names tests: each of them is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "operating" / "before-production.md"


def test_every_test_it_names_is_there():
    named = set(re.findall(r"`(test_\w+)`", PAGE.read_text()))
    there = {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"def (test_\w+)\(", file.read_text())
    }
    assert len(named) > 20
    assert named - there == set()
