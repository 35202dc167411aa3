"""The ebMS header of a user message: from which access point to which, about which document, with which payload.

Reading gets the Messaging element whose signature was verified, and looks nowhere else. Source: Peppol AS4 profile 2.0.3.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from schakel.peppol.as4.errors import As4Error, Code
from schakel.peppol.as4.mime import cid_of
from schakel.peppol.as4.names import (
    AGREEMENT,
    EB,
    GZIP,
    INITIATOR,
    PARTY_TYPE,
    RESPONDER,
    TEST_ACTION,
    TEST_SERVICE,
    XML,
)
from schakel.peppol.as4.soap import attribute, invalid, local, only, optional, text
from schakel.peppol.errors import InvalidIdentifier
from schakel.peppol.identifiers import PARTICIPANT_SCHEME, DocumentTypeId, ParticipantId, ProcessId
from schakel.peppol.moments import read_moment
from schakel.peppol.xml import text_of

DEFAULT_CHANNEL = f"{EB}defaultMPC"

_MESSAGE_ID = re.compile(r"[!-;=?-~]{1,255}")


@dataclass(frozen=True, slots=True)
class MessageRoute:
    """Between whom a document travels, what it is and in which process."""

    sender: ParticipantId
    receiver: ParticipantId
    document_type: DocumentTypeId
    process: ProcessId


@dataclass(frozen=True, slots=True)
class PartInfo:
    """One payload as announced: the Content-ID of its MIME part and whether it is gzipped."""

    content_id: str
    gzipped: bool


@dataclass(frozen=True, slots=True)
class UserMessage:
    """What the header of one message says. Parties are seat ids; `route` is None in a connection test."""

    message_id: str
    sent_at: datetime  # aware, UTC
    from_party: str
    to_party: str
    conversation_id: str
    route: MessageRoute | None
    payloads: tuple[PartInfo, ...]


def read(messaging: etree._Element) -> UserMessage:
    """Raises As4Error EBMS:0001, 0009, 0010 for values, elements and settings that the profile does not have."""
    message = only(messaging, _eb("UserMessage"))
    if len(list(messaging.iterchildren(etree.Element))) != 1:
        raise invalid("more than one message in Messaging")
    _require(message.get("mpc", DEFAULT_CHANNEL), DEFAULT_CHANNEL, what="mpc")
    info = only(message, _eb("MessageInfo"))
    parties = only(message, _eb("PartyInfo"))
    collaboration = only(message, _eb("CollaborationInfo"))
    _require(_text(collaboration, "AgreementRef"), AGREEMENT, what="AgreementRef")
    return UserMessage(
        message_id=_message_id(_text(info, "MessageId")),
        sent_at=_moment(_text(info, "Timestamp")),
        from_party=_party(parties, "From", role=INITIATOR),
        to_party=_party(parties, "To", role=RESPONDER),
        conversation_id=_text(collaboration, "ConversationId"),
        route=_route(message, collaboration),
        payloads=_payloads(message),
    )


def claimed_message_id(messaging: etree._Element) -> str | None:
    """What an unverified message says it is called: only good to be named in an error signal."""
    found = messaging.find(f"{_eb('UserMessage')}/{_eb('MessageInfo')}/{_eb('MessageId')}")
    claimed = text_of(found)
    return claimed if _MESSAGE_ID.fullmatch(claimed) else None


def write(message: UserMessage) -> str:
    """The UserMessage element in exclusive canonical form, for a Messaging block to hold."""
    return (
        f"<eb:UserMessage><eb:MessageInfo><eb:Timestamp>{moment(message.sent_at)}</eb:Timestamp>"
        f"<eb:MessageId>{text(_message_id(message.message_id))}</eb:MessageId></eb:MessageInfo><eb:PartyInfo>"
        f"{_write_party('From', message.from_party, INITIATOR)}{_write_party('To', message.to_party, RESPONDER)}"
        f"</eb:PartyInfo><eb:CollaborationInfo><eb:AgreementRef>{AGREEMENT}</eb:AgreementRef>"
        f"{_write_purpose(message.route)}<eb:ConversationId>{text(message.conversation_id)}</eb:ConversationId>"
        f"</eb:CollaborationInfo>{_write_properties(message)}{_write_payloads(message.payloads)}</eb:UserMessage>"
    )


def moment(at: datetime) -> str:
    """A time as it stands on the wire: UTC, milliseconds, Z."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def _eb(name: str) -> str:
    return f"{{{EB}}}{name}"


def _text(parent: etree._Element, name: str) -> str:
    value = text_of(only(parent, _eb(name)))
    if not value or not value.isprintable():
        raise invalid(f"{name} is empty or not printable")
    return value


def _require(found: str, expected: str, *, what: str) -> None:
    if found != expected:
        raise As4Error(Code.PROCESSING_MODE_MISMATCH, f"{what} is {found!r:.200}, not {expected!r}")


