"""Rules that few or no official cases try speak where they should, and only there."""

import csv
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from schakel.einvoice.validation import Verdict, validate
from schakel.einvoice.validation.outside import UNUSUAL
from tests.einvoice.validation.documents import DOCUMENTS, INVOICE, Change, changed, own_cases, report


@pytest.mark.parametrize("name", ["invoice", "credit note"])
def test_the_document_that_is_changed_is_valid(name: str) -> None:
    result = validate(DOCUMENTS[name].encode())
    assert result.findings == ()
    assert result.verdict is Verdict.VALID


@pytest.mark.parametrize("case", own_cases(), ids=lambda case: f"{case['rule']} {case['document']}")
def test_a_rule_speaks_where_it_should(case: dict[str, Any]) -> None:
    rules = report(*map(tuple, case["changes"]), document=DOCUMENTS[case["document"]]).rules
    assert (case["rule"] in rules) == case["speaks"]


def outside_paths() -> Iterator[tuple[str, str]]:
    text = (files("schakel.einvoice.validation") / "outside_subset.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        yield row["rule"], row["path"]


def test_each_element_outside_the_subset_is_met() -> None:
    for rule, path in outside_paths():
        assert rule in validate(document_with(path), schema=False).rules, rule


def document_with(path: str) -> bytes:
    """An invoice that holds nothing but the elements of a path, with the attribute at its end."""
    names, _, attribute = path.removeprefix("//").partition("/@")
    *groups, last = names.split("/")
    inside = f'<{last} {attribute}="y">x</{last}>' if attribute else f"<{last}>x</{last}>"
    for name in reversed(groups):
        inside = f"<{name}>{inside}</{name}>"
    namespaces = 'xmlns:ext="urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2" xmlns:cac'
    head = INVOICE[: INVOICE.index(">") + 1].replace("xmlns:cac", namespaces)
    return f"{head}{inside}</Invoice>".encode()


@pytest.mark.parametrize(("attribute", "rule"), UNUSUAL.items())
def test_each_unusual_attribute_is_met(attribute: str, rule: str) -> None:
    assert rule in report(("<cbc:BuyerReference>", f'<cbc:BuyerReference {attribute}="x">')).rules


def test_the_name_of_a_means_of_payment_is_not_unusual() -> None:
    assert "UBL-DT-18" not in report(("<cbc:PaymentMeansCode>", '<cbc:PaymentMeansCode name="x">')).rules


def test_what_stands_in_an_extension_is_looked_at() -> None:
    inside = "<x:FooAmount>1.234</x:FooAmount><x:PriceAmount>1.234</x:PriceAmount><x:b/>"
    foreign = f'<x:a xmlns:x="urn:x" languageID="nl">{inside}</x:a>'
    rules = report(("<cbc:CustomizationID>", f"{foreign}<cbc:CustomizationID>")).rules
    assert {"UBL-DT-01", "UBL-DT-19", "PEPPOL-EN16931-R008"} <= rules


def test_a_document_with_nothing_in_it_is_empty() -> None:
    bare = INVOICE[: INVOICE.index(">") + 1] + "</Invoice>"
    assert "PEPPOL-EN16931-R008" in validate(bare.encode(), schema=False).rules


def test_self_billing_has_its_own_codes_and_no_national_rules() -> None:
    changes = [("poacc:billing:3.0", "poacc:selfbilling:3.0"), ("poacc:billing:01", "poacc:selfbilling:01")]
    result = validate(changed(*changes, ("TypeCode>380", "TypeCode>389"), document=DOCUMENTS["german"]))
    assert result.kind == "self_billed_invoice"
    assert result.rules == frozenset()
    assert "PEPPOL-EN16931-P0100" in report(*changes).rules


def test_a_finding_says_where_it_stands() -> None:
    finding = next(
        one
        for one in report(("25.00</cbc:PriceAmount>", "26.00</cbc:PriceAmount>")).findings
        if one.rule.endswith("120")
    )
    assert finding.line == 1
    assert finding.xpath == "/Invoice/cac:InvoiceLine[1]/cbc:LineExtensionAmount"
    assert finding.location("de") == "Position 1"
    assert "104.00" in finding.sentence("en")


@pytest.mark.parametrize(
    ("changes", "rule", "term"),
    [
        ([('schemeID="0208">0403170701', 'schemeID="0001">0403170701')], "BR-CL-25", "BT-49"),
        (
            [
                (
                    "0407214017</cbc:CompanyID></cac:PartyLegalEntity>",
                    "0407214018</cbc:CompanyID></cac:PartyLegalEntity>",
                )
            ],
            "PEPPOL-COMMON-R043",
            "BT-30",
        ),
        ([('unitCode="C62"', 'unitCode="??"')], "BR-CL-23", "BT-130, BT-150"),
        ([(">121.00</cbc:TaxInclusiveAmount>", ">121.01</cbc:TaxInclusiveAmount>")], "BR-CO-15", "BT-112"),
    ],
)
def test_a_finding_names_the_term_of_its_place(changes: list[Change], rule: str, term: str) -> None:
    assert {one.term for one in report(*changes).findings if one.rule == rule} == {term}


def test_many_lines_are_judged_and_the_wrong_one_named() -> None:
    start, end = INVOICE.index("<cac:InvoiceLine>"), INVOICE.index("</Invoice>")
    line = INVOICE[start:end]
    wrong = line.replace("<cbc:Name>Brood</cbc:Name>", "")
    findings = report((line, line * 4 + wrong + line)).findings
    assert [one.line for one in findings if one.rule == "BR-25"] == [5]


def test_what_is_met_while_reading_a_line_is_named_among_its_likes() -> None:
    tax = "<cac:ClassifiedTaxCategory><cbc:ID/></cac:ClassifiedTaxCategory>"
    findings = report(("<cac:ClassifiedTaxCategory>", f"{tax}<cac:ClassifiedTaxCategory>")).findings
    empty = next(one for one in findings if one.rule == "PEPPOL-EN16931-R008")
    assert empty.xpath == "/Invoice/cac:InvoiceLine[1]/cac:Item/cac:ClassifiedTaxCategory[1]/cbc:ID"


def test_B06_of_one_rule_a_thousand_places_are_kept() -> None:
    findings = report(("<cbc:ID>2026-17</cbc:ID>", "<cbc:ID>2026-17</cbc:ID>" + "<cbc:Note/>" * 3_000)).findings
    assert sum(one.rule == "PEPPOL-EN16931-R008" for one in findings) == 1_000


def test_B12_a_number_of_five_thousand_digits_is_judged() -> None:
    greek = DOCUMENTS["invoice"].replace("CompanyID>BE", "CompanyID>EL")
    assert "GR-R-001-4" not in report((">2026-17<", f">1|2|{'9' * 5_000}|4|5|6<"), document=greek).rules
    assert "BR-CO-15" in report((">121.00</cbc:TaxInclusive", f">{'9' * 5_000}</cbc:TaxInclusive")).rules
