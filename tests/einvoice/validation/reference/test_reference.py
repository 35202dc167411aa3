"""The reference engine: the official files in a process of their own, and the operator's Peppol files."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from lxml import etree

from schakel.einvoice.validation import Finding, Report, Severity, Verdict, validate
from schakel.einvoice.validation.reference import ReferenceEngine, ReferenceUnavailable, child, engine
from schakel.einvoice.validation.reference.engine import RulesMissing, disagreement
from schakel.einvoice.validation.reference.files import NotARuleFile, bring_in
from tests.einvoice.cii.documents import FULL
from tests.einvoice.validation.documents import INVOICE, changed

SCHEMATRON = """<schema xmlns="http://purl.oclc.org/dsdl/schematron" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:u="utils" xmlns:xs="http://www.w3.org/2001/XMLSchema" queryBinding="xslt2">
  <ns uri="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2" prefix="cbc"/>
  <ns uri="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" prefix="ubl"/>
  <ns uri="utils" prefix="u"/>
  <let name="wanted" value="'R1'"/>
  <xsl:function name="u:same" as="xs:boolean"><xsl:param name="one"/><xsl:param name="other"/>
    <xsl:sequence select="$one = $other"/></xsl:function>
  <pattern><let name="two" value="2"/>
    <rule context="ubl:Invoice/cbc:BuyerReference"><let name="own" value="normalize-space(.)"/>
      <assert id="PEPPOL-EN16931-R003" flag="warning" test="u:same($own, $wanted)">Not the reference.</assert></rule>
    <rule context="cbc:*"><report id="PEPPOL-EN16931-R900" test="starts-with(., 'Café')">A café.</report></rule>
  </pattern>
  <pattern><rule context="cbc:BuyerReference">
    <assert id="PEPPOL-EN16931-R901" flag="fatal" test="xs:integer(.) &gt; 0">Stops where it is no number.</assert></rule>
  </pattern>
</schema>"""


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a Schematron of our own, brought in as billing rules."""
    folder = tmp_path_factory.mktemp("rules")
    source = folder / "own.sch"
    source.write_text(SCHEMATRON)
    bring_in(source, folder / "kept")
    return folder / "kept"


@pytest.fixture(scope="module")
def official(rules: Path) -> Iterator[ReferenceEngine]:
    pytest.importorskip("saxonche")
    with ReferenceEngine(rules) as one:
        yield one


def test_both_engines_agree_on_a_changed_document(official: ReferenceEngine) -> None:
    data = changed((">121.00</cbc:TaxInclusiveAmount>", ">121.01</cbc:TaxInclusiveAmount>"), (">R1<", ">7<"))
    report = official.validate(data)
    assert report.engine == "reference"
    assert report.kind == "invoice"
    assert report.rules == {"BR-CO-15", "BR-CO-16", "PEPPOL-EN16931-R003", "PEPPOL-EN16931-R900"}
    assert disagreement(validate(data), report, peppol=False) == ""
    assert "only reference: PEPPOL-EN16931-R003" in disagreement(validate(data), report, peppol=True)
    assert report.findings[0].sentence("nl").startswith("[BR-CO-")


def test_a_file_that_stops_makes_the_document_invalid(official: ReferenceEngine) -> None:
    report = official.validate(INVOICE.encode())
    assert report.verdict is Verdict.INVALID
    assert "STOP" in report.rules


def test_B04_the_other_process_gets_text_without_a_doctype(official: ReferenceEngine, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden words")
    data = f'<!DOCTYPE Invoice [<!ENTITY x SYSTEM "{secret.as_uri()}">]>{INVOICE}'.replace(">2026-17<", ">&x;<")
    report = official.validate(data.encode())
    assert report.rules == {"XML"}
    assert "hidden words" not in str(report)


def test_self_billing_has_a_file_of_its_own(rules: Path) -> None:
    names = [path.name for path in ReferenceEngine(rules).stylesheets(self_billing=False)]
    assert names == [engine.CEN, "billing.xslt"]
    assert len(ReferenceEngine(rules).stylesheets(self_billing=True)) == 1
    assert len(ReferenceEngine().stylesheets(self_billing=False)) == 1


CII_RULES = """<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="2.0"
  xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" xmlns:svrl="http://purl.oclc.org/dsdl/svrl"
  xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100">
  <xsl:template match="/rsm:CrossIndustryInvoice"><svrl:schematron-output>
    <xsl:if test="rsm:ExchangedDocument/ram:ID = 'F1'">
      <svrl:failed-assert id="BR-CO-99" flag="fatal" location="/"><svrl:text>Not that number.</svrl:text></svrl:failed-assert>
    </xsl:if></svrl:schematron-output></xsl:template>
</xsl:stylesheet>"""


def test_cii_is_judged_by_the_rules_that_were_brought_in(tmp_path: Path) -> None:
    pytest.importorskip("saxonche")
    source = tmp_path / "EN16931-CII-validation.xslt"
    source.write_text(CII_RULES)
    assert bring_in(source, tmp_path / "kept").name == "cii.xslt"
    with ReferenceEngine(tmp_path / "kept") as one:
        report = one.validate_cii(FULL.encode())
        other = one.validate_cii(FULL.replace("<ram:ID>F1<", "<ram:ID>F2<").encode())
    assert (report.kind, report.verdict, report.rules) == ("cii_invoice", Verdict.INVALID, {"BR-CO-99"})
    assert (other.verdict, other.rules) == (Verdict.VALID, frozenset())


def test_cii_is_held_to_its_schema(tmp_path: Path) -> None:
    pytest.importorskip("saxonche")
    (tmp_path / "cii.xslt").write_text(CII_RULES)
    with ReferenceEngine(tmp_path) as one:
        report = one.validate_cii(FULL.replace("<ram:TypeCode>380", "<ram:Odd/><ram:TypeCode>380", 1).encode())
    assert "XSD" in report.rules


def test_without_its_rules_nothing_is_said_of_cii(tmp_path: Path) -> None:
    for folder in (None, tmp_path):
        with pytest.raises(RulesMissing):
            ReferenceEngine(folder).validate_cii(FULL.encode())


def test_a_schematron_for_cii_is_no_stylesheet(tmp_path: Path) -> None:
    source = tmp_path / "cii.sch"
    source.write_text(SCHEMATRON.replace("PEPPOL-EN16931-R", "BR-CO-").replace("Invoice", "CrossIndustryInvoice"))
    with pytest.raises(NotARuleFile):
        bring_in(source, tmp_path)


def test_without_the_extra_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "find_spec", lambda _: None)
    with ReferenceEngine() as one, pytest.raises(ReferenceUnavailable):
        one.validate(INVOICE.encode())


