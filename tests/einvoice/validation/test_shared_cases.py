"""Small documents on which whom a rule is for, a blank or a mark decides, with the verdict of the official files."""

import json
from pathlib import Path
from typing import Any

import pytest

from schakel.einvoice.validation import validate

CASES = Path(__file__).parents[4] / "shared" / "cases" / "invoice"


def cases() -> list[Any]:
    path = CASES / "expected.jsonl"
    if not path.exists():
        return [pytest.param({}, marks=pytest.mark.skip("the cases are not there"))]
    return [pytest.param(case, id=case["file"]) for case in map(json.loads, path.read_text("utf-8").splitlines())]


@pytest.mark.parametrize("case", cases())
def test_the_official_verdict(case: dict[str, Any]) -> None:
    report = validate((CASES / case["file"]).read_bytes())
    assert report.verdict == case["verdict"]
    assert ("XSD" not in report.rules) == case["schema_ok"]
    assert ("STOP" in report.rules) == case["official_stops"]
    if case["schema_ok"] and not case["official_stops"]:
        assert sorted({finding.rule for finding in report.fatal}) == case["fatal"]
