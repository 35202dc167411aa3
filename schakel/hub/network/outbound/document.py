"""Sending a document that is here already: a sales invoice made elsewhere and uploaded."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from schakel.einvoice.validation import Verdict
from schakel.hub.documents import store
from schakel.hub.documents.models import Document
from schakel.hub.documents.placement import fillable_by
from schakel.hub.network.models import Transmission
from schakel.hub.network.outbound.lookup import numbers_of
from schakel.hub.network.outbound.queue import Packed, Unaddressed, pack_bytes, queue_packed
from schakel.hub.people.models import User
from schakel.hub.sales.seller.party import ForeignAccount, require_known_account
from schakel.peppol.identifiers import ParticipantId

SOMEBODY_ELSE = Unaddressed("not_our_address", _("The sender's electronic address does not belong to this company."))
NOT_SENDABLE = Unaddressed("not_sendable", _("This document cannot be sent from here."))


def sendable_by(user: User, document: Document) -> bool:
    """Its own invoices that follow the rules and are not on their way yet, by who may do more than read."""
    if not document.is_own or document.sent_elsewhere or document.verdict != Verdict.VALID:
        return False
    return not document.transmissions.exists() and fillable_by(user).filter(pk=document.connection_id).exists()


def is_on_its_way(document: Document) -> bool:
    return document.transmissions.outgoing().exclude(state=Transmission.State.FAILED).exists()


def send(document: Document, packed: Packed | Unaddressed | None = None) -> Transmission | Unaddressed | None:
    """Queued, once; None when it was already. `packed` before, by those who are in a transaction. Raises as the store."""
    packed = packed or pack_bytes(store.read(document.sha256))
    if isinstance(packed, Unaddressed):
        return packed
    own = document.connection.company.participants.values_list("scheme", "value")
    if {ParticipantId(f"{scheme}:{value}") for scheme, value in own}.isdisjoint(numbers_of(packed.header.sender)):
        return SOMEBODY_ELSE
    try:
        require_known_account(document)
    except ForeignAccount as fault:
        return Unaddressed(fault.code, fault.sentence)
    with transaction.atomic():
        Document.objects.select_for_update().filter(pk=document.pk).first()
        return None if is_on_its_way(document) else queue_packed(document, packed)


def send_if_allowed(document: Document, packed: Packed | Unaddressed, *, by: User) -> Document | Unaddressed:
    outcome = send(document, packed) if sendable_by(by, document) else NOT_SENDABLE
    return outcome if isinstance(outcome, Unaddressed) else document
