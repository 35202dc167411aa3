"""Paying one document: what a person says of it, and the picture of its QR code."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from schakel.hub.documents.filetypes import safe_name
from schakel.hub.documents.models import Document
from schakel.hub.documents.undrawn import page_of_a_document
from schakel.hub.payments import approvals, document_actions, file_decisions
from schakel.hub.payments.payables import payable_for
from schakel.hub.payments.paynow import qr_code_of, transfer_of
from schakel.hub.payments.rights import payable_by
from schakel.hub.payments.status import status_of
from schakel.hub.people.requests import SignedIn
from schakel.sepa import epc_qr

SAID = {
    "paid": (document_actions.mark_paid, gettext_lazy("Marked as paid.")),
    "take_back": (document_actions.undo_payment, gettext_lazy("Undone: this is to be paid again.")),
    "take_up": (document_actions.take_up, gettext_lazy("It is back on the list of things to do.")),
    "archive": (document_actions.archive, gettext_lazy("Archived.")),
    "approve": (approvals.approve, gettext_lazy("Approved for payment.")),
    "unapprove": (file_decisions.take_back_approval, gettext_lazy("Your approval was withdrawn.")),
}


def document_to_pay(request: SignedIn, pk: int) -> Document:
    """404 for whoever may not pay, as for what does not exist."""
    documents = Document.objects.filter(connection__in=payable_by(request.user))
    return get_object_or_404(documents.select_related("connection__company").defer("text"), pk=pk)


@login_required
@require_POST
def mark(request: SignedIn, pk: int) -> HttpResponse:
    document = document_to_pay(request, pk)
    action = request.POST.get("action", "")
    if action == "later":
        return later(request, document)
    if action in SAID:
        do, sentence = SAID[action]
        if do(document, request.user):
            messages.success(request, str(sentence))
    return redirect("documents:detail", document.pk)


def later(request: SignedIn, document: Document) -> HttpResponse:
    until = day_in(request.POST.get("until", ""))
    if until is None or until <= timezone.localdate():
        messages.error(request, _("Choose a day in the future."))
    else:
        document_actions.postpone(document, request.user, until=until)
        messages.success(request, _("Set aside for later."))
    return redirect("documents:detail", document.pk)


def day_in(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@login_required
@require_safe
@page_of_a_document
def picture(request: SignedIn, pk: int) -> HttpResponse:
    """The QR code as PNG, to share with the bank app on the same phone."""
    document = document_to_pay(request, pk)
    here = status_of(payable_for(document))
    code = qr_code_of(here)
    if code is None or code.refusal:
        raise Http404
    name = safe_name(f"{document.number}.png", otherwise=f"payment-{document.pk}.png")
    response = HttpResponse(epc_qr.png(transfer_of(here.paying)), content_type="image/png")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
