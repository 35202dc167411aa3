"""UN/CEFACT Cross Industry Invoice, as inside Factur-X, ZUGFeRD 2 and XRechnung → the same `Invoice` as from UBL.

Only reading: what leaves here is UBL. The profiles MINIMUM and BASIC WL are refused, since they have no lines.
"""

import re
from dataclasses import replace

from lxml import etree

from schakel.einvoice.attachment import Attachment
from schakel.einvoice.cii.lines import read_allowances_charges, read_line, read_object_scheme, read_period
from schakel.einvoice.cii.parties import read_delivery, read_other_party, read_party
from schakel.einvoice.cii.settlement import read_breakdown, read_payment_means, read_totals
from schakel.einvoice.cii.values import read_day
from schakel.einvoice.errors import EInvoiceError
from schakel.einvoice.model import (
    SEPA_CREDITOR,
    Identifier,
    Invoice,
    Kind,
    Party,
    PrecedingInvoice,
    SupportingDocument,
)
from schakel.einvoice.parse import LIMITS, Limits, parse
from schakel.einvoice.ubl.names import CII, TAGS
from schakel.einvoice.ubl.node import DocumentContext, Node, text_of
from schakel.einvoice.ubl.references import INVOICED_OBJECT

ROOT = f"{{{CII}}}CrossIndustryInvoice"
CREDIT_NOTE_TYPES = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532"})
_TENDER = "50"  # UNCL 1001, of an AdditionalReferencedDocument
_SUPPORTING = "916"
_VAT_POINTS = {"5": "3", "29": "35", "72": "432"}
_SUMMARY = re.compile(r"(?i)(minimum|basic[ _-]?wl)$")  # what the guideline of a profile without lines ends with


class NotCii(EInvoiceError):
    code = "not_cii"


class SummaryOnly(EInvoiceError):
    code = "summary_only"


def read(data: bytes, *, limits: Limits = LIMITS) -> Invoice:
    """As `schakel.einvoice.ubl.read.read`, from CII.

    Raises:
        TooLarge, TooDeep, DoctypeRefused, NotWellFormed   permanent: as `parse`
        NotCii                                             permanent: XML of another kind
        SummaryOnly                                        permanent: a profile without lines, or no line
    """
    return read_tree(parse(data, limits=limits))


def read_tree(root: etree._Element) -> Invoice:
    """As `read`, from a tree that `parse` gave."""
    if root.tag != ROOT:
        raise NotCii(root.tag[:200])
    if is_summary(root):
        raise SummaryOnly(_guideline(root)[:200])
    reading = DocumentContext(currency=_currency(root))
    invoice = _invoice(Node(reading, root), reading.currency)
    reading.note_leftovers()
    object.__setattr__(invoice, "unread", tuple(reading.unread))  # known only now; nobody else has seen it yet
    return invoice


def is_summary(root: etree._Element) -> bool:
    """Whether it is no invoice but a summary of one: by its profile, or because it has no line, whatever it says."""
    has_lines = next(root.iter(TAGS["ram:IncludedSupplyChainTradeLineItem"]), None) is not None
    return not has_lines or _SUMMARY.search(_guideline(root)) is not None


def _guideline(root: etree._Element) -> str:
    stated = root.find(
        f"{{*}}ExchangedDocumentContext/{TAGS['ram:GuidelineSpecifiedDocumentContextParameter']}/{{*}}ID"
    )
    return "" if stated is None else text_of(stated)


def _currency(root: etree._Element) -> str:
    stated = next(root.iter(TAGS["ram:InvoiceCurrencyCode"]), None)
    return "" if stated is None else text_of(stated)


def _invoice(root: Node, currency: str) -> Invoice:
    context = root.child("rsm:ExchangedDocumentContext")
    specification = context.text_in("ram:GuidelineSpecifiedDocumentContextParameter", "ram:ID")
    document = root.child("rsm:ExchangedDocument")
    trade = root.child("rsm:SupplyChainTradeTransaction")
    type_code = document.text("ram:TypeCode")
    head = Invoice(
        kind=Kind.CREDIT_NOTE if type_code in CREDIT_NOTE_TYPES else Kind.INVOICE,
        number=document.text("ram:ID"),
        issue_date=read_day(document, "ram:IssueDateTime"),
        type_code=type_code,
        currency=currency,
        notes=_notes(document),
        process=context.text_in("ram:BusinessProcessSpecifiedDocumentContextParameter", "ram:ID"),
        specification=specification,
        lines=tuple(read_line(each) for each in trade.children("ram:IncludedSupplyChainTradeLineItem")),
    )
    agreed = _with_agreement(head, trade.child("ram:ApplicableHeaderTradeAgreement"))
    delivered = _with_delivery(agreed, trade.child("ram:ApplicableHeaderTradeDelivery"))
    return _with_settlement(delivered, trade.child("ram:ApplicableHeaderTradeSettlement"))


