"""The files of one document: the exact bytes, the PDF and attachments inside, the page on paper."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from schakel.einvoice.model import Invoice
from schakel.einvoice.parse import INTERACTIVE
from schakel.einvoice.render.pdf import pdf as render_pdf
from schakel.einvoice.ubl.write import write
from schakel.hub.documents.attachments import Enclosed, enclosed, pdf_of
from schakel.hub.documents.events import DocumentEvent
from schakel.hub.documents.filetypes import PDF, safe_name
from schakel.hub.documents.models import Document
from schakel.hub.documents.opening import Opened, opened
from schakel.hub.documents.panels import look_of
from schakel.hub.documents.undrawn import page_of_a_document
from schakel.hub.documents.views.detail import LOCKED, reachable
from schakel.hub.people.requests import SignedIn

XML = "application/xml"
NO_RIGHTS = "sandbox; default-src 'none'; frame-ancestors 'none'"  # for what strangers wrote (C01)
PDF_RIGHTS = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"


@dataclass(frozen=True)
class File:
    name: str  # safe
    type: str
    data: bytes


def original_file(document: Document, here: Opened) -> File | None:
    """The exact bytes, also when they cannot be read; damaged ones are not handed out as if they were the document."""
    if here.is_damaged:
        return None
    name, kind = (named(document, "pdf"), PDF) if here.is_pdf else (named(document, "xml"), XML)
    return File(name, kind, here.data)


def sender_pdf(document: Document, here: Opened) -> File | None:
    """The sender's own picture of it: the file itself, or the first PDF inside."""
    if here.is_pdf:
        return original_file(document, here)
    found = pdf_of(here.invoice) if here.invoice else None
    return File(found.name, PDF, content(here.invoice, found)) if here.invoice and found else None


def own_pdf(document: Document, here: Opened) -> File | None:
    """The page on paper: a PDF of our own making, in the reader's language, with the invoice as UBL inside."""
    if not here.content:
        return None
    invoice = here.content.invoice
    ubl = here.content.ubl or write(invoice)
    paper = render_pdf(invoice, here.language, ubl=ubl, letterhead=look_of(document))
    return File(named(document, "pdf"), PDF, paper)


def any_pdf(document: Document, here: Opened) -> File | None:
    """What the sender made to be looked at; else what we make of it."""
    return sender_pdf(document, here) or own_pdf(document, here)


def attached_file(here: Opened, index: int) -> File | None:
    invoice = here.invoice
    found = next((each for each in enclosed(invoice) if each.index == index), None) if invoice else None
    if not invoice or not found or not found.is_readable:
        return None
    return File(found.name, found.type, content(invoice, found))


def named(document: Document, ending: str) -> str:
    name = f"{document.number}.{ending}" if document.number else ""
    return safe_name(name, otherwise=f"document-{document.pk}.{ending}")


def content(invoice: Invoice, file: Enclosed) -> bytes:
    attached = invoice.documents[file.index].attachment
    if attached is None:
        raise Http404
    return attached.content()


@login_required
@require_safe
def original(request: SignedIn, pk: int) -> HttpResponse:
    return shown(request, pk, original_file)


@login_required
@require_safe
@page_of_a_document
def pdf(request: SignedIn, pk: int) -> HttpResponse:
    """To be shown by the browser's own reader, in a tab of its own."""
    return shown(request, pk, sender_pdf, inline=True)


@login_required
@require_safe
@page_of_a_document
def readable(request: SignedIn, pk: int) -> HttpResponse:
    return shown(request, pk, own_pdf)


@login_required
@require_safe
@page_of_a_document
def attachment(request: SignedIn, pk: int, index: int) -> HttpResponse:
    return shown(request, pk, lambda _document, here: attached_file(here, index))


def shown(
    request: SignedIn, pk: int, which: Callable[[Document, Opened], File | None], *, inline: bool = False
) -> HttpResponse:
    document = reachable(request, pk)
    if document.is_unscanned:
        return render(request, "documents/unscanned.html", {"document": document}, status=LOCKED)
    here = opened(document, limits=INTERACTIVE)
    file = which(document, here)
    if file is None and here.is_too_long:
        messages.error(request, _("This document is too long to be read here. Its original can be downloaded."))
        return redirect("documents:detail", pk)
    if file is None:
        raise Http404
    if request.method == "GET":
        document.events.create(kind=DocumentEvent.DOWNLOADED, by=request.user, detail=file.name)
    return handed_out(file, inline=inline)


def handed_out(file: File, *, inline: bool = False) -> HttpResponse:
    """A stranger's bytes, such that no browser runs them here: their own type, a download, no rights (C01–C04)."""
    response = HttpResponse(file.data, content_type=file.type)
    response["Content-Disposition"] = content_disposition_header(not inline, file.name) or "attachment"
    response["Content-Security-Policy"] = PDF_RIGHTS if inline else NO_RIGHTS
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
