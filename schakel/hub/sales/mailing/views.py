"""Sending to a customer by e-mail: the question, and the answer to it."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record
from schakel.hub.documents.models import Document
from schakel.hub.documents.reachable import find_reachable, of_reachable
from schakel.hub.documents.undrawn import page_of_a_document
from schakel.hub.people.requests import SignedIn
from schakel.hub.sales.drafts.content import clean
from schakel.hub.sales.drafts.finish import finish
from schakel.hub.sales.mailing.draft import issue_and_queue
from schakel.hub.sales.mailing.forms import MailForm, usual_recipient
from schakel.hub.sales.mailing.queue import mailable_by
from schakel.hub.sales.models import Draft, Mailing

NOT_ON_PEPPOL = "not_on_peppol"  # in the address, from the page where the network said so


@login_required
@page_of_a_document
def mail(request: SignedIn, pk: int) -> HttpResponse:
    document = mailable_or_404(request, pk)
    form = MailForm(request.POST or None, initial=usual_recipient(document))
    if request.method == "POST" and form.is_valid() and form.queue(document, by=request.user):
        messages.success(request, _("It is on its way to %(email)s.") % {"email": form.cleaned_data["email"]})
        address = reverse("documents:detail", args=[pk])
        return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
    context = {"document": document, "form": form, "question": question(document, request.GET.get("why", ""))}
    return render(request, "sales/mail.html", context, status=422 if form.errors else 200)


def mailable_or_404(request: SignedIn, pk: int) -> Document:
    document = find_reachable(request.user, pk)
    if not mailable_by(request.user, document):
        raise Http404
    return document


@login_required
@require_POST
def of_draft(request: SignedIn, pk: int) -> HttpResponse:
    """Issued and mailed in one go. `mail_to` is the answer to the question beside the number; else what the form says."""
    found = get_object_or_404(Draft.objects.writable_by(request.user), pk=pk)
    email = clean("customer_email", request.POST.get("mail_to", ""))
    action = partial(issue_and_queue, email=email, by=request.user)
    return finish(request, found, action, success=_("%(number)s is on its way by e-mail."))


def question(document: Document, why: str) -> str:
    name = document.party or _("This customer")
    if why == NOT_ON_PEPPOL:
        return _("%(name)s is not on Peppol. Send it by e-mail?") % {"name": name}
    return _("Send it to %(name)s by e-mail?") % {"name": name}


@login_required
@require_POST
def again(request: SignedIn, pk: int) -> HttpResponse:
    mine = Mailing.objects.filter(of_reachable(request.user))
    mailing = get_object_or_404(mine, pk=pk)
    document = mailable_or_404(request, mailing.document_id)
    if mailing.state == Mailing.State.FAILED:
        mailing.by = request.user
        mailing.save(update_fields=["by"])
        mailing.try_again()
        record(Action.MAILING_QUEUED, document, place=document.connection.place, detail="again")
    return redirect("documents:detail", document.pk)
