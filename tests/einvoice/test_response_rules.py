import json
from dataclasses import replace
from datetime import date

import pytest

from schakel.einvoice.language import LANGUAGES
from schakel.einvoice.model import Contact, Identifier, Party
from schakel.einvoice.response_rules import judge
from schakel.einvoice.responses import ACTION_LIST, Clarification, Condition, InvoiceResponse, NotAResponse, write
from tests.einvoice.corpus import ROOT, needs_corpus

BUYER = Party(
    name="Buyer", endpoint=Identifier("0214168971", "0208"), identifiers=(Identifier("5412345000013", "0088"),)
)
GOOD = InvoiceResponse(
    id="R1",
    issue_date=date(2026, 1, 5),
    sender=replace(BUYER, contact=Contact("Ann", "1", "a@b.test")),
    receiver=replace(BUYER, name="Seller"),
    status="RE",
    clarifications=(
        Clarification("REF", conditions=(Condition("BT-13", "PO1"),)),
        Clarification("NIN", ACTION_LIST, "send again"),
    ),
    document_number="F1",
    document_date=date(2026, 1, 2),
    document_type="380",
    issuer=Party(trading_name="Issuer", identifiers=(Identifier("5412345000013", "0088"),)),
    recipient=Party(trading_name="Recipient"),
)
GOOD_XML = write(GOOD).decode()


def rules(xml: str) -> list[str]:
    return [finding.rule.removeprefix("PEPPOL-T111-") for finding in judge(xml.encode(), schema=False)]


def test_a_good_response_has_no_findings():
    assert rules(GOOD_XML) == []


@needs_corpus
def test_the_official_unit_cases_fire_exactly_the_official_rules():
    lines = (ROOT / "invoice-response-unit" / "cases.jsonl").read_text("utf-8").splitlines()
    assert lines
    for case in map(json.loads, lines):
        ours = {finding.rule: finding.severity.value for finding in judge(case["xml"].encode(), schema=False)}
        assert ours == {each["rule"]: each["flag"] for each in case["fired_official_now"]}, case["id"]


@needs_corpus
def test_the_whole_documents_of_the_corpus_are_valid():
    for file in (ROOT / "invoice-response" / "docs").iterdir():
        assert judge(file.read_bytes()) == []


def cut(xml: str, start: str, end: str) -> str:
    """Without the first piece from `start` to `end`."""
    before, _, rest = xml.partition(start)
    return before + rest.partition(end)[2]


@pytest.mark.parametrize(
    ("start", "end", "rule"),
    [
        ("<cbc:CustomizationID>", "</cbc:CustomizationID>", "B00101"),
        ("<cbc:ProfileID>", "</cbc:ProfileID>", "B00102"),
        ("<cbc:ID>", "</cbc:ID>", "B00103"),
        ("<cbc:IssueDate>", "</cbc:IssueDate>", "B00104"),
        ("<cac:SenderParty>", "</cac:SenderParty>", "B00105"),
        ("<cac:ReceiverParty>", "</cac:ReceiverParty>", "B00106"),
        ("<cac:DocumentResponse>", "</cac:DocumentResponse>", "B00107"),
        ("<cbc:EndpointID", "</cbc:EndpointID>", "B00801"),
        ("<cac:PartyLegalEntity>", "</cac:PartyLegalEntity>", "B00802"),
        ("<cac:Response>", "</cac:Response>", "B02801"),
        ("<cac:DocumentReference>", "</cac:DocumentReference>", "B02802"),
        ("<cbc:ResponseCode>", "</cbc:ResponseCode>", "B02901"),
        ("<cbc:AttributeID>", "</cbc:AttributeID>", "B03601"),
        ("<cbc:DocumentTypeCode>", "</cbc:DocumentTypeCode>", "B03902"),
        ("<cac:PartyName>", "</cac:PartyName>", "B04301"),
        (' schemeID="0208"', "", "B00901"),
        (' listID="OPStatusReason"', "", "B03302"),
    ],
)
def test_what_is_missing_is_found(start, end, rule):
    assert rules(cut(GOOD_XML, start, end) if end else GOOD_XML.replace(start, "", 1)) == [rule]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('schemeID="0208"', 'schemeID="0099x"', "B00902"),
        ('schemeID="0088"', 'schemeID="9925"', "B01201"),
        (">RE<", ">XX<", "B03001"),
        (">380<", ">38A<", "B04201"),
        ('listID="OPStatusReason"', 'listID="other"', "B03303"),
        (">urn:fdc:peppol.eu:poacc:trns:invoice_response:3<", ">urn:x<", "R003"),
        (">urn:fdc:peppol.eu:poacc:bis:invoice_response:3<", ">urn:x<", "R008"),
        (">2026-01-05<", ">2026-02-30<", "PEPPOL-COMMON-R030"),
        (">2026-01-05<", ">2026-01-05Z<", "PEPPOL-COMMON-R030"),
        (">Buyer<", "> <", "PEPPOL-COMMON-R001"),
        (">0214168971<", ">0214168972<", "PEPPOL-COMMON-R043"),
        (">5412345000013<", ">5412345000014<", "PEPPOL-COMMON-R040"),
        (' schemeID="0208">0214168971<', ' schemeID="0106">1<', "PEPPOL-COMMON-R054"),
        ("</cac:SenderParty>", "<cbc:X>1</cbc:X></cac:SenderParty>", "B00803"),
        ("</cac:Contact>", "<cbc:X>1</cbc:X></cac:Contact>", "B01601"),
        ("</cac:PartyLegalEntity>", "<cbc:X>1</cbc:X></cac:PartyLegalEntity>", "B01402"),
        ("</cac:Status>", "<cbc:X>1</cbc:X></cac:Status>", "B03201"),
        ("</cac:Condition>", "<cbc:X>1</cbc:X></cac:Condition>", "B03602"),
        ("</cac:Response>", "<cbc:X>1</cbc:X></cac:Response>", "B02902"),
        ("</cac:DocumentReference>", "<cbc:X>1</cbc:X></cac:DocumentReference>", "B03903"),
        ("</cac:IssuerParty>", "<cbc:X>1</cbc:X></cac:IssuerParty>", "B04302"),
        ("</cac:RecipientParty>", "<cbc:X>1</cbc:X></cac:RecipientParty>", "B04902"),
        ("</cac:DocumentResponse>", "<cbc:X>1</cbc:X></cac:DocumentResponse>", "B02803"),
        ("</ApplicationResponse>", "<cbc:X>1</cbc:X></ApplicationResponse>", "B00109"),
        (">NIN<", ">REF<", "R006"),
        (">REF<", ">NIN<", "R007"),
        (">NIN<", ">XXX<", "B03301 R006"),
    ],
)
def test_what_should_not_be_there_is_found(old, new, rule):
    assert old in GOOD_XML
    assert rules(GOOD_XML.replace(old, new, 1)) == rule.split()


