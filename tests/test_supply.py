"""What others are told about the packages we pin is all of them, with what pip checks; a known hole turns CI red (L13)."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from schakel import __version__
from scripts import supply

ROOT = Path(__file__).resolve().parents[1]
PINNED = re.compile(r"^([\w.-]+)(?:\[[^]]*\])?==(\S+)", re.MULTILINE)
HOLE = {"id": "PYSEC-2026-1", "fix_versions": ["2.0", "1.9.1"]}
REPORT = {
    "dependencies": [{"name": "a", "version": "1.0", "vulns": []}, {"name": "b", "version": "1.9", "vulns": [HOLE]}]
}


@pytest.fixture(scope="module")
def lists(tmp_path_factory) -> list[list[Path]]:
    """Made twice."""
    if not (supply.TOOLS / "fetched").exists():
        pytest.skip("`make sbom` fetches what makes the list")
    return [supply.write_sboms(tmp_path_factory.mktemp("sbom")) for _twice in range(2)]


@pytest.mark.processes
def test_L13_the_list_has_each_package_of_the_locks_with_its_hashes(lists):
    for lock, path in zip(supply.RUNTIME, lists[0], strict=True):
        text = (ROOT / lock).read_text()
        listed = json.loads(path.read_text())
        assert {(each["name"], each["version"]) for each in listed["components"]} == set(PINNED.findall(text))
        hashes = {
            one["content"]
            for each in listed["components"]
            for place in each["externalReferences"]
            for one in place["hashes"]
        }
        assert hashes == set(re.findall(r"--hash=sha256:(\w+)", text))
        assert (listed["bomFormat"], listed["metadata"]["component"]["version"]) == ("CycloneDX", __version__)


@pytest.mark.processes
def test_L13_the_same_lock_gives_the_same_bytes(lists):
    first, second = ([path.read_bytes() for path in made] for made in lists)
    assert first == second
    assert str(ROOT).encode() not in b"".join(first)


def audited(monkeypatch, said: str) -> int:
    monkeypatch.setattr(supply, "run", lambda *_words: said)
    return supply.audit()


def test_L13_a_known_hole_is_named_and_fails(monkeypatch, capsys):
    assert audited(monkeypatch, json.dumps(REPORT)) == 1
    said = capsys.readouterr().out
    assert "requirements.lock: 2 packages, 1 known holes" in said
    assert "  b 1.9: PYSEC-2026-1, mended in 2.0, 1.9.1" in said


def test_L13_without_one_it_says_how_many_it_looked_at(monkeypatch, capsys):
    clean = {"dependencies": [REPORT["dependencies"][0]]}
    assert audited(monkeypatch, json.dumps(clean)) == 0
    assert "requirements.lock: 1 packages, no known holes" in capsys.readouterr().out


@pytest.mark.parametrize("said", ["", "ERROR: no connection"])
def test_L13_where_nobody_can_be_asked_a_line_says_so(monkeypatch, capsys, said):
    assert audited(monkeypatch, said) == 0
    assert capsys.readouterr().out.count("not audited") == len(supply.LOCKS)


def test_L13_every_lock_is_audited():
    assert set(supply.LOCKS) == {path.name for path in ROOT.glob("requirements*.lock")}


def test_L13_each_direct_dependency_has_its_reason():
    """ADR 0002."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [
        *project["dependencies"],
        *(each for extra in project["optional-dependencies"].values() for each in extra),
    ]
    [reasons] = (ROOT / "docs" / "decisions").glob("0002-*.md")
    rows = " ".join(re.findall(r"^\| (.+?) \|", reasons.read_text(), re.MULTILINE)).lower().replace("-", "_")
    names = {re.split(r"[<>=\[; ]", each)[0].lower().replace("-", "_") for each in wanted}
    assert {name for name in names if name not in rows} == set()
