"""Paying, on a document's page; and what waits for the reader's word, on the pages they start from."""

from datetime import timedelta

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from schakel.hub.connections import changes
from schakel.hub.documents.models import Document
from schakel.hub.payments import approvals
from schakel.hub.payments.double_payments import warnings_of_double_payment
from schakel.hub.payments.models import PaymentFile
from schakel.hub.payments.payables import payable_for
from schakel.hub.payments.paynow import qr_code_of
from schakel.hub.payments.rights import companies_as_client, may_pay
from schakel.hub.payments.status import PaymentState, status_of
from schakel.hub.people.requests import SignedIn

MOST_NAMED = 3  # payment files above a list
WAIT = timedelta(days=7)  # what "later" means, unless another day is chosen


def beside(request: SignedIn, document: Document) -> SafeString:
    if document.fault:
        return SafeString()
    here = status_of(payable_for(document))
    code = qr_code_of(here)
    context = {
        "document": document,
        "here": here,
        "may_pay": may_pay(request.user, document.connection),
        "code": code,
        "warnings": list(warnings_of_double_payment(document)) if code else [],
        "approval": approvals.approval_status(document, request.user) if here.is_open else None,
        "tomorrow": timezone.localdate() + timedelta(days=1),
        "later": timezone.localdate() + WAIT,
        "has_facts": any(each.how != each.How.FILE for each in here.payments),
        "may_take_up": here.state in (PaymentState.LATER, PaymentState.ARCHIVED),
    }
    return render_to_string("payments/beside.html", context, request)


def above(request: SignedIn) -> SafeString:
    """Payment files, invoices and changes that wait for this person's word."""
    mine = companies_as_client(request.user)
    files = PaymentFile.objects.filter(state=PaymentFile.State.WAITING, company__in=mine)
    waiting = list(files.select_related("company").defer("content").order_by("execution", "pk")[:MOST_NAMED])
    invoices = len(approvals.documents_awaiting(request.user))
    asked = [(each, changes.kind_of(each).title(each)) for each in changes.awaited_of(request.user)]
    if not waiting and not invoices and not asked:
        return SafeString()
    return render_to_string("payments/above.html", {"files": waiting, "invoices": invoices, "asked": asked}, request)
