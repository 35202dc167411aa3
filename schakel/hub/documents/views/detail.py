"""One document: its page, and whether it was read. Whoever may not reach it gets 404, here and from its files."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from schakel.einvoice.parse import INTERACTIVE
from schakel.hub.documents.accounts import payment_warnings
from schakel.hub.documents.attachments import pdf_of
from schakel.hub.documents.bills.compare_pdf import outcome_of
from schakel.hub.documents.bills.first_look import record_look
from schakel.hub.documents.bills.panel import bill_context
from schakel.hub.documents.files import may_show
from schakel.hub.documents.listing import neighbours
from schakel.hub.documents.looks import record_shown
from schakel.hub.documents.models import Document, Quarantine, SenderPdf
from schakel.hub.documents.opening import Opened, findings, headline, is_to_pay, opened, sum_label, supporting
from schakel.hub.documents.panels import beside_of
from schakel.hub.documents.reachable import find_reachable
from schakel.hub.documents.read_marks import mark_read, mark_unread
from schakel.hub.documents.search.chips import query_of
from schakel.hub.documents.search.filters import Search
from schakel.hub.documents.undrawn import page_of_a_document
from schakel.hub.people.requests import SignedIn

EVENTS_SHOWN = 30
LOCKED = 423  # RFC 4918: it is there, and nobody can have it now


def in_quarantine(request: SignedIn, pk: int) -> HttpResponse:
    """In place of a page that is not there: for those who may read the document, that it is in quarantine, and nothing of
    it. Raises Http404: it is in none, or not theirs."""
    readable = Document.everything.reachable_by(request.user).filter(pk=pk)
    here = get_object_or_404(Quarantine.objects.active(), document__in=readable)
    return render(request, "documents/quarantine/said.html", {"here": here}, status=LOCKED)


@login_required
@require_safe
@page_of_a_document
def detail(request: SignedIn, pk: int) -> HttpResponse:
    try:
        document = find_reachable(request.user, pk)
    except Http404:
        return in_quarantine(request, pk)
    if request.method == "GET":
        mark_read(document, by=request.user)
        record_look(document, by=request.user)
        record_shown(document, by=request.user)
    here = opened(document, limits=INTERACTIVE)
    context = {
        "document": document,
        "why": too_long() if here.is_too_long else here.why,
        "is_damaged": here.is_damaged,
        "findings": [(each.sentence(here.language), each) for each in findings(document)],
        **bill_context(request, document),
        "events": document.events.select_related("by").order_by("-at", "-id")[:EVENTS_SHOWN],
        "sum_label": sum_label(document),
        "headline": headline(document),
        "to_pay": is_to_pay(document),  # then the summary tells how, and the page itself only on paper
        "beside": beside_of(request, document),
        "is_unscanned": document.is_unscanned,
        **beside_in_list(request, document),
        "is_paper": here.is_paper,
        "pdf": here.is_pdf,
        "picture": may_show(here),
        **invoice_context(document, here),
    }
    return render(request, "documents/detail.html", context)


def invoice_context(document: Document, here: Opened) -> dict[str, object]:
    """What is shown of an invoice that can be read."""
    if not here.invoice or not (page := here.page()):
        return {}
    return {
        "page": page,
        "supporting": list(supporting(here.invoice, page)),
        "pdf": here.is_pdf or pdf_of(here.invoice) or SenderPdf.objects.filter(document=document).exists(),
        "pdf_outcome": outcome_of(document),
        "doubts": list(payment_warnings(here.invoice, here.language)),
    }


def beside_in_list(request: SignedIn, document: Document) -> dict[str, object]:
    """For who came from a search: the way back to it, and the documents before and after this one."""
    back = query_of(request.GET, at=str(document.pk))
    if not request.GET:
        return {"query": "", "back": back}
    search, query = Search.read(request.GET), query_of(request.GET)
    before, after = neighbours(request.user, search, document)
    return {"query": query, "back": back, "before": before, "after": after}


def too_long() -> str:
    """It was read when it came in; reading it again would keep the reader of the page waiting."""
    return _("It is too long to show on a page. We read it in the background, and you can download it.")


@login_required
@require_POST
def unread(request: SignedIn, pk: int) -> HttpResponse:
    """Ends this person's reading: the document is new to them again."""
    mark_unread(find_reachable(request.user, pk), by=request.user)
    return redirect(f"{reverse('documents:list')}{query_of(request.GET) if request.GET else ''}")
