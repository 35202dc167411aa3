"""The files of one document: the exact bytes, the PDF and attachments inside, the page on paper."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from schakel.einvoice.model import Invoice
from schakel.einvoice.render.pdf import pdf as render_pdf
from schakel.hub.documents import store
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
    try:
        data = store.read(document.sha256)
    except store.Damaged as fault:
        raise Http404 from fault
    name = safe_name(f"{document.number}.xml" if document.number else "", otherwise=f"document-{document.pk}.xml")
    return handed_out(request, document, data, name=name, type_="application/xml")


@login_required
@require_safe
def pdf(request: SignedIn, pk: int) -> HttpResponse:
    """The PDF inside, to be shown by the browser's own reader, in a tab of its own."""
    document = reachable(request, pk)
    invoice = opened(document).invoice
    found = pdf_of(invoice) if invoice else None
    if not invoice or not found:
        raise Http404
    return handed_out(request, document, content(invoice, found), name=found.name, type_=found.type, inline=True)


@login_required
@require_safe
def readable(request: SignedIn, pk: int) -> HttpResponse:
    """The page on paper: a PDF of our own making, in the reader's language, with the document itself inside."""
    document = reachable(request, pk)
    here = opened(document)
    if not here.invoice:
        raise Http404
    paper = render_pdf(here.invoice, here.language, ubl=store.read(document.sha256))
    name = safe_name(f"{document.number}.pdf" if document.number else "", otherwise=f"document-{document.pk}.pdf")
    return handed_out(request, document, paper, name=name, type_=PDF)


@login_required
@require_safe
def attachment(request: SignedIn, pk: int, index: int) -> HttpResponse:
    document = reachable(request, pk)
    invoice = opened(document).invoice
    found = next((each for each in enclosed(invoice) if each.index == index), None) if invoice else None
    if not invoice or not found or not found.is_readable:
        raise Http404
    return handed_out(request, document, content(invoice, found), name=found.name, type_=found.type)


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
