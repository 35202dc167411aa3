"""Sending to a customer by e-mail: the question, and the answer to it."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from schakel.einvoice.model import Invoice
from schakel.hub.connections.forms import AddressField
from schakel.hub.documents.models import Document
from schakel.hub.documents.opening import opened
from schakel.hub.documents.undrawn import page_of_a_document
from schakel.hub.documents.views.detail import reachable
from schakel.hub.people.models import User
from schakel.hub.people.requests import SignedIn
from schakel.hub.sales.drafts import edit as drafts_edit
from schakel.hub.sales.drafts.compose import Problem
from schakel.hub.sales.drafts.content import clean
from schakel.hub.sales.drafts.views.draft import draft_of, ended
from schakel.hub.sales.issuing.issue import NotIssued, issue
from schakel.hub.sales.mailing.send import TooMany, mailable_by, queue
from schakel.hub.sales.models import Contact, Draft, Mailing
from schakel.hub.sales.seller.party import ForeignAccount
from schakel.hub.web.language import OWN_NAMES

WHERE_TO = gettext_lazy("Fill in the e-mail address to which the invoice goes.")
NOT_ON_PEPPOL = "not_on_peppol"  # in the address, from the page where the network said so


class MailForm(forms.Form):
    email = AddressField(label=gettext_lazy("E-mail address of the customer"), max_length=254)
    language = forms.ChoiceField(label=gettext_lazy("Language of the mail"), choices=OWN_NAMES)


@login_required
@page_of_a_document
def mail(request: SignedIn, pk: int) -> HttpResponse:
    document = mailable(request, pk)
    form = MailForm(request.POST or None, initial=usual(document))
    if request.method == "POST" and form.is_valid() and sent(document, form, request):
        address = reverse("documents:detail", args=[pk])
        return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
    context = {"document": document, "form": form, "question": question(document, request.GET.get("why", ""))}
    return render(request, "sales/mail.html", context, status=422 if form.errors else 200)


def mailable(request: SignedIn, pk: int) -> Document:
    document = reachable(request, pk)
    if not mailable_by(request.user, document):
        raise Http404
    return document


def sent(document: Document, form: MailForm, request: SignedIn) -> bool:
    told = form.cleaned_data
    try:
        queue(document, email=told["email"], language=told["language"], by=request.user)
    except (TooMany, ForeignAccount) as fault:
        form.add_error(None, str(fault.sentence))
        return False
    messages.success(request, _("It is on its way to %(email)s.") % {"email": told["email"]})
    return True


@login_required
@require_POST
def of_draft(request: SignedIn, pk: int) -> HttpResponse:
    """Issued and mailed in one go. `mail_to` is the answer to the question beside the number; else what the form says."""

    def deed(draft: Draft) -> Document:
        return issued_and_queued(draft, clean("customer_email", request.POST.get("mail_to", "")), by=request.user)

    return ended(request, draft_of(request, pk), deed, _("%(number)s is on its way by e-mail."))


def issued_and_queued(draft: Draft, email: str, *, by: User) -> Document:
    """Raises as issuing."""
    told = {"email": email or draft.content["customer_email"], "language": draft.content.get("language") or "nl"}
    drafts_edit.change(draft, draft.content | {"customer_email": told["email"]})
    if not MailForm(told).is_valid():
        raise NotIssued((Problem("customer_email", WHERE_TO),))

    def queue_it(document: Document) -> None:
        if not mailable_by(by, document):
            raise Http404
        try:
            queue(document, **told, by=by)
        except (TooMany, ForeignAccount) as fault:
            raise NotIssued((Problem("", fault.sentence),)) from fault

    return issue(draft, by=by, also=queue_it)


def question(document: Document, why: str) -> str:
    name = document.party or _("This customer")
    if why == NOT_ON_PEPPOL:
        return _("%(name)s is not on Peppol. Send it by e-mail?") % {"name": name}
    return _("Send it to %(name)s by e-mail?") % {"name": name}


def usual(document: Document) -> dict[str, Any]:
    """Where it went before, what the address book says, what stands in the document."""
    before = document.mailings.order_by("-pk").first()
    if before:
        return {"email": before.email, "language": before.language}
    company, invoice = document.connection.company, opened(document).invoice
    known = contact_of(document, invoice) if invoice else None
    if known and known.email:
        return {"email": known.email, "language": known.language}
    other = (invoice.seller if invoice.is_self_billed else invoice.buyer) if invoice else None
    language = known.language if known else company.language
    email = other.contact.email if other and other.contact else ""
    return {"email": email, "language": language if language in dict(settings.LANGUAGES) else "nl"}


def contact_of(document: Document, invoice: Invoice) -> Contact | None:
    other = invoice.seller if invoice.is_self_billed else invoice.buyer
    book = Contact.objects.filter(company=document.connection.company_id)
    by_number = book.filter(vat_number=other.vat_number) if other.vat_number else book.none()
    return by_number.first() or book.filter(name=other.name).first()


@login_required
@require_POST
def again(request: SignedIn, pk: int) -> HttpResponse:
    mine = Mailing.objects.filter(document__in=Document.objects.reachable_by(request.user))
    mailing = get_object_or_404(mine, pk=pk)
    document = mailable(request, mailing.document_id)
    if mailing.state == Mailing.State.FAILED:
        mailing.by = request.user
        mailing.save(update_fields=["by"])
        mailing.try_again()
    return redirect("documents:detail", document.pk)
