"""Documents that an invoice refers to, into UBL; the pair of `references`."""

from collections.abc import Iterator

from schakel.einvoice.attachment import Attachment
from schakel.einvoice.model import Invoice, PrecedingInvoice, SupportingDocument
from schakel.einvoice.ubl.markup import cac, cbc, day, escaped, identifier, opening
from schakel.einvoice.ubl.references import INVOICED_OBJECT, NO_ORDER, PROJECT

_STEP = 2**20  # characters of base64 at once


def write_reference(name: str, reference: str) -> str:
    return cac(name, cbc("ID", reference))


def write_orders(invoice: Invoice) -> str:
    order = invoice.order_reference or (NO_ORDER if invoice.sales_order_reference else "")
    return cac("OrderReference", cbc("ID", order), cbc("SalesOrderID", invoice.sales_order_reference))


def write_preceding(each: PrecedingInvoice) -> str:
    inside = cac("InvoiceDocumentReference", cbc("ID", each.number), day("IssueDate", each.issue_date))
    return cac("BillingReference", inside)


def write_additional(invoice: Invoice) -> Iterator[str]:
    """The three things that an AdditionalDocumentReference may be; attachments come in pieces."""
    if invoice.invoiced_object:
        yield _typed(identifier("ID", invoice.invoiced_object), INVOICED_OBJECT)
    for document in invoice.documents:
        yield from _document(document)
    if invoice.is_credit_note and invoice.project_reference:
        yield _typed(cbc("ID", invoice.project_reference), PROJECT)


def _typed(reference: str, code: str) -> str:
    return cac("AdditionalDocumentReference", reference, cbc("DocumentTypeCode", code))


def _document(document: SupportingDocument) -> Iterator[str]:
    head = (
        identifier("ID", document.reference)
        + cbc("DocumentTypeCode", document.type_code)
        + cbc("DocumentDescription", document.description)
    )
    elsewhere = cac("ExternalReference", cbc("URI", document.location))
    if document.attachment is None:
        yield cac("AdditionalDocumentReference", head, cac("Attachment", elsewhere))
        return
    yield f"<cac:AdditionalDocumentReference>{head}<cac:Attachment>"
    yield from _attachment(document.attachment)
    yield f"{elsewhere}</cac:Attachment></cac:AdditionalDocumentReference>"


def _attachment(attachment: Attachment) -> Iterator[str]:
    """The base64 as it was read, damaged or not: writing is no place to mend a document."""
    name = "EmbeddedDocumentBinaryObject"
    yield opening(name, ("mimeCode", attachment.media_type), ("filename", attachment.filename))
    for start in range(0, len(attachment.encoded), _STEP):
        yield escaped(attachment.encoded[start : start + _STEP])
    yield f"</cbc:{name}>"
