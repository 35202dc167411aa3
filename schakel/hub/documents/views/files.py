"""The files of one document, each at its own address."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from schakel.einvoice.parse import INTERACTIVE
from schakel.hub.documents.events import DocumentEvent
from schakel.hub.documents.files import DocumentFile, attached_file, file_response, original_file, own_pdf, shown_file
from schakel.hub.documents.models import Document
from schakel.hub.documents.opening import Opened, opened
from schakel.hub.documents.reachable import find_reachable
from schakel.hub.documents.undrawn import page_of_a_document
from schakel.hub.documents.views.detail import LOCKED
from schakel.hub.people.requests import SignedIn


@login_required
@require_safe
def original(request: SignedIn, pk: int) -> HttpResponse:
    return hand_out(request, pk, original_file)


@login_required
@require_safe
@page_of_a_document
def pdf(request: SignedIn, pk: int) -> HttpResponse:
    """To be shown by the browser's own reader, in a tab of its own."""
    return hand_out(request, pk, shown_file, inline=True)


@login_required
@require_safe
@page_of_a_document
def beside(request: SignedIn, pk: int) -> HttpResponse:
    """The same, within the document's page on a wide screen: a part of the page, so that it counts as no download."""
    document = find_reachable(request.user, pk)
    file = None if document.is_unscanned else shown_file(document, opened(document, limits=INTERACTIVE))
    if file is None:
        raise Http404
    return file_response(file, inline=True, is_framed=True)


@login_required
@require_safe
@page_of_a_document
def readable(request: SignedIn, pk: int) -> HttpResponse:
    return hand_out(request, pk, own_pdf)


@login_required
@require_safe
@page_of_a_document
def attachment(request: SignedIn, pk: int, index: int) -> HttpResponse:
    return hand_out(request, pk, lambda _document, here: attached_file(here, index))


def hand_out(
    request: SignedIn, pk: int, which: Callable[[Document, Opened], DocumentFile | None], *, inline: bool = False
) -> HttpResponse:
    document = find_reachable(request.user, pk)
    if document.is_unscanned:
        return render(request, "documents/unscanned.html", {"document": document}, status=LOCKED)
    here = opened(document, limits=INTERACTIVE)
    file = which(document, here)
    if file is None and here.is_too_long:
        messages.error(request, _("This document is too long to show here. You can download the original."))
        return redirect("documents:detail", pk)
    if file is None:
        raise Http404
    if request.method == "GET":
        document.events.create(kind=DocumentEvent.DOWNLOADED, by=request.user, detail=file.name)
    return file_response(file, inline=inline)
