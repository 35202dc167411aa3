"""Each kind of file is known by what is in it, and judged by its own rules or said not to be."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.cli.kinds import DocumentChecker
from schakel.cli.outcome import CheckedDocument, as_values, in_words
from schakel.einvoice import responses
from schakel.einvoice.language import LANGUAGES
from schakel.einvoice.model import Invoice
from schakel.einvoice.render.pdf import pdf
from schakel.einvoice.ubl.read import read
from schakel.einvoice.validation import Verdict
from schakel.peppol import mls, sbdh
from tests.einvoice.cii.documents import FULL, GUIDELINE
from tests.einvoice.test_responses import BUYER, SELLER, TODAY
from tests.peppol.test_mls import PASSED_ON as STATUS
from tests.peppol.test_sbdh import HEADER

INVOICE = (Path(__file__).parents[1] / "einvoice" / "validation" / "invoice.xml").read_bytes()
ANSWERED = Invoice(number="F1", issue_date=TODAY, type_code="380", seller=SELLER, buyer=BUYER)
RESPONSE = responses.write(responses.respond(ANSWERED, responses.Status.ACCEPTED, number="R1", issue_date=TODAY))
LINE = "IncludedSupplyChainTradeLineItem"
NS = 'xmlns="urn:oasis:names:specification:ubl:schema:xsd:ApplicationResponse-2"'


def checked(data: bytes | str, engine: str = "native", rules: Path = Path("nowhere")) -> CheckedDocument:
    with DocumentChecker(engine, schema=True, rules=rules, ruleset="2026-05") as checker:
        (one,) = checker.check(data.encode() if isinstance(data, str) else data)
    return one


def rules_of(found: CheckedDocument) -> list[str]:
    return [each.rule for each in found.findings]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (INVOICE, "invoice"),
        (RESPONSE, "invoice_response"),
        (mls.write(STATUS), "mls"),
    ],
)
def test_each_kind_is_judged_by_its_own_rules(data, kind):
    found = checked(data)
    assert (found.verdict, found.kind, rules_of(found)) == (Verdict.VALID, kind, [])


def test_a_broken_response_and_a_broken_status_are_invalid():
    assert rules_of(checked(RESPONSE.replace(b">AP<", b">ZZ<"))) == ["PEPPOL-T111-B03001"]
    broken = checked(mls.write(STATUS).replace(b">AB<", b">ZZ<"))
    assert (broken.verdict, rules_of(broken)) == (Verdict.INVALID, ["SCH-MLS-19"])
    assert "cac:DocumentResponse" in in_words("x", broken, "nl")


def test_a_status_is_known_by_its_process_when_its_specification_is_missing():
    without = mls.write(STATUS).replace(b"urn:peppol:edec:mls:1.0", b"")
    assert (checked(without).kind, rules_of(checked(without))) == ("mls", ["SCH-MLS-01"])


def test_the_older_message_level_response_is_judged_too(corpus):
    example = (corpus / "mlr" / "docs" / "MessageLevelResponse_Example.xml").read_bytes()
    assert (checked(example).verdict, checked(example).kind) == (Verdict.VALID, "mlr")
    assert checked(example.replace(b":bis:mlr:3", b":bis:mlr:9")).verdict is Verdict.INVALID


def test_what_is_in_an_envelope_is_judged():
    enveloped = sbdh.wrap(HEADER, INVOICE)
    found = checked(enveloped)
    assert (found.verdict, found.kind, found.inside) == (Verdict.VALID, "invoice", ("StandardBusinessDocument",))
    assert "x > StandardBusinessDocument: " in in_words("x", found, "en")
    broken = checked(enveloped.replace(b"COUNTRY_C1", b"COUNTRY_C9"))
    assert (broken.verdict, broken.kind, rules_of(broken)) == (Verdict.INVALID, "envelope", ["MISSING_COUNTRY_C1"])


def test_what_an_envelope_does_wrong_without_hindering_is_a_warning():
    timeless = (
        sbdh.wrap(HEADER, INVOICE)
        .replace(b"+00:00</sbdh:Creation", b"</sbdh:Creation")
        .replace(b"Z</sbdh:Cr", b"</sbdh:Cr")
    )
    found = checked(timeless)
    assert (found.verdict, rules_of(found)) == (Verdict.VALID, ["INVALID_CREATION_DATE_TIME"])


def test_the_document_inside_a_pdf_is_judged():
    found = checked(pdf(read(INVOICE), "nl", ubl=INVOICE))
    assert (found.verdict, found.kind, found.inside) == (Verdict.VALID, "invoice", ("invoice.xml",))


def test_a_pdf_without_an_invoice_is_not_checked():
    for data in (pdf(read(INVOICE), "nl", ubl=b""), b"%PDF-1.7 broken"):
        assert (checked(data).verdict, rules_of(checked(data))) == (Verdict.NOT_CHECKED, ["FILE"])


def test_cii_is_not_checked_without_the_reference_engine_or_its_files():
    for engine in ("native", "reference", "both"):
        found = checked(FULL, engine)
        assert (found.verdict, found.kind, rules_of(found)) == (Verdict.NOT_CHECKED, "cii_invoice", ["ENGINE"])
    assert "--engine reference" in checked(FULL).findings[0].sentence("nl")
    assert "rules import" in checked(FULL, "reference").findings[0].sentence("nl")


@pytest.mark.parametrize(
    "summary",
    [
        FULL.replace(LINE, "Left"),
        FULL.replace(GUIDELINE, "urn:factur-x.eu:1p0:minimum"),
        FULL.replace(GUIDELINE, "urn:factur-x.eu:1p0:basicwl"),
        FULL.replace(GUIDELINE, "urn:zugferd.de:2p0:MINIMUM "),
        FULL.replace(GUIDELINE, "urn:factur-x.eu:1p0:basic-wl"),
    ],
)
@pytest.mark.parametrize("engine", ["native", "reference"])
def test_a_summary_is_no_invoice_whatever_its_xml_says(summary, engine):
    found = checked(summary, engine)
    assert (found.verdict, rules_of(found)) == (Verdict.INVALID, ["SUMMARY"])


def test_basic_is_no_summary():
    assert checked(FULL.replace(GUIDELINE, f"{GUIDELINE}#compliant#urn:factur-x.eu:1p0:basic")).kind == "cii_invoice"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "an empty file"),
        (b" \n", "an empty file"),
        (b"PK\x03\x04zip", "a zip or Office file"),
        (b"\x89PNG\r\n", "an image"),
        (b'{"a": 1}', "a JSON file"),
        (b"0000028112636305        REF", "a bank statement"),
        (b"From: a@b.test\r\n\r\n", "an e-mail"),
        (b"Just words", "a text file"),
        (b"\x01\x00\x02", "a file of another kind"),
        (b"<!doctype html><p>", "a web page"),
        (b"\xef\xbb\xbfwords", "a file of another kind"),
        ('<html xmlns="http://www.w3.org/1999/xhtml"/>', "a web page"),
        ('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"/>', "a bank statement"),
        ('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"/>', "a payment file"),
        ('<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>', "(Order)"),
        (f"<ApplicationResponse {NS}/>", "(ApplicationResponse)"),
    ],
)
def test_what_cannot_be_judged_is_not_checked_and_said_by_what_it_is(data, says):
    found = checked(data)
    assert found.verdict is Verdict.NOT_CHECKED
    assert says in found.findings[0].sentence("en")
    assert len({found.findings[0].sentence(language) for language in LANGUAGES}) == 4


@pytest.mark.parametrize("data", [b"<a>", b"<!DOCTYPE a><a/>", b"<?xml version='1.0' encoding='EBCDIC-US'?><a/>"])
def test_broken_xml_is_an_invalid_document_without_the_words_of_the_parser(data):
    found = checked(data)
    assert (found.verdict, rules_of(found)) == (Verdict.INVALID, ["XML"])
    assert found.findings[0].sentence("en") == "This file is not readable XML, so it is not an invoice."


def test_a_document_too_deep_to_read_is_not_checked():
    assert rules_of(checked(b"<a>" * 200 + b"</a>" * 200)) == ["LIMIT"]


def test_a_status_too_large_for_its_rules_is_not_checked(monkeypatch):
    from schakel.peppol import application_response, xml

    monkeypatch.setattr(application_response, "LARGEST", xml.Limits(bytes=10))
    assert (checked(mls.write(STATUS)).verdict, rules_of(checked(mls.write(STATUS)))) == (
        Verdict.NOT_CHECKED,
        ["LIMIT"],
    )


def test_the_reference_engine_has_no_rules_for_answers():
    assert rules_of(checked(RESPONSE, "reference")) == ["ENGINE"]
    assert checked(RESPONSE, "both").verdict is Verdict.VALID


def test_a_schema_fault_is_said_in_the_readers_language():
    found = checked(INVOICE.replace(b"<cbc:IssueDate>", b"<cbc:Odd/><cbc:IssueDate>"))
    said = next(each.sentence("nl") for each in found.findings if each.rule == "XSD")
    assert said.startswith("Het document volgt het schema niet, bij Odd (rij ")
    assert "expected" not in said


def test_the_values_are_json():
    assert json.loads(json.dumps(as_values("x", checked(FULL), "nl")))["verdict"] == "not_checked"


@given(st.binary(max_size=200))
def test_any_bytes_get_an_answer(data):
    assert checked(data).verdict in Verdict