def _with_agreement(invoice: Invoice, agreement: Node) -> Invoice:
    invoiced_object, tender, documents = _additional(agreement)
    return replace(
        invoice,
        buyer_reference=agreement.text("ram:BuyerReference"),
        project_reference=agreement.child("ram:SpecifiedProcuringProject").text("ram:ID"),
        contract_reference=_reference(agreement, "ram:ContractReferencedDocument"),
        order_reference=_reference(agreement, "ram:BuyerOrderReferencedDocument"),
        sales_order_reference=_reference(agreement, "ram:SellerOrderReferencedDocument"),
        tender_reference=tender,
        invoiced_object=invoiced_object,
        documents=documents,
        seller=agreement.group("ram:SellerTradeParty", read_party) or Party(),
        buyer=agreement.group("ram:BuyerTradeParty", read_party) or Party(),
        tax_representative=agreement.group("ram:SellerTaxRepresentativeTradeParty", read_other_party),
    )


def _with_delivery(invoice: Invoice, delivery: Node) -> Invoice:
    return replace(
        invoice,
        receipt_reference=_reference(delivery, "ram:ReceivingAdviceReferencedDocument"),
        despatch_reference=_reference(delivery, "ram:DespatchAdviceReferencedDocument"),
        delivery=read_delivery(delivery),
    )


def _with_settlement(invoice: Invoice, settlement: Node) -> Invoice:
    settlement.expect("ram:InvoiceCurrencyCode", invoice.currency)
    vat_currency = settlement.text("ram:TaxCurrencyCode")
    terms = settlement.child("ram:SpecifiedTradePaymentTerms")
    taxes = settlement.children("ram:ApplicableTradeTax")
    return replace(
        invoice,
        vat_currency=vat_currency,
        vat_point_date=next(filter(None, [read_day(tax, "ram:TaxPointDate") for tax in taxes]), None),
        vat_point_code=_vat_point_code(taxes),
        due_date=read_day(terms, "ram:DueDateDateTime"),
        accounting_reference=settlement.text_in("ram:ReceivableSpecifiedTradeAccountingAccount", "ram:ID"),
        payment_terms=terms.text("ram:Description"),
        preceding_invoices=_preceding(settlement),
        seller=_with_creditor(invoice.seller, settlement.text("ram:CreditorReferenceID")),
        payee=settlement.group("ram:PayeeTradeParty", read_other_party),
        period=settlement.group("ram:BillingSpecifiedPeriod", read_period),
        payment_means=read_payment_means(settlement, terms.text("ram:DirectDebitMandateID")),
        allowances_charges=read_allowances_charges(settlement),
        totals=read_totals(settlement, vat_currency if vat_currency != invoice.currency else ""),
        vat_breakdown=read_breakdown(taxes),
    )


def _reference(parent: Node, name: str) -> str:
    return parent.text_in(name, "ram:IssuerAssignedID")


def _vat_point_code(taxes: list[Node]) -> str:
    """Every row repeats it, as a code of UNTDID 2475; the model has those of UNCL 2005."""
    codes = [tax.text("ram:DueDateTypeCode") for tax in taxes]
    code = next(filter(None, codes), "")
    return _VAT_POINTS.get(code, code)


def _notes(document: Node) -> tuple[str, ...]:
    """The code of a note's subject (BT-21) goes in front of it, as UBL writes it."""
    notes = ((each.text("ram:SubjectCode"), each.text("ram:Content")) for each in document.children("ram:IncludedNote"))
    return tuple(f"#{subject}#{content}" if subject else content for subject, content in notes)


def _preceding(settlement: Node) -> tuple[PrecedingInvoice, ...]:
    return tuple(
        PrecedingInvoice(each.text("ram:IssuerAssignedID"), read_day(each, "ram:FormattedIssueDateTime"))
        for each in settlement.children("ram:InvoiceReferencedDocument")
    )


def _with_creditor(seller: Party, creditor: str) -> Party:
    """BT-90 is an identifier of the seller under the scheme SEPA, as UBL has it."""
    if not creditor:
        return seller
    return replace(seller, identifiers=(*seller.identifiers, Identifier(creditor, SEPA_CREDITOR)))


def _additional(agreement: Node) -> tuple[Identifier | None, str, tuple[SupportingDocument, ...]]:
    """Invoiced object (BT-18), tender or lot (BT-17) and supporting documents (BG-24)."""
    invoiced_object: Identifier | None = None
    tender = ""
    documents: list[SupportingDocument] = []
    for each in agreement.children("ram:AdditionalReferencedDocument"):
        code = each.text("ram:TypeCode")
        if code == INVOICED_OBJECT and invoiced_object is None:
            invoiced_object = read_object_scheme(each)
        elif code == _TENDER and not tender:
            tender = each.text("ram:IssuerAssignedID")
        else:
            documents.append(_document(each, "" if code == _SUPPORTING else code))
    return invoiced_object, tender, tuple(documents)


def _document(each: Node, code: str) -> SupportingDocument:
    return SupportingDocument(
        reference=Identifier(each.text("ram:IssuerAssignedID")),
        description=each.text("ram:Name"),
        location=each.text("ram:URIID"),
        attachment=_attachment(each.element("ram:AttachmentBinaryObject")),
        type_code=code,
    )


def _attachment(binary: etree._Element | None) -> Attachment | None:
    if binary is None:
        return None
    return Attachment.read(
        binary.text or "", filename=binary.get("filename", ""), media_type=binary.get("mimeCode", "")
    )
