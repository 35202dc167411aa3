"""Queueing: a document of ours becomes a Transmission. The envelope and the message id are fixed here, before the first try."""

import uuid
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.einvoice.errors import EInvoiceError
from schakel.einvoice.model import Invoice, Party
from schakel.einvoice.ubl.read import read
from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record
from schakel.hub.connections.models import Company
from schakel.hub.documents import store
from schakel.hub.documents.models import Document
from schakel.hub.network.access_points.own import new_message_id
from schakel.hub.network.models import Transmission
from schakel.hub.network.outbound.lookup import numbers_of
from schakel.hub.web.language import Sentence
from schakel.peppol import sbdh
from schakel.peppol.errors import PeppolError
from schakel.peppol.identifiers import DocumentTypeId, ParticipantId, ProcessId

UBL = "urn:oasis:names:specification:ubl:schema:xsd"
VERSION = "2.1"


@dataclass(frozen=True)
class Unaddressed:
    """Why a document cannot go over the network. Permanent: only another document can."""

    code: str
    sentence: Sentence


@dataclass(frozen=True)
class Packed:
    """An envelope that is in the store and not yet queued."""

    header: sbdh.Header
    envelope_sha256: str


UNREADABLE = Unaddressed("not_an_invoice", _("This document cannot be read as an invoice."))
NO_SENDER = Unaddressed(
    "no_sender_address", _("The sender's electronic address is missing, or is not a Peppol address.")
)
NO_RECEIVER = Unaddressed(
    "no_receiver_address", _("The receiver's electronic address is missing, or is not a Peppol address.")
)
NO_COUNTRY = Unaddressed("no_sender_country", _("The sender's country is missing."))
UNKNOWN_KIND = Unaddressed("unknown_kind", _("This kind of document cannot be sent over Peppol."))


def queue(document: Document, *, to: ParticipantId | None = None) -> Transmission | Unaddressed:
    """Due now, for the address in it, or for `to`, where its receiver was found. In the transaction that made the document:
    either both are there, or neither.

    The envelope lies in the store before the row says so; without a row nobody knows it.

    Raises:
        store.Damaged, store.NotKept   as the store
    """
    packed = pack_bytes(store.read(document.sha256), to=to)
    return packed if isinstance(packed, Unaddressed) else queue_packed(document, packed)


def queue_packed(document: Document, packed: Packed) -> Transmission:
    company = document.connection.company
    with transaction.atomic():
        row = insert(packed, company=company, document=document)
        record(Action.TRANSMISSION_QUEUED, document, place=company.place)
    return row


def pack_bytes(data: bytes, *, to: ParticipantId | None = None) -> Packed | Unaddressed:
    """As `pack`, of a document of which only the bytes are at hand."""
    try:
        return pack(read(data), data, to=to)
    except EInvoiceError:
        return UNREADABLE


def pack(invoice: Invoice, data: bytes, *, to: ParticipantId | None = None) -> Packed | Unaddressed:
    """The invoice in its envelope, which is in the store; before the transaction that queues it. Raises as the store."""
    header = header_of(invoice)
    if isinstance(header, Unaddressed):
        return header
    header = replace(header, receiver=to or header.receiver)
    try:
        return Packed(header, store.keep(sbdh.wrap(header, data)))
    except PeppolError:
        return UNKNOWN_KIND


def enqueue(
    header: sbdh.Header,
    envelope: bytes,
    *,
    company: Company | None,
    document: Document | None = None,
    about: Transmission | None = None,
) -> Transmission:
    """Any envelope of ours; it takes turns with the other offices' (fair_key). Raises as the store."""
    return insert(Packed(header, store.keep(envelope)), company=company, document=document, about=about)


def insert(
    packed: Packed, *, company: Company | None, document: Document | None = None, about: Transmission | None = None
) -> Transmission:
    header = packed.header
    return Transmission.objects.create(
        direction=Transmission.Direction.OUT,
        state=Transmission.State.QUEUED,
        fair_key=company.office_id if company else 0,
        message_id=new_message_id(),
        instance_id=header.instance_id,
        sender=str(header.sender),
        receiver=str(header.receiver),
        document_type=str(header.document_type),
        process=str(header.process),
        country_c1=header.country_c1,
        envelope_sha256=packed.envelope_sha256,
        company=company,
        document=document,
        about=about,
        due_at=timezone.now(),
    )


def header_of(invoice: Invoice) -> sbdh.Header | Unaddressed:
    """From the seller to the buyer; what the buyer self-billed goes from the buyer to the seller.

    Both under the best form of their number, whichever stands in the document; the receiver's other forms are tried when it leaves.
    """
    sender, receiver = (invoice.buyer, invoice.seller) if invoice.is_self_billed else (invoice.seller, invoice.buyer)
    from_, to = participant(sender), participant(receiver)
    country = sender.address.country if sender.address else ""
    if from_ is None or to is None or len(country) != 2:
        return NO_SENDER if from_ is None else NO_RECEIVER if to is None else NO_COUNTRY
    try:
        kind, process = document_type(invoice), ProcessId(invoice.process)
    except PeppolError:
        return UNKNOWN_KIND
    at = timezone.now().replace(microsecond=0)
    wish = sbdh.MlsType.ALWAYS_SEND  # whoever sends wants to see that it arrived
    return sbdh.Header(from_, to, kind, process, country, str(uuid.uuid4()), at, mls_type=wish)


def participant(party: Party) -> ParticipantId | None:
    if party.endpoint is None or not party.endpoint.scheme:
        return None
    try:
        written = ParticipantId(f"{party.endpoint.scheme}:{party.endpoint.value.strip()}".lower())
        return numbers_of(written)[0]
    except PeppolError:
        return None


def document_type(invoice: Invoice) -> DocumentTypeId:
    root = "CreditNote" if invoice.is_credit_note else "Invoice"
    return DocumentTypeId.of(f"{UBL}:{root}-2", root, customization=invoice.specification, version=VERSION)
