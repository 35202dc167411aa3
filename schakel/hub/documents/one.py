"""One document: its page, its files, and whether it was read. Whoever may not reach it gets 404 from each of them."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from schakel.einvoice.model import Invoice
from schakel.hub.documents import store
from schakel.hub.documents.accounts import doubts
from schakel.hub.documents.attachments import Enclosed, enclosed, pdf_of
from schakel.hub.documents.filetypes import safe_name
from schakel.hub.documents.models import Document, Event, Reading
from schakel.hub.documents.opening import findings, headline, opened, sum_label, supporting
from schakel.hub.people.requests import SignedIn

NO_RIGHTS = "sandbox; default-src 'none'; frame-ancestors 'none'"  # for what strangers wrote (C01)
PDF_RIGHTS = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"
EVENTS_SHOWN = 30


def reachable(request: SignedIn, pk: int) -> Document:
    documents = Document.objects.reachable_by(request.user).select_related("connection__company")
    return get_object_or_404(documents.defer("text"), pk=pk)


@login_required
@require_safe
def detail(request: SignedIn, pk: int) -> HttpResponse:
    document = reachable(request, pk)
    if request.method == "GET":
        mark_read(document, request)
    here = opened(document)
    context = {
        "document": document,
        "why": here.why,
        "is_damaged": here.is_damaged,
        "findings": [(each.sentence(here.language), each) for each in findings(document)],
        "namesakes": document.namesakes().defer("text")[:5],
        "events": document.events.select_related("by").order_by("-at", "-id")[:EVENTS_SHOWN],
        "sum_label": sum_label(document),
        "headline": headline(document),
    }
    if here.invoice and (page := here.page()):
        context |= {
            "page": page,
            "supporting": list(supporting(here.invoice, page)),
            "pdf": pdf_of(here.invoice),
            "doubts": list(doubts(here.invoice, here.language)),
        }
    return render(request, "documents/detail.html", context)


def mark_read(document: Document, request: SignedIn) -> None:
    with transaction.atomic():
        _reading, is_first = Reading.objects.get_or_create(document=document, user=request.user)
        if is_first:
            document.events.create(kind=Event.Kind.READ, by=request.user)


@login_required
@require_POST
def unread(request: SignedIn, pk: int) -> HttpResponse:
    """Ends this person's reading: the document is new to him again."""
    document = reachable(request, pk)
    with transaction.atomic():
        ended, _rows = document.readings.filter(user=request.user).delete()
        if ended:
            document.events.create(kind=Event.Kind.UNREAD, by=request.user)
    return redirect("documents:list")


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
