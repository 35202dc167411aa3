"""Message Level Status: one service provider tells another what became of a message.

The receiving access point (C3) speaks to the sending one (C2), each under its service provider id (0242). At most one
status per message, and never one about a status. Source: Peppol Message Level Status 1.1.0, rules 1.0.1.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from itertools import groupby

from lxml import etree

from schakel.peppol import application_response as response
from schakel.peppol import mls_rules
from schakel.peppol.errors import InvalidMessage
from schakel.peppol.findings import MessageFinding
from schakel.peppol.identifiers import DocumentTypeId, ParticipantId, ProcessId, service_provider
from schakel.peppol.sbdh import Header, MlsType

DOCUMENT_TYPE = response.document_type(mls_rules.CUSTOMIZATION)
PROCESS = ProcessId(mls_rules.PROFILE)
NO_PLACE = "NA"
RECEIVE_BY, SEND_BY = date(2027, 2, 28), date(2027, 3, 31)  # in production, says OpenPeppol's MLS Phase-In 1.0.0
_NEVER_ANSWERED = ("urn:peppol:edec:mls:", "urn:fdc:peppol.eu:poacc:trns:mlr:")


class Fate(Enum):
    """What became of the message."""

    CONFIRMED = "AP"  # the receiver confirmed that they have it
    PASSED_ON = "AB"  # handed on, without confirmation
    REJECTED = "RE"  # not delivered


class Reason(Enum):
    """Why an issue was raised."""

    RULE_BROKEN = "BV"
    RULE_WARNING = "BW"
    NOT_DELIVERED = "FD"
    SYNTAX = "SV"


@dataclass(frozen=True)
class Issue:
    """One thing that was wrong. `place` is an XPath into the document, NO_PLACE when there is none."""

    reason: Reason
    description: str  # in English
    place: str = NO_PLACE


@dataclass(frozen=True)
class MessageStatus:
    """`about` is the InstanceIdentifier of the envelope this is the answer to; `issued_at` is aware."""

    id: str
    issued_at: datetime
    sender: ParticipantId  # 0242
    receiver: ParticipantId  # 0242
    about: str
    fate: Fate
    description: str = ""  # needed with REJECTED
    issues: tuple[Issue, ...] = ()


def is_answerable(document_type: DocumentTypeId) -> bool:
    """Whether a message of this kind may get a status: statuses themselves never do, or they would go on for ever."""
    return not document_type.customization.startswith(_NEVER_ANSWERED)


def is_wanted(fate: Fate, wish: MlsType) -> bool:
    """Whether the sender asked to hear of this. By default senders hear of failures only."""
    return fate is Fate.REJECTED or wish is MlsType.ALWAYS_SEND


def destination(header: Header, *, sending_access_point: str) -> ParticipantId:
    """Where the status about this envelope goes: where it says, else to the access point (seat id) that sent it."""
    return header.mls_to or service_provider(sending_access_point)


def envelope(status: MessageStatus, *, country: str, instance_id: str) -> Header:
    """The header to wrap a status in; `country` is ours."""
    return Header(
        sender=status.sender,
        receiver=status.receiver,
        document_type=DOCUMENT_TYPE,
        process=PROCESS,
        country_c1=country,
        instance_id=instance_id,
        created_at=status.issued_at,
    )


def write(status: MessageStatus) -> bytes:
    """The status as XML in UTF-8. Raises InvalidMessage (permanent) when it would break a rule; `code` is its id."""
    root = response.new()
    response.add(root, "cbc:CustomizationID", mls_rules.CUSTOMIZATION)
    response.add(root, "cbc:ProfileID", mls_rules.PROFILE)
    response.add(root, "cbc:ID", status.id)
    response.add(root, "cbc:IssueDate", status.issued_at.date().isoformat())
    response.add(root, "cbc:IssueTime", status.issued_at.timetz().isoformat(timespec="seconds"))
    for role, participant in (("cac:SenderParty", status.sender), ("cac:ReceiverParty", status.receiver)):
        response.add(root, f"{role}/cbc:EndpointID", participant.number).set("schemeID", participant.icd)
    _add_answer(response.add(root, "cac:DocumentResponse"), status)
    _refuse_broken(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def read(data: bytes) -> MessageStatus:
    """A status that came from outside. Raises InvalidXml or InvalidMessage (permanent); its `code` is the rule broken."""
    root = response.parse(data)
    _refuse_broken(root)
    answer = response.every(root, "cac:DocumentResponse")[0]
    issued = f"{response.text(root, 'cbc:IssueDate')}T{response.text(root, 'cbc:IssueTime')}"
    try:
        issued_at = datetime.fromisoformat(issued)  # texts: date and time, checked by the rules above
    except ValueError as error:
        raise InvalidMessage(str(error), code="SCH-MLS-06") from error
    return MessageStatus(
        id=response.text(root, "cbc:ID"),
        issued_at=issued_at,
        sender=_provider(root, "cac:SenderParty"),
        receiver=_provider(root, "cac:ReceiverParty"),
        about=response.text(answer, "cac:DocumentReference/cbc:ID"),
        fate=Fate(response.text(answer, "cac:Response/cbc:ResponseCode")),
        description=response.text(answer, "cac:Response/cbc:Description"),
        issues=tuple(_issues(answer)),
    )


def check(data: bytes) -> tuple[MessageFinding, ...]:
    """Every rule that speaks about a status. Raises InvalidXml or InvalidMessage when it is not one at all."""
    return tuple(mls_rules.broken(response.parse(data)))


def _refuse_broken(root: etree._Element) -> None:
    for finding in mls_rules.broken(root):
        raise InvalidMessage(f"broken at {finding.place or '/'}", code=finding.rule)


def _provider(root: etree._Element, role: str) -> ParticipantId:
    return ParticipantId(f"0242:{response.text(root, f'{role}/cbc:EndpointID')}")


def _issues(answer: etree._Element) -> Iterator[Issue]:
    for line in response.every(answer, "cac:LineResponse"):
        place = response.text(line, "cac:LineReference/cbc:LineID")
        for issue in response.every(line, "cac:Response"):
            reason = Reason(response.text(issue, "cac:Status/cbc:StatusReasonCode"))
            yield Issue(reason, response.text(issue, "cbc:Description"), place)


def _add_answer(answer: etree._Element, status: MessageStatus) -> None:
    outcome = response.add(answer, "cac:Response")
    response.add(outcome, "cbc:ResponseCode", status.fate.value)
    if status.description:
        response.add(outcome, "cbc:Description", status.description)
    response.add(answer, "cac:DocumentReference/cbc:ID", status.about)
    for place, issues in groupby(status.issues, key=lambda issue: issue.place):
        line = response.add(answer, "cac:LineResponse")
        response.add(line, "cac:LineReference/cbc:LineID", place)
        for issue in issues:
            element = response.add(line, "cac:Response")
            response.add(element, "cbc:Description", issue.description)
            response.add(element, "cac:Status/cbc:StatusReasonCode", issue.reason.value)
