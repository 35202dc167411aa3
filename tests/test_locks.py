"""The pinned versions install on any day, whatever was published since."""

import re
import tomllib
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


def test_what_an_installation_may_need_is_pinned_with_hashes():
    """PostgreSQL, SFTP and what builds the package too; the reference validator only for development."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras = project["project"]["optional-dependencies"]
    wanted = [
        *project["project"]["dependencies"],
        *extras["build"],
        *extras["encryption"],
        *extras["postgres"],
        *extras["sftp"],
    ]
    lock = (ROOT / "requirements.lock").read_text().lower()
    pinned = set(re.findall(r"^([\w.-]+(?:\[[^]]*\])?)==\S+(?: ;[^\n]*)? \\\n    --hash=sha256:", lock, re.MULTILINE))
    names = [re.split(r"[<>=]", one)[0].lower().replace("_", "-") for one in wanted]
    assert [name for name in names if name not in pinned and re.sub(r"\[.*", "", name) not in pinned] == []
    assert project["build-system"]["requires"] == extras["build"]
    assert "\nboto3==" in f"\n{(ROOT / 'requirements-s3.lock').read_text()}"
    assert "http" not in re.sub(r"^http\w+==", "", lock, flags=re.MULTILINE)  # no address of an index
