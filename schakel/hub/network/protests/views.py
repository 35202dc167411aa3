"""Contesting on pages: the form with the letter to look at first, taking it back, and the proof."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record
from schakel.hub.documents import store
from schakel.hub.documents.bills.contest_deadline import last_contest_day
from schakel.hub.documents.models import Document
from schakel.hub.documents.undrawn import page_of_a_document
from schakel.hub.network.models import Protest
from schakel.hub.network.proof_download import zip_response
from schakel.hub.network.protests import contest as contesting
from schakel.hub.network.protests.forms import ProtestForm
from schakel.hub.network.protests.letter import preview
from schakel.hub.network.protests.proof import proof
from schakel.hub.network.responses.find import answerable
from schakel.hub.network.responses.send import Unanswerable
from schakel.hub.people.requests import SignedIn


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@page_of_a_document
def contest(request: SignedIn, pk: int) -> HttpResponse:
    """With `preview` the letter is shown and nothing is sent."""
    document = answerable(request, pk)
    newest = Protest.objects.newest_of(document)
    form = ProtestForm(request.POST if request.method == "POST" else None, document=document, newest=newest)
    letter = ""
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            letter = preview(document, form.asked(), by=request.user)
        elif saved(request, document, form):
            address = reverse("documents:detail", args=[pk])
            return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
    context = {"document": document, "form": form, "letter": letter, "newest": newest}
    context |= {"last_day": last_contest_day(document), "replies": request.user.email}
    return render(request, "network/contest.html", context, status=422 if form.errors else 200)


def saved(request: SignedIn, document: Document, form: ProtestForm) -> bool:
    outcome = contesting.contest(document, form.asked(), by=request.user)
    if isinstance(outcome, Unanswerable):
        form.add_error("email" if outcome is contesting.NOWHERE else None, str(outcome.sentence))
        return False
    messages.success(request, said(outcome))
    return True


def said(protest: Protest) -> str:
    if protest.answer and protest.email:
        return _("Contested. The answer goes over Peppol, and an e-mail to %(email)s.") % {"email": protest.email}
    if protest.email:
        return _("Contested. An e-mail goes to %(email)s.") % {"email": protest.email}
    return _("Contested. The answer goes over Peppol.")


@login_required
@require_POST
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    document = answerable(request, pk)
    after = request.POST.get("after", "")
    known = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else None
    outcome = contesting.withdraw(document, after=known, by=request.user)
    if isinstance(outcome, Unanswerable):
        messages.error(request, str(outcome.sentence))
    elif outcome.answer or outcome.email:
        messages.success(request, _("Taken back. The seller is told; the invoice counts again."))
    else:
        messages.warning(request, _("Taken back; the invoice counts again. Let the seller know yourself."))
    return redirect("documents:detail", pk)


@login_required
@require_safe
def proof_of(request: SignedIn, pk: int) -> HttpResponse:
    found = Protest.objects.reachable_by(request.user).select_related(
        "document", "company", "by", "answer__transmission"
    )
    protest = get_object_or_404(found, pk=pk)
    record(Action.PROOF_DOWNLOADED, protest, place=protest.company.place)
    try:
        return zip_response(proof(protest), f"protest-{protest.pk}.zip")
    except store.Damaged as fault:
        raise Http404 from fault
