"""The developers' corpus beside the repository; tests that want it skip where it is absent."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3] / "shared" / "corpus"
needs_corpus = pytest.mark.skipif(not ROOT.is_dir(), reason="the corpus is not beside the repository")


@dataclass(frozen=True)
class Case:
    id: str
    data: bytes
    verdicts: tuple[str, ...]
    xsd_valid: bool
    rules: frozenset[str]  # that the official rule files found broken, warnings too

    @property
    def is_valid(self) -> bool:
        """Valid under one of the official rule sets that were run on it."""
        return self.xsd_valid and "valid" in self.verdicts

    @property
    def follows_peppol(self) -> bool:
        """Valid under every official rule set that was run on it."""
        return self.is_valid and set(self.verdicts) == {"valid"}


def example(name: str) -> bytes:
    """One of the official examples of BIS Billing."""
    if not ROOT.is_dir():
        pytest.skip("the corpus is not beside the repository")
    return (ROOT / "peppol-bis3-examples" / "docs" / name).read_bytes()


@cache
def whole_documents() -> tuple[Case, ...]:
    """Every whole invoice and credit note, of all folders."""
    cases = []
    for manifest in sorted(ROOT.glob("*/manifest.jsonl")):
        for line in manifest.read_text("utf-8").splitlines():
            entry = json.loads(line)
            if entry.get("root") in ("Invoice", "CreditNote"):
                cases.append(_case(entry, (manifest.parent / entry["file"]).read_bytes()))
    return tuple(cases)


@cache
def mutated_documents() -> tuple[Case, ...]:
    """Documents with exactly one change."""
    lines = (ROOT / "mutated-bis3" / "cases.jsonl").read_text("utf-8").splitlines()
    entries = [json.loads(line) for line in lines]
    return tuple(_case(entry, entry["xml"].encode()) for entry in entries)


def _case(entry: dict, data: bytes) -> Case:
    verdict = entry["verdict"]
    verdicts = tuple(verdict.values()) if isinstance(verdict, dict) else (verdict,)
    rules = frozenset(found["rule"] for fired in entry.get("official", {}).values() for found in fired)
    return Case(entry["id"], data, verdicts, bool(entry["xsd_valid"]), rules)
