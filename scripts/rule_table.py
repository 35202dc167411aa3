"""Write docs/api/rules.md: every public rule, where it stands in the code and how many official cases try it.

    python -m scripts.rule_table          # needs the corpus beside the repository

A test sees to it that the table is up to date.
"""

import json
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from schakel.einvoice.validation.outside import rules_of_paths
from schakel.einvoice.validation.register import published_rules
from schakel.einvoice.validation.rulebook import where
from schakel.einvoice.validation.rulesets import ALL

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "api" / "rules.md"
CORPUS = ROOT.parent / "shared" / "corpus"
OWN = ROOT / "tests" / "einvoice" / "validation" / "own_cases.toml"
UNIT = ("en16931-unit", "peppol-bis3-unit", "peppol-bis3-national-unit")
NEVER = {  # published with a test that cannot fail
    "BR-CO-05",
    "BR-CO-06",
    "BR-CO-07",
    "BR-CO-08",
    "BR-DEC-13",
    "BR-DEC-15",
}
TITLES = {
    "en16931": "EN 16931 for UBL 1.3.16",
    "peppol": "Peppol BIS Billing and Self-Billing 3.0.21",
    "national": "National rules in the file of BIS Billing 3.0.21",
    "upcoming": "Of the release to come, 2026-11 (BIS Billing 3.0.22, Self-Billing 3.0.3)",
    "practice": "Belgian practice (ours; warnings only)",
}
HEAD = """# Rules

Every public rule: where it stands in `schakel/einvoice/validation/` and how many cases try it: official unit cases that
assert it, changed or whole documents on which it spoke, and our own. Written by `python -m scripts.rule_table`. All are
implemented. `never speaks`: published with a test that cannot fail.
"""


def cases() -> Counter[str]:
    """How many cases try each rule: our own, and those of the corpus."""
    counted = Counter(rules_of_paths())
    counted.update(case["rule"] for case in tomllib.loads(OWN.read_text("utf-8"))["case"])
    for folder in UNIT:
        for case in _lines(CORPUS / folder / "cases.jsonl"):
            counted.update({expected["rule"] for expected in case["expect"]})
    for path in [CORPUS / "mutated-bis3" / "cases.jsonl", *sorted(CORPUS.glob("*/manifest.jsonl"))]:
        for case in _lines(path):
            counted.update({fired["rule"] for fired in _fired(case)})
    return counted


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _fired(case: dict[str, Any]) -> list[dict[str, Any]]:
    return [fired for rules in (case.get("official") or {}).values() for fired in rules]


def severity(rule: str) -> str:
    """With the day from which a warning is fatal."""
    later = next((each for each in ALL if rule in each.fatal), None)
    told = published_rules()[rule].severity
    return f"{told} from {later.in_force}, a warning until then" if later else str(told)


def table(counted: Counter[str]) -> str:
    """The page."""
    parts = [HEAD]
    for ruleset, title in TITLES.items():
        parts.append(f"\n## {title}\n\n| Rule | Severity | Terms | Where | Cases |\n|---|---|---|---|---|\n")
        for rule, entry in published_rules().items():
            if entry.ruleset == ruleset and rule != "STOP":
                tried = "never speaks" if rule in NEVER else str(counted[rule])
                parts.append(f"| {rule} | {severity(rule)} | {entry.term} | {where()[rule]} | {tried} |\n")
    return "".join(parts)


if __name__ == "__main__":
    TABLE.write_text(table(cases()), encoding="utf-8")
