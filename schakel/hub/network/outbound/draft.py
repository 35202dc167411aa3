"""Sending a draft: issued and queued in one transaction, so that neither is ever there without the other."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from schakel.einvoice.model import Invoice
from schakel.hub.connections.models import Connection
from schakel.hub.documents.models import Document
from schakel.hub.network.outbound.lookup import CustomerAddress, Reachability, find_customer
from schakel.hub.network.outbound.queue import Unaddressed, pack, queue_packed
from schakel.hub.people.models import User
from schakel.hub.sales.drafts.compose import DraftProblem
from schakel.hub.sales.issuing.issue import issue
from schakel.hub.sales.issuing.prepare import Follow, NotIssued, OnFiled, Prepared, prepare
from schakel.hub.sales.models import Draft
from schakel.peppol.identifiers import ParticipantId

NOWHERE = _("This company is not on Peppol. Check the number, or issue the invoice and send it by e-mail.")
OTHER_KINDS = _("This company is on Peppol, but does not accept this kind of document.")
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


def issue_for(found: CustomerAddress, draft: Draft, *, by: User, ahead: Prepared | None = None) -> Document:
    """Issued, and queued for where it was found; `ahead` as for `issue`. Raises as `send`."""
    return issue(draft, by=by, address=found.address, follow=following(found), ahead=ahead)


def prepare_for(found: CustomerAddress, draft: Draft) -> Prepared:
    """For those who call `issue_for` in a transaction of their own."""
    return prepare(draft, address=found.address, follow=following(found))


def following(found: CustomerAddress) -> Follow:
    return partial(prepare_sending, address=found.address)


def prepare_sending(invoice: Invoice, data: bytes, *, address: str = "") -> OnFiled:
    packed = pack(invoice, data, to=ParticipantId(address.lower()) if address else None)
    if isinstance(packed, Unaddressed):
        raise NotIssued((DraftProblem("customer_number", packed.sentence),))
    return partial(queue_packed, packed=packed)


def look_up_customer(draft: Draft) -> CustomerAddress:
    return find_customer(draft.content, self_billed=draft.connection.side == Connection.Side.PURCHASE)
