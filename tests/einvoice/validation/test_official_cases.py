"""Every rule says what the official rule files say: on their own unit cases, on changed documents, on whole ones.

Not only the verdict and the fatal rules are compared but every rule that speaks, warnings too.
"""

import pytest

from schakel.einvoice.validation import validate
from schakel.einvoice.validation.register import published_rules
from tests.einvoice.validation.corpus import DOCUMENTS, cases, content, documents

UNIT_CASES = {
    "en16931-unit": {"en16931"},
    "peppol-bis3-unit": {"peppol", "national"},
    "peppol-bis3-national-unit": {"peppol", "national"},
}


def of_sets(rules: set[str] | frozenset[str], sets: set[str]) -> set[str]:
    return {rule for rule in rules if published_rules()[rule].ruleset in sets}


@pytest.mark.parametrize("folder", UNIT_CASES)
def test_the_official_unit_cases_agree(folder: str) -> None:
    differing = {}
    for case in cases(folder):
        spoken = of_sets(validate(case["xml"].encode(), schema=False).rules, UNIT_CASES[folder])
        expected = {fired["rule"] for fired in case["fired_official_now"]}
        if spoken != expected:
            differing[case["id"]] = spoken ^ expected
    assert not differing


def test_changed_documents_agree() -> None:
    differing = {}
    for case in cases("mutated-bis3"):
        report = validate(case["xml"].encode())
        if report.verdict != case["verdict"].split()[0]:
            differing[case["id"]] = report.verdict
        elif "official" in case:
            expected = {fired["rule"] for rules in case["official"].values() for fired in rules}
            if expected != of_sets(report.rules, {"en16931", "peppol", "national"}):
                differing[case["id"]] = expected ^ report.rules
    assert not differing


@pytest.mark.parametrize("folder", DOCUMENTS)
def test_whole_documents_agree(folder: str) -> None:
    differing = {}
    for document in documents(folder):
        report = validate(content(folder, document))
        official = {name: rules for name, rules in document["official"].items() if not name.startswith("ubl.be")}
        expected = {fired["rule"] for rules in official.values() for fired in rules}
        verdicts = {document["verdict"][name] for name in official}
        if of_sets(report.rules, {"en16931", "peppol", "national"}) != expected:
            differing[document["id"]] = expected ^ report.rules
        elif report.verdict != ("invalid" if "invalid" in verdicts else "valid"):
            differing[document["id"]] = report.verdict
    assert not differing
