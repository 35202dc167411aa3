"""The files of one document: the exact bytes, the PDF and attachments inside, the page on paper."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from schakel.einvoice.model import Invoice
from schakel.einvoice.render.pdf import pdf as render_pdf
from schakel.einvoice.ubl.write import write
from schakel.hub.documents.attachments import Enclosed, enclosed, pdf_of
from schakel.hub.documents.filetypes import PDF, safe_name
from schakel.hub.documents.models import Document, Event
from schakel.hub.documents.one import reachable
from schakel.hub.documents.opening import opened
from schakel.hub.people.requests import SignedIn

NO_RIGHTS = "sandbox; default-src 'none'; frame-ancestors 'none'"  # for what strangers wrote (C01)
PDF_RIGHTS = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"


@login_required
@require_safe
def original(request: SignedIn, pk: int) -> HttpResponse:
    """The exact bytes, also when they cannot be read; damaged ones are not handed out as if they were the document."""
    document = reachable(request, pk)
    here = opened(document)
    if here.is_damaged:
        raise Http404
    name, kind = (named(document, "pdf"), PDF) if here.is_pdf else (named(document, "xml"), "application/xml")
    return handed_out(request, document, here.data, name=name, type_=kind)


@login_required
@require_safe
def pdf(request: SignedIn, pk: int) -> HttpResponse:
    """The sender's own PDF, to be shown by the browser's own reader, in a tab of its own."""
    document = reachable(request, pk)
    here = opened(document)
    if here.is_pdf:
        return handed_out(request, document, here.data, name=named(document, "pdf"), type_=PDF, inline=True)
    found = pdf_of(here.invoice) if here.invoice else None
    if not here.invoice or not found:
        raise Http404
    return handed_out(request, document, content(here.invoice, found), name=found.name, type_=PDF, inline=True)


@login_required
@require_safe
def readable(request: SignedIn, pk: int) -> HttpResponse:
    """The page on paper: a PDF of our own making, in the reader's language, with the invoice as UBL inside."""
    document = reachable(request, pk)
    here = opened(document)
    if not here.content:
        raise Http404
    invoice = here.content.invoice
    paper = render_pdf(invoice, here.language, ubl=here.content.ubl or write(invoice))
    return handed_out(request, document, paper, name=named(document, "pdf"), type_=PDF)


@login_required
@require_safe
def attachment(request: SignedIn, pk: int, index: int) -> HttpResponse:
    document = reachable(request, pk)
    invoice = opened(document).invoice
    found = next((each for each in enclosed(invoice) if each.index == index), None) if invoice else None
    if not invoice or not found or not found.is_readable:
        raise Http404
    return handed_out(request, document, content(invoice, found), name=found.name, type_=found.type)


def named(document: Document, ending: str) -> str:
    name = f"{document.number}.{ending}" if document.number else ""
    return safe_name(name, otherwise=f"document-{document.pk}.{ending}")


def content(invoice: Invoice, file: Enclosed) -> bytes:
    attached = invoice.documents[file.index].attachment
    if attached is None:
        raise Http404
    return attached.content()


def handed_out(
    request: SignedIn, document: Document, data: bytes, *, name: str, type_: str, inline: bool = False
) -> HttpResponse:
    """A stranger's bytes, such that no browser runs them here: their own type, a download, no rights (C01–C04)."""
    if request.method == "GET":
        document.events.create(kind=Event.Kind.DOWNLOADED, by=request.user, detail=name)
    response = HttpResponse(data, content_type=type_)
    response["Content-Disposition"] = content_disposition_header(not inline, name) or "attachment"
    response["Content-Security-Policy"] = PDF_RIGHTS if inline else NO_RIGHTS
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