def _message_id(value: str) -> str:
    if not _MESSAGE_ID.fullmatch(value):
        raise invalid(f"MessageId {value!r:.300}")
    return value


def _moment(value: str) -> datetime:
    try:
        return read_moment(value)
    except ValueError as error:
        raise invalid(f"Timestamp {value!r:.100}") from error


def _party(parties: etree._Element, name: str, *, role: str) -> str:
    party = only(parties, _eb(name))
    _require(only(party, _eb("PartyId")).get("type", ""), PARTY_TYPE, what=f"type of {name}")
    _require(_text(party, "Role"), role, what=f"role of {name}")
    return _text(party, "PartyId")


def _route(message: etree._Element, collaboration: etree._Element) -> MessageRoute | None:
    service = only(collaboration, _eb("Service"))
    purpose = _text(collaboration, "Service"), _text(collaboration, "Action")
    if purpose == (TEST_SERVICE, TEST_ACTION):
        return None
    properties = _properties(only(message, _eb("MessageProperties")))
    try:
        return MessageRoute(
            sender=_participant(properties, "originalSender"),
            receiver=_participant(properties, "finalRecipient"),
            document_type=DocumentTypeId.parse(purpose[1]),
            process=ProcessId(purpose[0], service.get("type", "")),
        )
    except InvalidIdentifier as error:
        raise As4Error(Code.VALUE_NOT_RECOGNIZED, error.detail) from error


def _properties(parent: etree._Element) -> dict[str, etree._Element]:
    found: dict[str, etree._Element] = {}
    for child in parent.iterchildren(_eb("Property")):
        name = child.get("name", "")
        if name in found:
            raise invalid(f"property {name!r:.100} twice in {local(parent)}")
        found[name] = child
    return found


def _participant(properties: dict[str, etree._Element], name: str) -> ParticipantId:
    if name not in properties:
        raise invalid(f"no property {name}")
    return ParticipantId(text_of(properties[name]), properties[name].get("type", PARTICIPANT_SCHEME))


def _payloads(message: etree._Element) -> tuple[PartInfo, ...]:
    parent = optional(message, _eb("PayloadInfo"))
    return () if parent is None else tuple(_payload(info) for info in parent.iterchildren(_eb("PartInfo")))


def _payload(info: etree._Element) -> PartInfo:
    href = info.get("href", "")
    content_id = cid_of(href)
    if content_id is None:
        raise invalid(f"payload at {href!r:.200} instead of in an attachment")
    properties = optional(info, _eb("PartProperties"))
    told = {} if properties is None else {key: text_of(value) for key, value in _properties(properties).items()}
    compression = told.get("CompressionType", "")
    if compression not in {"", GZIP}:
        raise As4Error(Code.DECOMPRESSION_FAILURE, f"CompressionType {compression!r:.100}")
    return PartInfo(content_id, gzipped=bool(compression))


def _write_party(name: str, seat_id: str, role: str) -> str:
    return (
        f'<eb:{name}><eb:PartyId type="{PARTY_TYPE}">{text(seat_id)}</eb:PartyId><eb:Role>{role}</eb:Role></eb:{name}>'
    )


def _write_purpose(route: MessageRoute | None) -> str:
    if route is None:
        return f"<eb:Service>{TEST_SERVICE}</eb:Service><eb:Action>{TEST_ACTION}</eb:Action>"
    return (
        f'<eb:Service type="{attribute(route.process.scheme)}">{text(route.process.value)}</eb:Service>'
        f"<eb:Action>{text(str(route.document_type))}</eb:Action>"
    )


def _write_properties(message: UserMessage) -> str:
    """The participants; a connection test runs between the service providers themselves."""
    route = message.route
    sender = route.sender if route else _service_provider(message.from_party)
    receiver = route.receiver if route else _service_provider(message.to_party)
    people = {"originalSender": sender, "finalRecipient": receiver}
    written = "".join(
        f'<eb:Property name="{name}" type="{attribute(who.scheme)}">{text(who.value)}</eb:Property>'
        for name, who in people.items()
    )
    return f"<eb:MessageProperties>{written}</eb:MessageProperties>"


def _service_provider(seat_id: str) -> ParticipantId:
    return ParticipantId(f"0242:{seat_id[-6:]}")


def _write_payloads(payloads: tuple[PartInfo, ...]) -> str:
    written = "".join(
        f'<eb:PartInfo href="cid:{attribute(part.content_id)}"><eb:PartProperties>'
        f'<eb:Property name="MimeType">{XML}</eb:Property><eb:Property name="CharacterSet">utf-8</eb:Property>'
        f'<eb:Property name="CompressionType">{GZIP}</eb:Property></eb:PartProperties></eb:PartInfo>'
        for part in payloads
    )
    return f"<eb:PayloadInfo>{written}</eb:PayloadInfo>" if written else ""
