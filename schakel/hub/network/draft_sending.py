"""Sending a draft: issued and queued in one transaction, so that neither is ever there without the other."""

from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Connection
from schakel.hub.documents.models import Document
from schakel.hub.network.queueing import Unaddressed, queue
from schakel.hub.network.reaching import Reach, Reached, reach
from schakel.hub.people.models import User
from schakel.hub.sales.composing import Problem
from schakel.hub.sales.issuing import NotIssued, issue
from schakel.hub.sales.models import Draft

NOWHERE = _(
    "This company is not on Peppol. Check the number; or issue the invoice without sending it, and give it to the customer "
    "in another way."
)
OTHER_KINDS = _("This company is on Peppol, but does not take this kind of document.")
WHY_NOT = {Reach.NOWHERE: NOWHERE, Reach.OTHER_KINDS: OTHER_KINDS}


def send(draft: Draft, *, by: User) -> Document:
    """Looked up first: who is not on the network gets no number. While the network cannot say, it is tried later.

    Raises:
        NotIssued                      permanent until the draft changes
        store.NotKept, store.Damaged   as the store
    """
    found = reached(draft)
    if found.how in WHY_NOT:
        raise NotIssued((Problem("customer_number", WHY_NOT[found.how]),))
    return issue(draft, by=by, address=found.address, also=queue_it)


def reached(draft: Draft) -> Reached:
    return reach(draft.content, self_billed=draft.connection.kind == Connection.Kind.PURCHASE)


def queue_it(document: Document) -> None:
    outcome = queue(document)
    if isinstance(outcome, Unaddressed):
        raise NotIssued((Problem("customer_number", outcome.sentence),))
