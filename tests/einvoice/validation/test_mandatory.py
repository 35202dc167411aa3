"""Exactly one of each mandatory element: R140 to R276, in Self-Billing from the release 2026-11."""

import copy
import csv
from pathlib import Path

import pytest
from lxml import etree

from schakel.einvoice.ubl import names
from schakel.einvoice.validation import Severity, Verdict, validate
from schakel.einvoice.validation.peppol import mandatory
from tests.einvoice.validation.documents import DOCUMENTS, changed
from tests.einvoice.validation.test_whom import SELF

NS = {"cac": names.CAC, "cbc": names.CBC}
ADDRESS = (
    "<cac:AddressLine><cbc:Line>b</cbc:Line></cac:AddressLine>"
    "<cac:Country><cbc:IdentificationCode>BE</cbc:IdentificationCode></cac:Country>"
)
PARTY = "<cac:PartyName><cbc:Name>A</cbc:Name></cac:PartyName>"
TAX = "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"
PARTIES = f"""
<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>1</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>
<cac:AdditionalDocumentReference><cbc:ID>1</cbc:ID><cac:Attachment><cac:ExternalReference><cbc:URI>https://example.com</cbc:URI>
</cac:ExternalReference></cac:Attachment></cac:AdditionalDocumentReference>
<cac:PayeeParty>{PARTY}<cac:PartyLegalEntity><cbc:CompanyID>1</cbc:CompanyID></cac:PartyLegalEntity></cac:PayeeParty>
<cac:TaxRepresentativeParty>{PARTY}<cac:PostalAddress>{ADDRESS}</cac:PostalAddress>
<cac:PartyTaxScheme><cbc:CompanyID>BE0407214017</cbc:CompanyID>{TAX}</cac:PartyTaxScheme></cac:TaxRepresentativeParty>
<cac:Delivery><cac:DeliveryLocation><cac:Address>{ADDRESS}</cac:Address></cac:DeliveryLocation>
<cac:DeliveryParty>{PARTY}</cac:DeliveryParty></cac:Delivery>
<cac:PaymentTerms><cbc:Note>30</cbc:Note></cac:PaymentTerms>
<cac:AllowanceCharge><cac:TaxCategory><cbc:ID>S</cbc:ID>{TAX}</cac:TaxCategory></cac:AllowanceCharge>"""
MEANS = """<cac:FinancialInstitutionBranch><cbc:ID>X</cbc:ID></cac:FinancialInstitutionBranch></cac:PayeeFinancialAccount>
<cac:PaymentMandate><cac:PayerFinancialAccount><cbc:ID>BE1</cbc:ID></cac:PayerFinancialAccount></cac:PaymentMandate>"""
LINE = (
    "<cac:DocumentReference><cbc:ID>1</cbc:ID><cbc:DocumentTypeCode>130</cbc:DocumentTypeCode></cac:DocumentReference>"
)
ITEM = """<cac:OriginCountry><cbc:IdentificationCode>BE</cbc:IdentificationCode></cac:OriginCountry><cac:CommodityClassification>
<cbc:ItemClassificationCode listID="STI">1</cbc:ItemClassificationCode></cac:CommodityClassification><cac:AdditionalItemProperty>
<cbc:Name>a</cbc:Name><cbc:Value>b</cbc:Value></cac:AdditionalItemProperty><cac:ClassifiedTaxCategory>"""
CREDIT_NOTE = (
    ("Invoice-2", "CreditNote-2"),
    ("InvoiceTypeCode", "CreditNoteTypeCode"),
    ("InvoiceLine", "CreditNoteLine"),
    ("InvoicedQuantity", "CreditedQuantity"),
    ("<Invoice ", "<CreditNote "),
    ("</Invoice>", "</CreditNote>"),
)
MANDATORY = {f"PEPPOL-EN16931-R{number}" for number in range(140, 277)}
NEITHER = {"CustomizationID"}  # without it the document is not a self-billed one
ROWS = list(csv.DictReader((Path(mandatory.__file__).parent / "mandatory.csv").read_text().splitlines()))


def document(kind: str) -> etree._Element:
    """Self-billed, with every place of the table in it."""
    data = changed(*SELF, ("TypeCode>380", "TypeCode>389"), document=DOCUMENTS["invoice"]).decode()
    for old, new in (
        ("<cac:Country><cbc:IdentificationCode>BE</cbc:IdentificationCode></cac:Country>", ADDRESS),
        ("</cac:AccountingCustomerParty>", f"</cac:AccountingCustomerParty>{PARTIES}"),
        ("</cac:PayeeFinancialAccount>", MEANS),
        ("<cac:Item>", f"{LINE}<cac:Item>"),
        ("<cac:ClassifiedTaxCategory>", ITEM),
        *(CREDIT_NOTE if kind == "credit_note" else ()),
    ):
        data = data.replace(old, new)
    return etree.fromstring(data.encode())


def found(root: etree._Element, ruleset: str) -> set[str]:
    report = validate(etree.tostring(root), ruleset=ruleset, schema=False)
    return {
        each
        for each in report.rules
        if each.startswith(("PEPPOL-EN16931-R1", "PEPPOL-EN16931-R2")) and int(each[-3:]) >= 140
    }


@pytest.mark.parametrize("kind", ["invoice", "credit_note"])
def test_each_place_speaks_when_its_element_is_gone_or_there_twice_and_only_then(kind: str) -> None:
    whole = document(kind)
    assert found(whole, "2026-11") == set()
    rows = [row for row in ROWS if row[kind] and row["element"] not in NEITHER]
    assert len(rows) == {"invoice": 67, "credit_note": 68}[kind]
    for row in rows:
        for is_twice in (False, True):
            data = with_change(whole, row, is_twice=is_twice)
            assert f"PEPPOL-EN16931-R{row[kind]}" in found(data, "2026-11"), (row, is_twice)
            assert f"PEPPOL-EN16931-R{row[kind]}" not in found(data, "2026-05")


def with_change(whole: etree._Element, row: dict[str, str], *, is_twice: bool) -> etree._Element:
    root = copy.deepcopy(whole)
    line = "cac:InvoiceLine | cac:CreditNoteLine"
    place = root
    for step in filter(None, row["place"].split("/")):
        place = place.xpath(line if step == "Line" and place is root else f"cac:{step}", namespaces=NS)[0]
    (element,) = place.xpath(f"cac:{row['element']} | cbc:{row['element']}", namespaces=NS)
    if is_twice:
        element.addnext(copy.deepcopy(element))
    else:
        place.remove(element)
    return root


def test_before_its_day_it_is_a_warning_and_billing_is_not_asked() -> None:
    root = document("invoice")
    terms = root.find("cac:PaymentTerms", NS)
    assert terms is not None
    terms.append(copy.deepcopy(terms[0]))
    now = validate(etree.tostring(root), ruleset="2026-05", schema=False)
    assert [each.figures["of"] for each in now.findings if each.rule == "PEPPOL-NEXT"] == ["PEPPOL-EN16931-R260"]
    later = validate(etree.tostring(root), ruleset="2026-11", schema=False)
    (finding,) = [each for each in later.findings if each.rule == "PEPPOL-EN16931-R260"]
    assert (finding.severity, later.verdict) == (Severity.FATAL, Verdict.INVALID)
    assert finding.sentence("nl") == "Hier moet precies één Note staan; het zijn er 2."
    billing = etree.tostring(root).replace(b"selfbilling", b"billing")
    assert "PEPPOL-EN16931-R260" not in validate(billing, ruleset="2026-11", schema=False).rules
