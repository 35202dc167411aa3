"""Payment files: made, looked at, approved, taken to the bank."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from schakel.hub.connections.models import Company
from schakel.hub.connections.payers import payers_of
from schakel.hub.documents.bills import effects
from schakel.hub.documents.bills.alike import look_alikes
from schakel.hub.documents.bills.warning_texts import sentences_of
from schakel.hub.documents.models import Quarantine
from schakel.hub.payments import file_decisions
from schakel.hub.payments.approvals import approved_among
from schakel.hub.payments.double_payments import sentences_of_look_alikes
from schakel.hub.payments.forms import FileForm
from schakel.hub.payments.models import Payable, PaymentFile
from schakel.hub.payments.open_items import statuses, with_payments
from schakel.hub.payments.prepare_file import NotPrepared, offered_items, prepare
from schakel.hub.payments.rights import companies_paid_by, is_of_the_office
from schakel.hub.payments.status import PaymentState, PaymentStatus
from schakel.hub.people import proof
from schakel.hub.people.requests import SignedIn
from schakel.hub.web.paging import page

ACTIONS = {
    "approve": (file_decisions.approve, gettext_lazy("Approved. The file is ready for the bank.")),
    "withdraw": (file_decisions.withdraw, gettext_lazy("Withdrawn. The invoices are to be paid again.")),
    "executed": (file_decisions.mark_executed, gettext_lazy("The invoices in it are paid.")),
}


def company_to_pay(request: SignedIn, pk: int) -> Company:
    return get_object_or_404(companies_paid_by(request.user).select_related("office"), pk=pk)


def file_of(request: SignedIn, pk: int) -> PaymentFile:
    files = PaymentFile.objects.filter(company__in=companies_paid_by(request.user))
    return get_object_or_404(files.select_related("company__office").defer("content"), pk=pk)


@login_required
@require_safe
def list_(request: SignedIn) -> HttpResponse:
    files = PaymentFile.objects.filter(company__in=companies_paid_by(request.user))
    files = files.select_related("company", "prepared_by").defer("content")
    context = {"page": page(files, order=("-prepared_at", "-id"), after=request.GET.get("after", ""))}
    return render(request, "payments/files.html", context)


@login_required
def new(request: SignedIn, pk: int) -> HttpResponse:
    company = company_to_pay(request, pk)
    form = FileForm(request.POST or None, company=company)
    chosen = frozenset(int(each) for each in request.POST.getlist("document") if each.isascii() and each.isdigit())
    reasons: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        made = prepare(company, form.file_request(chosen), by=request.user)
        if not isinstance(made, NotPrepared):
            return redirect("payments:file", made.pk)
        reasons = made.reasons
    offered = offered_items(company)
    documents = [each.paying.document_id for each in offered]
    sentences = sentences_of(documents, for_office=is_of_the_office(request.user, company))
    others, approved = look_alikes(documents), approved_among([each.paying.document for each in offered], of=company)
    rows = [
        row(each, [*sentences.get(key, ()), *sentences_of_look_alikes(others[key])], is_approved=key in approved)
        for key, each in zip(documents, offered, strict=True)
    ]
    answer = {
        "company": company,
        "form": form,
        "rows": rows,
        "reasons": reasons,
        "chosen": chosen,
        "some_in_file": any(each["here"].state == PaymentState.IN_FILE for each in rows),
        "has_client": payers_of(company).exists(),
    }
    return render(request, "payments/new.html", answer, status=422 if reasons or form.errors else 200)


def row(here: PaymentStatus, sentences: Sequence[str], *, is_approved: bool) -> dict[str, Any]:
    may_be_chosen = is_approved and effects.of(here.paying.document).is_payable
    return {"here": here, "is_approved": is_approved, "may_be_chosen": may_be_chosen, "warnings": sentences}


@login_required
@require_safe
def file(request: SignedIn, pk: int) -> HttpResponse:
    here = file_of(request, pk)
    in_quarantine = Quarantine.objects.documents()
    transfers = here.transfers.exclude(payments__document__in=in_quarantine).prefetch_related("payments__document")
    paid = Payable.objects.filter(document__payments__transfer__file=here, is_settled=True)
    may_be_taken = file_decisions.may_be_taken(here)
    context = {
        "file": here,
        "transfers": transfers,
        "may_be_taken": may_be_taken,
        "begins": may_be_taken and "download" in request.GET and proof.is_fresh(request),
        "in_quarantine": file_decisions.in_quarantine(here),
        "unapproved": file_decisions.unapproved(here) if here.state == PaymentFile.State.READY else [],
        "may_approve": here.state == PaymentFile.State.WAITING and file_decisions.may_approve(request.user, here),
        "has_client": payers_of(here.company).exists(),
        "may_withdraw": here.state in (PaymentFile.State.WAITING, *file_decisions.TO_EXECUTE),
        "paid_meanwhile": [] if here.ended_at else statuses(with_payments(paid).order_by("document")),
    }
    return render(request, "payments/file.html", context)


@login_required
@require_POST
def decide(request: SignedIn, pk: int) -> HttpResponse:
    here = file_of(request, pk)
    action = request.POST.get("action", "")
    if action in ACTIONS:
        do, sentence = ACTIONS[action]
        if do(here, request.user):
            messages.success(request, str(sentence))
        else:
            messages.error(
                request, _("This is no longer possible, or you are not allowed to do it. Check the page again.")
            )
    return redirect("payments:file", here.pk)


@login_required
@require_safe
def download(request: SignedIn, pk: int) -> HttpResponse:
    """For the bank, after a fresh proof; who had to give one comes back to the page of the file, which then begins it."""
    here = file_of(request, pk)
    if not file_decisions.may_be_taken(here):
        raise Http404
    if not proof.is_fresh(request):
        return proof.ask(request, then=f"{reverse('payments:file', args=[pk])}?download=1")
    if request.method == "GET" and not file_decisions.take(here, request.user):
        raise Http404
    content = bytes(PaymentFile.objects.values_list("content", flat=True).get(pk=here.pk))
    response = HttpResponse(content, content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{here.message_id}.xml"'
    return response
