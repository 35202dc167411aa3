"""What a person says of a document: paid, not paid after all, later, put away. Each is kept as an event."""

from collections.abc import Callable
from datetime import date

from django.utils import timezone

from schakel.hub.connections.turns import turn
from schakel.hub.documents.models import Document
from schakel.hub.payments.events import PaymentEvent
from schakel.hub.payments.models import Payable, Payment
from schakel.hub.payments.payables import payable_for
from schakel.hub.payments.status import recount
from schakel.hub.people.models import User


def mark_paid(document: Document, by: User, *, on: date | None = None) -> bool:
    """All that is left was paid. False when nothing was."""
    with turn(document.connection.company_id):
        paying = payable_for(document)
        if paying.is_settled or not paying.left:
            return False
        Payment.objects.create(
            document=document,
            how=Payment.How.BY_HAND,
            amount=paying.left,
            by=by,
            paid_on=on or timezone.localdate(),
        )
        recount(document)
        document.events.create(kind=PaymentEvent.PAID, by=by)
    return True


def undo_payment(document: Document, by: User) -> bool:
    """What was marked by hand or found on a statement counts no more; what is in a file stays there."""
    with turn(document.connection.company_id):
        ending = Payment.objects.facts().filter(document=document)
        entries = [each.entry for each in ending.exclude(entry=None).select_related("entry")]
        if not ending.end(by):
            return False
        for entry in entries:
            if entry:
                entry.is_left_to_people = True
                entry.save(update_fields=["is_left_to_people"])
        recount(document)
        document.events.create(kind=PaymentEvent.UNPAID, by=by)
    return True


def postpone(document: Document, by: User, *, until: date) -> bool:
    """Not shown among what is to be done before that day."""
    changed = update_payable(document, later_until=until)
    document.events.create(kind=PaymentEvent.LATER, by=by, detail=until.isoformat())
    return changed


def take_up(document: Document, by: User) -> bool:
    """Neither later nor put away."""
    changed = update_payable(document, later_until=None, is_archived=False)
    document.events.create(kind=PaymentEvent.TAKEN_UP, by=by)
    return changed


def archive(document: Document, by: User) -> bool:
    """Nothing more will be done about it."""
    changed = update_payable(document, is_archived=True)
    document.events.create(kind=PaymentEvent.ARCHIVED, by=by)
    return changed


def update_payable(document: Document, **columns: object) -> bool:
    payable_for(document)
    return bool(Payable.objects.filter(document=document).update(**columns))


Action = Callable[[Document, User], bool]
