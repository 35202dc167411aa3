"""Answering a supplier: an Invoice Response is written, kept with who gave it, and queued, all in one.

Whether it can be delivered is found out on the way: many suppliers take no answers. The answer then stands here alone.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.base.characters import to_xml
from schakel.einvoice import response_rules, responses
from schakel.einvoice.errors import EInvoiceError
from schakel.einvoice.model import Identifier, Invoice, Party
from schakel.einvoice.responses import Clarification, InvoiceResponse
from schakel.einvoice.validation import Severity
from schakel.hub.connections.models import Connection
from schakel.hub.connections.turns import turn
from schakel.hub.documents import store
from schakel.hub.documents.bills import effects
from schakel.hub.documents.bills.answers import record_answer
from schakel.hub.documents.bills.first_look import record_look
from schakel.hub.documents.bills.models import BillAnswer
from schakel.hub.documents.bills.read import bill_for
from schakel.hub.documents.models import Document
from schakel.hub.documents.opening import opened
from schakel.hub.documents.placement import fillable_by
from schakel.hub.network.events import NetworkEvent
from schakel.hub.network.models import Answer, Transmission
from schakel.hub.network.outbound.queue import enqueue, participant
from schakel.hub.network.registration import document_types
from schakel.hub.network.responses.codes import AnswerStatus
from schakel.hub.people.models import User
from schakel.hub.web.language import Sentence
from schakel.peppol import sbdh
from schakel.peppol.identifiers import ParticipantId, ProcessId

DOCUMENT_TYPE = document_types.INVOICE_RESPONSE
MEANING = {
    AnswerStatus.REJECTED: BillAnswer.REFUSED,
    AnswerStatus.UNDER_QUERY: BillAnswer.CONTESTED,
    AnswerStatus.CONDITIONALLY_ACCEPTED: BillAnswer.CONTESTED,
    AnswerStatus.ACCEPTED: BillAnswer.ACCEPTED,
    AnswerStatus.PAID: BillAnswer.ACCEPTED,
}  # for what is paid and booked; every other answer lets it count
HOME = "BE"  # where our companies are


@dataclass(frozen=True)
class Unanswerable:
    """Why no answer can be given. Permanent."""

    code: str
    sentence: Sentence


UNREADABLE = Unanswerable("not_an_invoice", _("This document cannot be read as an invoice."))
TOO_LATE = Unanswerable("not_after_the_last", _("This answer cannot follow the previous one."))
NO_ADDRESS = Unanswerable("no_address", _("The sender of this document has no Peppol address to answer to."))
NO_ANSWERS = Unanswerable("no_answers", _("This document is history: its sender gets no answer."))
AGAINST_THE_RULES = Unanswerable("against_the_rules", _("This answer does not follow the rules of the network."))


def answerable_by(user: User, document: Document) -> bool:
    """Who received it may answer, with more than the right to read: the buyer, or the seller whom the buyer billed."""
    own = document.connection.side == Connection.Side.PURCHASE
    return (
        own != document.self_billed
        and bool(document.kind)
        and effects.of(document).is_answerable
        and fillable_by(user).filter(pk=document.connection_id).exists()
    )


def possible_statuses(document: Document) -> list[AnswerStatus]:
    """What may be said after what was said before."""
    earlier = last_status(document)
    return [status for status in AnswerStatus if responses.may_follow(earlier, responses.Status(status))]


def last_status(document: Document) -> responses.Status | None:
    last = Answer.objects.sent().filter(document=document).order_by("-pk").first()
    return responses.Status(last.status) if last else None


@dataclass(frozen=True)
class PreparedAnswer:
    """Written, judged and kept, before anybody waits for it."""

    status: AnswerStatus
    clarifications: tuple[Clarification, ...]
    header: sbdh.Header
    response: InvoiceResponse
    envelope: bytes
    sha256: str


def send_answer(
    document: Document, status: AnswerStatus, *, by: User, clarifications: Sequence[Clarification] = ()
) -> Answer | Unanswerable:
    """Raises as the store."""
    prepared = prepare_answer(document, status, clarifications)
    if isinstance(prepared, Unanswerable):
        return prepared
    record_look(document, by)
    with turn(document.connection.company_id):
        return record_prepared(document, prepared, by=by)


def prepare_answer(
    document: Document, status: AnswerStatus, clarifications: Sequence[Clarification]
) -> PreparedAnswer | Unanswerable:
    """Raises as the store."""
    invoice = opened(document).invoice
    if invoice is None:
        return UNREADABLE
    clarifications = [replace(each, text=to_xml(each.text)) for each in clarifications]
    written = response_to(document, invoice, status=status, clarifications=clarifications)
    if isinstance(written, Unanswerable):
        return written
    header, response, data = written
    return PreparedAnswer(
        status, tuple(clarifications), header, response, envelope=sbdh.wrap(header, data), sha256=store.keep(data)
    )


def record_prepared(document: Document, prepared: PreparedAnswer, *, by: User) -> Answer | Unanswerable:
    """Kept, queued, and what follows from it, in the turn of its company."""
    Document.objects.select_for_update().filter(pk=document.pk).first()
    if not effects.TABLE[bill_for(document).effect].is_answerable:
        return NO_ANSWERS
    if prepared.status not in possible_statuses(document):
        return TOO_LATE
    company, response = document.connection.company, prepared.response
    answered = Answer.objects.create(
        company=company,
        transmission=enqueue(prepared.header, prepared.envelope, company=company),
        document=document,
        by=by,
        sha256=prepared.sha256,
        status=prepared.status,
        clarifications=[{"list": c.list_id, "code": c.code, "text": c.text} for c in prepared.clarifications],
        other=response.receiver.display_name[:200],
        number=response.document_number[:200],
        issue_date=response.document_date,
    )
    document.events.create(kind=NetworkEvent.ANSWER_SENT, by=by, detail=prepared.status)
    record_answer(document, MEANING.get(prepared.status))
    return answered


def response_to(
    document: Document, invoice: Invoice, *, status: AnswerStatus, clarifications: Sequence[Clarification]
) -> tuple[sbdh.Header, InvoiceResponse, bytes] | Unanswerable:
    """Header, response and its bytes; judged by the rules before anything leaves."""
    response = responses.respond(
        invoice,
        responses.Status(status),
        number=str(uuid.uuid4()),
        issue_date=timezone.localdate(),
        clarifications=clarifications,
    )
    ours, theirs = addresses(document, response)
    if ours is None or theirs is None:
        return NO_ADDRESS
    response = replace(
        response,
        sender=with_address(response.sender, ours, name=document.connection.company.name),
        receiver=with_address(response.receiver, theirs, name=document.party),
    )
    try:
        data = responses.write(response)
    except EInvoiceError:
        return AGAINST_THE_RULES
    if any(finding.severity is Severity.FATAL for finding in response_rules.judge(data)):
        return AGAINST_THE_RULES
    return header_of(invoice, response, ours=ours, theirs=theirs), response, data


def addresses(document: Document, response: InvoiceResponse) -> tuple[ParticipantId | None, ParticipantId | None]:
    """Ours and theirs: those of the envelope it came in, which were proved; else those that stand in the document."""
    came = document.transmissions.filter(direction=Transmission.Direction.IN).order_by("pk").first()
    if came:
        return came.receiver_id, came.sender_id
    return participant(response.sender), participant(response.receiver)


def with_address(party: Party, at: ParticipantId, *, name: str) -> Party:
    return replace(party, name=party.display_name or name, endpoint=Identifier(at.number, at.icd))


def header_of(
    invoice: Invoice, response: InvoiceResponse, *, ours: ParticipantId, theirs: ParticipantId
) -> sbdh.Header:
    party = invoice.seller if invoice.is_self_billed else invoice.buyer
    country = party.address.country if party.address and len(party.address.country) == 2 else HOME
    return sbdh.Header(
        sender=ours,
        receiver=theirs,
        document_type=DOCUMENT_TYPE,
        process=ProcessId(response.process),
        country_c1=country,
        instance_id=str(uuid.uuid4()),
        created_at=timezone.now().replace(microsecond=0),
    )
