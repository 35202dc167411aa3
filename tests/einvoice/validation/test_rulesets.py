"""Which release is in force on a day, and what the one to come would refuse."""

import json
from datetime import date

import pytest

from schakel.einvoice.validation import Report, Severity, Verdict, in_force, validate
from schakel.einvoice.validation.rulesets import ALL, RULESETS, named, to_come_after
from tests.einvoice.validation.documents import DOCUMENTS, Change, changed
from tests.einvoice.validation.test_whom import SELF, SELLER_NUMBER, SELLER_VAT, countries

NEXT = "PEPPOL-NEXT"
GLN = '<cbc:EndpointID schemeID="0088">{}<'
ENDPOINT = '<cbc:EndpointID schemeID="0208">0407214017<'


def report_of(*changes: Change, ruleset: str, document: str = "invoice") -> Report:
    return validate(changed(*changes, document=DOCUMENTS[document]), ruleset=ruleset)


@pytest.mark.parametrize(
    ("on", "name"),
    [
        (date(2025, 1, 1), "2026-05"),
        (date(2026, 11, 30), "2026-05"),
        (date(2027, 2, 23), "2026-05"),
        (date(2027, 2, 24), "2026-11"),
        (date(2030, 1, 1), "2026-11"),
    ],
)
def test_the_release_of_a_day(on: date, name: str) -> None:
    assert in_force(on).name == name


def test_releases_follow_one_another() -> None:
    assert [each.name for each in ALL] == list(RULESETS) == sorted(RULESETS)
    assert [each.in_force for each in ALL] == sorted(each.in_force for each in ALL)
    assert to_come_after("2026-05") is ALL[1]
    assert to_come_after("2026-11") is None
    with pytest.raises(ValueError, match="2020-01"):
        named("2020-01")


KVK = (SELLER_NUMBER, '<cbc:CompanyID schemeID="0106">123')
REFUSED_SOON = [
    ("PEPPOL-COMMON-R040", [(ENDPOINT, GLN.format("00000017"))], "invoice"),
    ("PEPPOL-COMMON-R043", [(ENDPOINT, ENDPOINT.replace("0407214017", "2000000042"))], "invoice"),
    (
        "PEPPOL-EN16931-R051",
        [
            *SELF,
            ("TypeCode>380", "TypeCode>389"),
            (
                'TaxAmount currencyID="EUR">21.00</cbc:TaxAmount><cac:TaxC',
                'TaxAmount currencyID="SEK">21.00</cbc:TaxAmount><cac:TaxC',
            ),
        ],
        "invoice",
    ),
]


@pytest.mark.parametrize(("rule", "changes", "document"), REFUSED_SOON)
def test_what_the_next_release_refuses_is_a_warning_until_then(rule: str, changes: list[Change], document: str) -> None:
    now = report_of(*changes, ruleset="2026-05", document=document)
    assert now.verdict is Verdict.VALID
    (warning,) = [finding for finding in now.findings if finding.rule == NEXT]
    assert warning.severity is Severity.WARNING
    assert warning.figures["of"] == rule
    assert "24 february 2027" in warning.sentence("en").lower()
    later = report_of(*changes, ruleset="2026-11", document=document)
    assert rule in {finding.rule for finding in later.fatal}
    assert NEXT not in later.rules


def test_a_warning_that_becomes_fatal_says_from_when() -> None:
    now = report_of(KVK, ruleset="2026-05")
    (warning,) = [finding for finding in now.findings if finding.rule == "PEPPOL-COMMON-R054"]
    assert warning.severity is Severity.WARNING
    assert now.verdict is Verdict.VALID
    assert warning.sentence("nl").endswith("Vanaf 24 februari 2027 wordt dit geweigerd.")
    later = report_of(KVK, ruleset="2026-11")
    assert later.verdict is Verdict.INVALID
    assert "2027" not in later.fatal[0].sentence("nl")


def vat(number: str) -> Change:
    return SELLER_VAT, SELLER_VAT.replace("BE0407214017", number)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ([vat("BE0407214018")], "PEPPOL-COMMON-R062"),
        ([vat("BE2000000042")], "PEPPOL-COMMON-R062"),
        ([vat("LU12345678")], "PEPPOL-COMMON-R058"),
        ([(SELLER_NUMBER, '<cbc:CompanyID schemeID="0240">19990000001')], "PEPPOL-COMMON-R059"),
        ([(SELLER_NUMBER, '<cbc:CompanyID schemeID="0240">19992200001')], "PEPPOL-COMMON-R059"),
        ([*countries("SK", "SK"), ("TypeCode>380", "TypeCode>384")], "SK-R-001"),
        ([*countries("SK", "sk"), ("<cbc:CityName>Gent</cbc:CityName>", "")], "SK-R-003"),
    ],
)
def test_warnings_of_the_next_release_speak_from_its_day(changes: list[Change], rule: str) -> None:
    assert rule not in report_of(*changes, ruleset="2026-05").rules
    later = {finding.rule: finding for finding in report_of(*changes, ruleset="2026-11").findings}
    assert later[rule].severity is Severity.WARNING


@pytest.mark.parametrize(
    "changes",
    [
        [],
        [vat("LU12345613")],
        [vat("be0407214017")],
        [(SELLER_VAT, SELLER_VAT.replace("<cbc:CompanyID>BE", '<cbc:CompanyID schemeID="0208">BE'))],
        [(SELLER_NUMBER, '<cbc:CompanyID schemeID="0240">19992200017')],
        [(SELLER_NUMBER, '<cbc:CompanyID schemeID="0240">19992400017')],
        [countries("SK", "BE")[0], *countries("SK", "BE")[1:]],
    ],
)
def test_what_is_right_has_no_warning_of_the_next_release(changes: list[Change]) -> None:
    rules = report_of(*changes, ruleset="2026-11").rules
    assert not {rule for rule in rules if rule.startswith(("SK-", "PEPPOL-COMMON-R05", "PEPPOL-COMMON-R06"))}


def test_rules_that_look_at_less_from_the_next_release() -> None:
    swedish = [*countries("SE"), (SELLER_VAT, SELLER_VAT.replace("BE0407214017", "SE556677889901"))]
    greek = [vat("EL094259216"), (">2026-17<", ">094259216|01/03/2026|0|9.9|A|1<")]
    for changes, rule in ((swedish, "SE-R-006"), (greek, "GR-R-001-5")):
        assert rule in report_of(*changes, ruleset="2026-05").rules
        assert rule not in report_of(*changes, ruleset="2026-11").rules


def kind(code: str) -> Change:
    return "TypeCode>380", f"TypeCode>{code}"


def test_kinds_of_invoices_that_the_next_release_allows() -> None:
    slovak = [vat("SK2020000001"), ("BE0403170701", "SK2020000001"), kind("384")]
    german = [*countries("DE", "DE"), kind("389")]
    for changes, rule in ((slovak, "PEPPOL-EN16931-P0112"), (german, "PEPPOL-EN16931-P0100")):
        assert rule in report_of(*changes, ruleset="2026-05").rules
        assert not {rule, "PEPPOL-EN16931-P0112"} & set(report_of(*changes, ruleset="2026-11").rules)
    for changes in ([kind("389")], [kind("384")], [*countries("SK"), kind("326")]):
        assert "PEPPOL-EN16931-P0112" in report_of(*changes, ruleset="2026-11").rules


def test_B20_a_stored_report_keeps_its_release() -> None:
    for ruleset in RULESETS:
        report = report_of(KVK, ruleset=ruleset)
        assert report.ruleset == ruleset
        assert Report.from_json(json.loads(json.dumps(report.as_json()))) == report
