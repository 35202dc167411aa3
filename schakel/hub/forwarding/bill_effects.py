"""What a document counts for decides whether it goes to bookkeeping; when that changes, its forwards wait or go on."""

from collections.abc import Collection

from django.db.models import Case, Value, When
from django.utils import timezone

from schakel.hub.connections.turns import turn
from schakel.hub.documents.bills import effects
from schakel.hub.documents.bills.models import Bill
from schakel.hub.documents.bills.read import bill_for
from schakel.hub.documents.models import Document
from schakel.hub.forwarding import moves
from schakel.hub.forwarding.dispatcher import dispatch
from schakel.hub.forwarding.models import Forward, Forwarder

FORWARDABLE = effects.which("is_forwardable", through="document__")
GOES_ON = Case(
    When(FORWARDABLE, then=Value(value=True)), default=Value(value=False)
)  # of a forward: nothing lets it wait here
RESTS = effects.is_kept_back("document", "connection")  # the opposite, quick where many are counted


def is_forwardable(document: Document) -> bool:
    return effects.of_bill(bill_for(document)).is_forwardable


def wait_until_it_counts(forward: Forward) -> None:
    """Looked at once more in the turn in which effects change, so that none is left behind by the two at once."""
    with turn(forward.document.connection.company_id):
        goes_on = is_forwardable(forward.document)
        forward.move(moves.WAIT, due_at=timezone.now() if goes_on else None)


def wake(bills: Collection[Bill]) -> None:
    """What may go to bookkeeping now and rests without a day, goes on or rests for its quarantine. What was history until
    now is dispatched. In the turn of its company."""
    able = [bill.document_id for bill in bills if effects.of_bill(bill).is_forwardable]
    dispatch(list(Document.everything.filter(pk__in=able, forwards=None).defer("text")))
    resting = Forward.everything.filter(document__in=able, due_at=None)
    for forwarder in Forwarder.objects.filter(forwards__in=resting.queued()).distinct():
        resting.filter(forwarder=forwarder).move(moves.WAIT, due_at=forwarder.first_due())
