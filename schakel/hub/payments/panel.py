"""Paying, on a document's page."""

from datetime import timedelta

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from schakel.hub.documents.models import Document
from schakel.hub.payments import approving
from schakel.hub.payments.doubting import doubts
from schakel.hub.payments.paynow import code_of
from schakel.hub.payments.reading import payable_for
from schakel.hub.payments.rights import may_pay
from schakel.hub.payments.standing import State, standing_of
from schakel.hub.people.requests import SignedIn

WAIT = timedelta(days=7)  # what "later" means, unless another day is chosen


def beside(request: SignedIn, document: Document) -> SafeString:
    if document.fault:
        return SafeString()
    here = standing_of(payable_for(document))
    code = code_of(here)
    context = {
        "document": document,
        "here": here,
        "may_pay": may_pay(request.user, document.connection),
        "code": code,
        "doubts": list(doubts(here.paying)) if code else [],
        "approval": approving.of(document, request.user) if here.is_open else None,
        "tomorrow": timezone.localdate() + timedelta(days=1),
        "later": timezone.localdate() + WAIT,
        "has_facts": any(each.how != each.How.FILE for each in here.payments),
        "may_take_up": here.state in (State.LATER, State.ARCHIVED),
    }
    return render_to_string("payments/beside.html", context, request)
