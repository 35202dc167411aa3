"""Somebody looked at a bill: a person who could have contested it opened it, answered it or approved its payment.

With the option of its company nothing goes to bookkeeping before (`rules.BillRule.holds_unseen`).
"""

from django.utils import timezone

from schakel.hub.connections.turns import turn
from schakel.hub.documents.bills.effects import announce
from schakel.hub.documents.bills.models import Bill
from schakel.hub.documents.bills.read import bill_for
from schakel.hub.documents.bills.rules import rule_of
from schakel.hub.documents.models import Document
from schakel.hub.documents.placement import fillable_by
from schakel.hub.people.models import User


def record_look(document: Document, by: User) -> None:
    """The first one counts. A person who may only read cannot contest it, so their look is none."""
    bill = bill_for(document)
    if bill.looked_at is not None or not fillable_by(by).filter(pk=document.connection_id).exists():
        return
    if not rule_of(bill.company).holds_unseen:
        save_look(bill)
        return
    with turn(bill.company_id):
        save_look(bill)
        announce([bill])


def save_look(bill: Bill) -> None:
    bill.looked_at = timezone.now()
    Bill.objects.filter(pk=bill.pk, looked_at=None).update(looked_at=bill.looked_at)
