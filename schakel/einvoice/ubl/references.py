"""Documents that an invoice refers to, out of UBL."""

from dataclasses import dataclass

from schakel.base.blanks import BLANKS
from schakel.einvoice.attachment import Attachment
from schakel.einvoice.model import Identifier, Kind, PrecedingInvoice, SupportingDocument
from schakel.einvoice.ubl.node import Node

INVOICED_OBJECT = "130"  # UNCL 1001 codes that give an AdditionalDocumentReference another meaning
PROJECT = "50"
NO_ORDER = "NA"  # what BIS wants as order where there is only a sales order, since UBL requires one


@dataclass(frozen=True, slots=True)
class Additional:
    """The three things that an AdditionalDocumentReference may be."""

    invoiced_object: Identifier | None = None  # BT-18
    project_reference: str = ""  # BT-11, here in credit notes only
    documents: tuple[SupportingDocument, ...] = ()  # BG-24


def read_reference(root: Node, name: str) -> str:
    return root.child(name).text("cbc:ID")


def read_orders(reference: Node) -> tuple[str, str]:
    """Purchase order (BT-13) and sales order (BT-14)."""
    order, sales_order = reference.text("cbc:ID"), reference.text("cbc:SalesOrderID")
    return ("" if sales_order and order == NO_ORDER else order), sales_order


def read_preceding(root: Node) -> tuple[PrecedingInvoice, ...]:
    found = (each.child("cac:InvoiceDocumentReference") for each in root.children("cac:BillingReference"))
    return tuple(
        PrecedingInvoice(number, each.day("cbc:IssueDate")) for each in found if (number := each.text("cbc:ID"))
    )


def read_additional(root: Node, kind: Kind) -> Additional:
    """The first of each special kind gets its meaning; everything else is a supporting document."""
    invoiced_object: Identifier | None = None
    project = ""
    documents: list[SupportingDocument] = []
    for each in root.children("cac:AdditionalDocumentReference"):
        read = _document(each)
        if read.type_code == INVOICED_OBJECT and not invoiced_object and _is_bare(read):
            invoiced_object = read.reference
        elif read.type_code == PROJECT and kind is Kind.CREDIT_NOTE and not project and _is_bare(read):
            project = read.reference.value
        else:
            documents.append(read)
    return Additional(invoiced_object, project, tuple(documents))


def _document(each: Node) -> SupportingDocument:
    attachment = each.child("cac:Attachment")
    return SupportingDocument(
        reference=each.identifier("cbc:ID") or Identifier(""),
        description=each.text("cbc:DocumentDescription"),
        location=attachment.text_in("cac:ExternalReference", "cbc:URI"),
        attachment=_attachment(attachment),
        type_code=each.text("cbc:DocumentTypeCode"),
    )


def _attachment(attachment: Node) -> Attachment | None:
    binary = attachment.element("cbc:EmbeddedDocumentBinaryObject")
    if binary is None:
        return None
    return Attachment.read(
        binary.text or "", filename=binary.get("filename", ""), media_type=binary.get("mimeCode", "").strip(BLANKS)
    )


def _is_bare(document: SupportingDocument) -> bool:
    return not (document.description or document.location or document.attachment)
