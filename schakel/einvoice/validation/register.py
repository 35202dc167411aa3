"""The public rules by id, from `rules.csv`: rule set, severity and the business terms they are about."""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

from schakel.einvoice.validation.report import Severity
from schakel.einvoice.validation.rulesets import RuleSet


class PublishedRule(NamedTuple):
    """What is published of one rule."""

    ruleset: str  # schema, en16931, peppol, national, upcoming or practice
    severity: Severity
    term: str  # such as "BT-112" or "BT-92, BT-99"


@cache
def published_rules() -> dict[str, PublishedRule]:
    """All rules by id."""
    text = (Path(__file__).parent / "rules.csv").read_text("utf-8")
    return {
        row["rule"]: PublishedRule(row["ruleset"], Severity(row["severity"]), row["term"])
        for row in csv.DictReader(text.splitlines())  # texts: our own table
    }


def severity_of(rule: str, to_come: RuleSet | None = None) -> Severity:
    """How seriously a finding of this rule is meant, by the newest release or by the one before `to_come`."""
    severity = published_rules()[rule].severity
    return Severity.WARNING if to_come and rule in to_come.fatal else severity


def term_of(rule: str) -> str:
    """The business terms a finding of this rule is about; empty where none fits."""
    return published_rules()[rule].term
