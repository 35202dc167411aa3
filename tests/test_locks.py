"""The pinned versions install on any day, whatever was published since."""

import re
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WITH_EXTRAS = re.compile(r"([\w.-]+)\s*\[([^]]*)\]")


def test_what_another_package_asks_for_with_extras_is_pinned_with_them():
    """Else pip takes the newest release for `coverage[toml]`, and refuses it: it is not pinned."""
    asked = {
        found.groups()
        for package in distributions()
        if package.metadata["Name"] != "schakel"
        for requirement in package.requires or []
        if "extra ==" not in requirement and (found := WITH_EXTRAS.match(requirement))
    }
    pinned = (ROOT / "requirements-dev.lock").read_text()
    assert ("coverage", "toml") in asked
    assert [f"{name}[{extras}]" for name, extras in asked if f"\n{name}[{extras}]==" not in pinned] == []
