"""Invoice Response: what a buyer tells a seller about an invoice. Write, read, and which status may follow which.

A status has no legal effect of its own: a rejection does not cancel an invoice under VAT law, a credit note does.

Source: Peppol BIS Invoice Response 3.2 (transaction T111), rules of the May 2026 release.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from schakel.einvoice.errors import EInvoiceError
from schakel.einvoice.model import Invoice, Party, Unread
from schakel.einvoice.parse import parse
from schakel.einvoice.ubl.markup import cac, cbc, day
from schakel.einvoice.ubl.names import APPLICATION_RESPONSE, CAC, CBC
from schakel.einvoice.ubl.node import DocumentContext, Node
from schakel.einvoice.ubl.parties import read_party
from schakel.einvoice.ubl.write_parties import write_party

SPECIFICATION = "urn:fdc:peppol.eu:poacc:trns:invoice_response:3"
PROCESS = "urn:fdc:peppol.eu:poacc:bis:invoice_response:3"
BILLING_WITH_RESPONSE = "urn:peppol:bis:billing_with_response"
REASON_LIST = "OPStatusReason"
ACTION_LIST = "OPStatusAction"
PARTIALLY_PAID = "PPD"
ROOT = f"{{{APPLICATION_RESPONSE}}}ApplicationResponse"


class Status(StrEnum):
    """UNCL 4343, the subset of T111."""

    ACKNOWLEDGED = "AB"  # received and readable
    IN_PROCESS = "IP"
    UNDER_QUERY = "UQ"  # halted until the seller answers; needs a clarification
    CONDITIONALLY_ACCEPTED = "CA"  # needs a clarification
    REJECTED = "RE"  # final; needs a clarification
    ACCEPTED = "AP"
    PAID = "PD"  # the payment was started; with the reason PPD a part of it


@dataclass(frozen=True, slots=True)
class Condition:
    """A field that is concerned, and what it should hold."""

    attribute: str  # a business term, such as BT-13
    value: str = ""


@dataclass(frozen=True, slots=True)
class Clarification:
    """Why, or what the seller should do."""

    code: str = ""  # of the list: LEG, REF … or PIN, NIN …
    list_id: str = REASON_LIST  # the code OTH stands in both lists
    text: str = ""
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class InvoiceResponse:
    id: str = ""
    issue_date: date | None = None
    issue_time: str = ""
    note: str = ""
    sender: Party = field(default_factory=Party)  # the buyer, or who acts for it
    receiver: Party = field(default_factory=Party)  # the seller
    status: str = ""  # a `Status`; kept as text, since a stranger's may be another
    effective_date: date | None = None
    clarifications: tuple[Clarification, ...] = ()
    document_number: str = ""  # BT-1 of the invoice
    document_date: date | None = None
    document_type: str = ""  # BT-3 of the invoice
    issuer: Party | None = None  # the seller, where it is not the receiver
    recipient: Party | None = None  # the buyer, where it is not the sender
    process: str = PROCESS
    specification: str = SPECIFICATION
    unread: tuple[Unread, ...] = field(default=(), compare=False)

    @property
    def is_partial_payment(self) -> bool:
        return any(each.code == PARTIALLY_PAID for each in self.clarifications)


class NotAResponse(EInvoiceError):
    code = "not_a_response"


_AFTER: dict[Status, frozenset[Status]] = {
    Status.ACKNOWLEDGED: frozenset(Status) - {Status.ACKNOWLEDGED},
    Status.IN_PROCESS: frozenset(Status) - {Status.ACKNOWLEDGED, Status.IN_PROCESS},
    Status.UNDER_QUERY: frozenset(Status) - {Status.ACKNOWLEDGED},
    Status.CONDITIONALLY_ACCEPTED: frozenset({Status.PAID}),
    Status.REJECTED: frozenset(),
    Status.ACCEPTED: frozenset({Status.PAID}),
    Status.PAID: frozenset(),
}


def may_follow(earlier: Status | None, later: Status, *, partly_paid: bool = False) -> bool:
    """Whether this status may be sent after that one; after a payment in part another payment may come."""
    if earlier is None:
        return True
    return later in _AFTER[earlier] or (partly_paid and earlier is later is Status.PAID)


def respond(
    invoice: Invoice, status: Status, *, number: str, issue_date: date, clarifications: Sequence[Clarification] = ()
) -> InvoiceResponse:
    """The answer of who received the invoice to who sent it; for a self-billed one the seller answers the buyer.

    `number` is the id of the response itself.
    """
    sender, receiver = invoice.buyer, invoice.seller
    if invoice.is_self_billed:
        sender, receiver = receiver, sender
    return InvoiceResponse(
        id=number,
        issue_date=issue_date,
        sender=_addressed(sender),
        receiver=_addressed(receiver),
        status=status,
        clarifications=tuple(clarifications),
        document_number=invoice.number,
        document_date=invoice.issue_date,
        document_type=invoice.type_code,
        process=BILLING_WITH_RESPONSE if invoice.process == BILLING_WITH_RESPONSE else PROCESS,
    )


def _addressed(party: Party) -> Party:
    """The parts of a party that a response may carry."""
    return Party(name=party.display_name, endpoint=party.endpoint)


def read(data: bytes) -> InvoiceResponse:
    """Raises, besides what `parse` raises:

    NotAResponse   permanent: another kind of document, or another response such as an MLR
    """
    root = parse(data)
    if root.tag != ROOT:
        raise NotAResponse(root.tag[:200])
    reading = DocumentContext()
    response = _response(Node(reading, root))
    if not response.specification.startswith(SPECIFICATION):
        raise NotAResponse(response.specification[:200])
    reading.note_leftovers()
    object.__setattr__(response, "unread", tuple(reading.unread))  # known only now; nobody else has seen it yet
    return response


def _response(root: Node) -> InvoiceResponse:
    answer = root.child("cac:DocumentResponse")
    response = answer.child("cac:Response")
    document = answer.child("cac:DocumentReference")
    return InvoiceResponse(
        id=root.text("cbc:ID"),
        issue_date=root.day("cbc:IssueDate"),
        issue_time=root.text("cbc:IssueTime"),
        note=root.text("cbc:Note"),
        sender=root.group("cac:SenderParty", read_party) or Party(),
        receiver=root.group("cac:ReceiverParty", read_party) or Party(),
        status=response.text("cbc:ResponseCode"),
        effective_date=response.day("cbc:EffectiveDate"),
        clarifications=tuple(_clarification(each) for each in response.children("cac:Status")),
        document_number=document.text("cbc:ID"),
        document_date=document.day("cbc:IssueDate"),
        document_type=document.text("cbc:DocumentTypeCode"),
        issuer=answer.group("cac:IssuerParty", read_party),
        recipient=answer.group("cac:RecipientParty", read_party),
        process=root.text("cbc:ProfileID"),
        specification=root.text("cbc:CustomizationID"),
    )


def _clarification(status: Node) -> Clarification:
    return Clarification(
        list_id=status.attribute("cbc:StatusReasonCode", "listID"),
        code=status.text("cbc:StatusReasonCode"),
        text=status.text("cbc:StatusReason"),
        conditions=tuple(
            Condition(each.text("cbc:AttributeID"), each.text("cbc:Description"))
            for each in status.children("cac:Condition")
        ),
    )


def write(response: InvoiceResponse) -> bytes:
    """Raises NotWritable, as `schakel.einvoice.ubl.write`."""
    head = (
        cbc("CustomizationID", response.specification)
        + cbc("ProfileID", response.process)
        + cbc("ID", response.id)
        + day("IssueDate", response.issue_date)
        + cbc("IssueTime", response.issue_time)
        + cbc("Note", response.note)
    )
    parties = cac("SenderParty", write_party(response.sender)) + cac("ReceiverParty", write_party(response.receiver))
    others = (("IssuerParty", response.issuer), ("RecipientParty", response.recipient))
    answer = cac(
        "DocumentResponse",
        _status_element(response),
        _document_element(response),
        *(cac(name, write_party(party)) for name, party in others if party),
    )
    opened = f'<ApplicationResponse xmlns="{APPLICATION_RESPONSE}" xmlns:cac="{CAC}" xmlns:cbc="{CBC}">'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{opened}{head}{parties}{answer}</ApplicationResponse>\n'.encode()


def _status_element(response: InvoiceResponse) -> str:
    return cac(
        "Response",
        cbc("ResponseCode", response.status),
        day("EffectiveDate", response.effective_date),
        *(_clarification_element(each) for each in response.clarifications),
    )


def _clarification_element(each: Clarification) -> str:
    return cac(
        "Status",
        cbc("StatusReasonCode", each.code, ("listID", each.list_id)),
        cbc("StatusReason", each.text),
        *(
            cac("Condition", cbc("AttributeID", condition.attribute), cbc("Description", condition.value))
            for condition in each.conditions
        ),
    )


def _document_element(response: InvoiceResponse) -> str:
    return cac(
        "DocumentReference",
        cbc("ID", response.document_number),
        day("IssueDate", response.document_date),
        cbc("DocumentTypeCode", response.document_type),
    )