def test_the_number_of_a_document_is_not_that_of_a_party():
    assert rules(GOOD_XML.replace("<cbc:ID>F1", '<cbc:ID schemeID="0208">F1')) == []


def test_a_schema_location_is_forbidden():
    xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x y"'
    assert rules(GOOD_XML.replace("<ApplicationResponse", f"<ApplicationResponse {xsi}")) == [
        "B00108",
        "PEPPOL-COMMON-R003",
    ]


@pytest.mark.parametrize(("code", "rule"), [("OTH", ["R002"]), ("PPD", ["R004", "R005"])])
def test_some_reasons_need_words_and_ppd_a_payment(code, rule):
    assert rules(write(replace(GOOD, clarifications=(Clarification(code),))).decode()) == rule


@pytest.mark.parametrize("status", ["UQ", "CA", "RE"])
def test_some_statuses_need_a_clarification(status):
    assert rules(write(replace(GOOD, status=status, clarifications=())).decode()) == ["R001"]
    only_text = (Clarification(text="because"),)
    assert rules(write(replace(GOOD, status=status, clarifications=only_text)).decode()) == ["R001"]


def test_a_payment_in_part_with_words_is_good():
    assert rules(write(replace(GOOD, status="PD", clarifications=(Clarification("PPD", text="half"),))).decode()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_has_a_sentence(language):
    (finding,) = judge(GOOD_XML.replace(">RE<", ">XX<").encode())
    assert "ResponseCode" in finding.sentence(language)


def test_another_kind_of_document_is_refused():
    with pytest.raises(NotAResponse):
        judge(b"<a/>")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<cbc:ID>", "<cbc:UUID>1</cbc:UUID><cbc:ID>"),
        ("IssueDate>2026-01-05<", "IssueDate>2026-01-05\u00a0<"),
        ("</cbc:IssueDate>", "</cbc:IssueDate><cbc:IssueTime>25:00:00</cbc:IssueTime>"),
        ("<cac:SenderParty>", "<cac:SenderParty><cbc:WebsiteURI>x</cbc:WebsiteURI><cbc:WebsiteURI>x</cbc:WebsiteURI>"),
    ],
)
def test_what_the_schema_refuses_is_invalid(old: str, new: str) -> None:
    findings = judge(GOOD_XML.replace(old, new, 1).encode())
    assert [finding.severity for finding in findings if finding.rule == "XSD"][:1] == ["fatal"]


def test_a_comment_in_a_code_stops_the_official_rules() -> None:
    cut = GOOD_XML.replace(">RE<", ">R<!--x-->E<")
    assert [finding.rule for finding in judge(cut.encode())] == ["STOP"]
    assert judge(GOOD_XML.replace(">RE<", "><!--x-->RE<").encode()) == []