def test_B19_a_process_that_does_not_answer_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "serve", _never)
    monkeypatch.setattr(engine, "LONGEST", 0.05)
    with ReferenceEngine() as one, pytest.raises(ReferenceUnavailable):
        one.validate(INVOICE.encode())


def test_a_process_that_ends_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "serve", _gone)
    with ReferenceEngine() as one, pytest.raises(ReferenceUnavailable):
        one.validate(INVOICE.encode())


def _never(connection: Any) -> None:
    connection.poll(60)


def _gone(connection: Any) -> None:
    connection.close()


@pytest.mark.parametrize("content", ["<a/>", '<a b="PEPPOL-EN16931-R001"/>'])
def test_another_file_is_no_rule_file(content: str, tmp_path: Path) -> None:
    source = tmp_path / "a.xml"
    source.write_text(content)
    with pytest.raises(NotARuleFile):
        bring_in(source, tmp_path)


def test_a_stylesheet_is_kept_as_it_is(tmp_path: Path) -> None:
    source = tmp_path / "a.xslt"
    text = "PEPPOL-EN16931-R004 poacc:selfbilling:3.0"
    source.write_text(
        f'<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="2.0"><xsl:variable name="a">{text}'
        "</xsl:variable></xsl:stylesheet>"
    )
    kept = bring_in(source, tmp_path / "kept")
    assert kept.name == "selfbilling.xslt"
    assert text in kept.read_text()


def test_a_stop_agrees_with_whatever_makes_it_invalid() -> None:
    stop = Report.of([Finding("STOP", Severity.FATAL)], ruleset="2026-05", kind="invoice")
    ours = Report.of([Finding("UBL-SR-15", Severity.FATAL)], ruleset="2026-05", kind="invoice")
    assert disagreement(ours, stop, peppol=True) == ""
    assert disagreement(Report.of([], ruleset="2026-05", kind="invoice"), stop, peppol=True) != ""


class Processor:
    """A Saxon that answers with the text of the document itself."""

    def __init__(self, **_: object) -> None: ...

    def __enter__(self) -> "Processor":
        return self

    def __exit__(self, *_: object) -> None: ...

    def new_xslt30_processor(self) -> "Processor":
        return self

    def compile_stylesheet(self, *, stylesheet_file: str) -> "Processor":
        if stylesheet_file == "broken":
            raise ValueError("cannot be read")
        return self

    def parse_xml(self, *, xml_text: str) -> str:
        return xml_text

    def transform_to_string(self, *, xdm_node: str) -> str:
        return xdm_node


def test_the_process_answers_until_it_is_told_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "saxonche", SimpleNamespace(PySaxonProcessor=Processor))  # type: ignore[arg-type]
    monkeypatch.setattr(os, "dup2", lambda *_: None)
    spoken = etree.Element("output")
    etree.SubElement(spoken, "failed-assert", {"id": "A", "location": "/a"}).text = " two \n words "
    etree.SubElement(spoken, "successful-report", {"id": "B", "flag": "warning"})
    document = etree.tostring(spoken, encoding="unicode")
    sent: list[object] = []
    requests = iter([(["one", "broken", "one"], document), None])
    child.serve(SimpleNamespace(send=sent.append, recv=lambda: next(requests)))  # type: ignore[arg-type]
    said = ([("A", "fatal", "/a", "two words"), ("B", "warning", "", "")], "")
    assert sent == ["ready", [said, ([], "cannot be read"), said]]
