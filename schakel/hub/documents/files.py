"""The files of one document: the exact bytes, the PDF and attachments inside, the page on paper; and how they are handed out."""

from contextlib import suppress
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from schakel.einvoice.model import Invoice
from schakel.einvoice.render.pdf import pdf as render_pdf
from schakel.einvoice.render.picture import pixels
from schakel.einvoice.ubl.write import write
from schakel.hub.documents import store
from schakel.hub.documents.attachments import Enclosed, enclosed, pdf_of
from schakel.hub.documents.filetypes import PDF, UNKNOWN, safe_name
from schakel.hub.documents.models import Document, SenderPdf
from schakel.hub.documents.opening import Opened
from schakel.hub.documents.panels import look_of
from schakel.hub.documents.papers import ENDINGS, paper_type

XML = "application/xml"
NO_RIGHTS = "sandbox; default-src 'none'; frame-ancestors 'none'"  # for what strangers wrote (C01)
MOST_PIXELS = 100_000_000  # of a picture that is shown; a larger one is downloaded
PDF_RIGHTS = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"


@dataclass(frozen=True)
class DocumentFile:
    name: str  # safe
    type: str
    data: bytes


def original_file(document: Document, here: Opened) -> DocumentFile | None:
    """The exact bytes, also when they cannot be read; damaged ones are not handed out as if they were the document."""
    if here.is_damaged:
        return None
    kind = paper_type(here.data) or UNKNOWN if here.is_paper else PDF if here.is_pdf else XML
    return DocumentFile(file_name(document, {**ENDINGS, XML: "xml"}.get(kind, "bin")), kind, here.data)


def sender_pdf(document: Document, here: Opened) -> DocumentFile | None:
    """The sender's own picture of it: the file itself, the first PDF inside, or the one that came beside it."""
    if here.is_pdf:
        return original_file(document, here)
    found = pdf_of(here.invoice) if here.invoice else None
    if here.invoice and found:
        return DocumentFile(found.name, PDF, content(here.invoice, found))
    name = file_name(document, "pdf")
    return next((DocumentFile(name, PDF, data) for data in pdf_beside(document)), None)


def pdf_beside(document: Document) -> list[bytes]:
    """The one that came beside its XML; none, also where the store lost it."""
    beside = SenderPdf.objects.filter(document=document).first()
    with suppress(store.Damaged):
        return [store.read(beside.sha256)] if beside else []
    return []


def shown_file(document: Document, here: Opened) -> DocumentFile | None:
    """What the browser shows in a tab of its own: a PDF, or the picture that a paper is."""
    return original_file(document, here) if may_show(here) else sender_pdf(document, here)


def may_show(here: Opened) -> bool:
    """A picture that no browser chokes on."""
    if not here.is_paper or here.is_pdf:
        return False
    return 0 < pixels(here.data) <= MOST_PIXELS


def own_pdf(document: Document, here: Opened) -> DocumentFile | None:
    """The page on paper: a PDF of our own making, in the reader's language, with the invoice as UBL inside."""
    if not here.content:
        return None
    invoice = here.content.invoice
    ubl = here.content.ubl or write(invoice)
    paper = render_pdf(invoice, here.language, ubl=ubl, letterhead=look_of(document))
    return DocumentFile(file_name(document, "pdf"), PDF, paper)


def any_pdf(document: Document, here: Opened) -> DocumentFile | None:
    """What the sender made to be looked at; else what we make of it."""
    return sender_pdf(document, here) or own_pdf(document, here)


def attached_file(here: Opened, index: int) -> DocumentFile | None:
    invoice = here.invoice
    found = next((each for each in enclosed(invoice) if each.index == index), None) if invoice else None
    if not invoice or not found or not found.is_readable:
        return None
    return DocumentFile(found.name, found.type, content(invoice, found))


def file_name(document: Document, ending: str) -> str:
    name = f"{document.number}.{ending}" if document.number else ""
    return safe_name(name, otherwise=f"document-{document.pk}.{ending}")


def content(invoice: Invoice, file: Enclosed) -> bytes:
    attached = invoice.documents[file.index].attachment
    if attached is None:
        raise Http404
    return attached.content()


def file_response(file: DocumentFile, *, inline: bool = False, is_framed: bool = False) -> HttpResponse:
    """A stranger's bytes, such that no browser runs them here: their own type, a download, no rights (C01–C04). `is_framed`:
    pages of ours show it beside the data."""
    response = HttpResponse(file.data, content_type=file.type)
    response["Content-Disposition"] = content_disposition_header(not inline, file.name) or "attachment"
    response["Content-Security-Policy"] = PDF_RIGHTS if inline else NO_RIGHTS
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    if is_framed:
        response["Content-Security-Policy"] = PDF_RIGHTS.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
        response["X-Frame-Options"] = "SAMEORIGIN"
    return response
