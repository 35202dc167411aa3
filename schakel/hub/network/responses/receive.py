"""An Invoice Response that came in: it is kept as an Answer and shown, also when we never sent the invoice.

It stands with the invoice only when it comes from who received that: a stranger cannot accept or reject (E11).
"""

from functools import partial

from django.db import transaction
from django.db.models import Q

from schakel.einvoice import responses
from schakel.einvoice.errors import EInvoiceError
from schakel.einvoice.model import Invoice
from schakel.einvoice.responses import InvoiceResponse
from schakel.hub.connections.models import Company, Connection
from schakel.hub.documents import store
from schakel.hub.documents.models import Document, DocumentQuerySet
from schakel.hub.documents.opening import opened
from schakel.hub.network.events import NetworkEvent
from schakel.hub.network.evidence import finish, keep_evidence
from schakel.hub.network.models import Answer, Transmission
from schakel.hub.network.outbound.lookup import numbers_of
from schakel.hub.network.outbound.queue import participant
from schakel.peppol import sbdh
from schakel.peppol.identifiers import ParticipantId

LONGEST = 200  # characters of a name and a number
LONGEST_TEXT = 2000  # characters of what they explain
MOST_CLARIFICATIONS = 50


def receive(row: Transmission) -> None:
    """Raises as the store, and PeppolError for an envelope that does not open any more."""
    data = sbdh.unwrap(bytes(row.envelope or b""), strict=False).document
    keep_evidence(row)
    answer = Answer(company=row.company, transmission=row, sha256=store.keep(data))
    try:
        response = responses.read(data)
    except EInvoiceError as error:
        answer.fault = error.code
    else:
        fill_from(answer, response)
        answer.document = find_document(row, answer)
    with transaction.atomic():
        answer.save()
        finish(row, Transmission.State.FILED, answer.document)
        if answer.document:
            answer.document.events.create(kind=NetworkEvent.ANSWERED, detail=answer.status)


def fill_from(answer: Answer, response: InvoiceResponse) -> None:
    answer.status = response.status[:20]
    answer.clarifications = [
        {"list": each.list_id[:40], "code": each.code[:40], "text": each.text[:LONGEST_TEXT]}
        for each in response.clarifications[:MOST_CLARIFICATIONS]
    ]
    answer.note = response.note[:LONGEST_TEXT]
    answer.other = response.sender.display_name[:LONGEST]
    answer.number, answer.issue_date = response.document_number[:LONGEST], response.document_date


def find_document(row: Transmission, answer: Answer) -> Document | None:
    """The document of ours that this is about; None when there is none, or when it went to somebody else."""
    if row.company is None or not answer.number:
        return None
    found = issued_by(row.company).filter(number=answer.number).order_by("-pk")
    if answer.issue_date:
        found = found.filter(issue_date=answer.issue_date)
    return next(filter(partial(was_sent_to, row), found), None)


def issued_by(company: Company) -> DocumentQuerySet:
    """Its sales, and the purchases for which it wrote the invoice itself."""
    own = Q(connection__side=Connection.Side.SALES, self_billed=False)
    for_its_seller = Q(connection__side=Connection.Side.PURCHASE, self_billed=True)
    return Document.everything.filter(own | for_its_seller, connection__company=company).select_related("connection")


def was_sent_to(row: Transmission, document: Document) -> bool:
    """Whether the sender of this answer is who was sent the document, or who stands in it as its receiver."""
    receivers = document.transmissions.filter(direction=Transmission.Direction.OUT).values_list("receiver", flat=True)
    if receivers:
        return any(row.sender_id in numbers_of(ParticipantId.parse(receiver)) for receiver in receivers)
    invoice = opened(document).invoice
    theirs = addressee(invoice) if invoice else None
    return theirs is not None and row.sender_id in numbers_of(theirs)


def addressee(invoice: Invoice) -> ParticipantId | None:
    return participant(invoice.seller if invoice.is_self_billed else invoice.buyer)
