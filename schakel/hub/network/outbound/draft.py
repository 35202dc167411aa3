"""Sending a draft: issued and queued in one transaction, so that neither is ever there without the other."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Connection
from schakel.hub.documents.models import Document
from schakel.hub.network.outbound.lookup import CustomerAddress, Reachability, find_customer
from schakel.hub.network.outbound.queue import Unaddressed, queue
from schakel.hub.people.models import User
from schakel.hub.sales.drafts.compose import DraftProblem
from schakel.hub.sales.issuing.issue import NotIssued, issue
from schakel.hub.sales.models import Draft
from schakel.peppol.identifiers import ParticipantId

NOWHERE = _("This company is not on Peppol. Check the number; or issue the invoice and send it by e-mail.")
OTHER_KINDS = _("This company is on Peppol, but does not take this kind of document.")
WHY_NOT = {Reachability.NOWHERE: NOWHERE, Reachability.OTHER_KINDS: OTHER_KINDS}


class NotReached(NotIssued):
    def __init__(self, how: Reachability) -> None:
        super().__init__((DraftProblem("customer_number", WHY_NOT[how]),))
        self.how = how


def send(draft: Draft, *, by: User) -> Document:
    """Looked up first: who is not on the network gets no number. While the network cannot say, it is tried later.

    Raises:
        NotIssued                      permanent until the draft changes
        store.NotKept, store.Damaged   as the store
    """
    found = look_up_customer(draft)
    if found.how in WHY_NOT:
        raise NotReached(found.how)
    return issue_for(found, draft, by=by)


def issue_for(found: CustomerAddress, draft: Draft, *, by: User) -> Document:
    """Issued, and queued for where it was found. Raises as `send`."""
    return issue(draft, by=by, address=found.address, on_filed=partial(queue_issued, address=found.address))


def look_up_customer(draft: Draft) -> CustomerAddress:
    return find_customer(draft.content, self_billed=draft.connection.side == Connection.Side.PURCHASE)


def queue_issued(document: Document, *, address: str = "") -> None:
    outcome = queue(document, to=ParticipantId(address.lower()) if address else None)
    if isinstance(outcome, Unaddressed):
        raise NotIssued((DraftProblem("customer_number", outcome.sentence),))
