"""The header of an envelope as a value, and how it is written.

Source: Peppol Business Message Envelope (SBDH) 2.0.2.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from lxml import etree

from schakel.peppol.identifiers import DocumentTypeId, ParticipantId, ProcessId

NAMESPACE = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"
WRAPPED = "http://peppol.eu/xsd/ticc/envelope/1.0"  # BinaryContent and TextContent for what is not XML


class MlsType(Enum):
    """When the sender wants a Message Level Status."""

    FAILURE_ONLY = "FAILURE_ONLY"
    ALWAYS_SEND = "ALWAYS_SEND"


@dataclass(frozen=True)
class Header:
    """What the envelope says about the document in it.

    `created_at` is aware. `mls_to` is where a Message Level Status goes; None means the sending access point itself.
    `warnings` are codes of rules that spoke without making the envelope unusable.
    """

    sender: ParticipantId
    receiver: ParticipantId
    document_type: DocumentTypeId
    process: ProcessId
    country_c1: str  # of the original sender, ISO 3166-1 alpha-2
    instance_id: str  # unique for this envelope, normally a UUID; not the invoice number
    created_at: datetime
    mls_to: ParticipantId | None = None
    mls_type: MlsType = MlsType.FAILURE_ONLY
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Envelope:
    """A header and the business document, its bytes as they were sent."""

    header: Header
    document: bytes


def write(header: Header, root_name: str) -> etree._Element:
    """A StandardBusinessDocument with this header and nothing else in it yet."""
    kind = header.document_type
    root = etree.Element(f"{{{NAMESPACE}}}StandardBusinessDocument", nsmap={"sbdh": NAMESPACE})
    head = _add(root, "StandardBusinessDocumentHeader")
    _add(head, "HeaderVersion", "1.0")
    for role, participant in (("Sender", header.sender), ("Receiver", header.receiver)):
        _add(_add(head, role), "Identifier", participant.value).set("Authority", participant.scheme)
    identification = _add(head, "DocumentIdentification")
    _add(identification, "Standard", kind.namespace)
    _add(identification, "TypeVersion", kind.version)
    _add(identification, "InstanceIdentifier", header.instance_id)
    _add(identification, "Type", kind.root or root_name)
    _add(identification, "CreationDateAndTime", header.created_at.isoformat(timespec="milliseconds"))
    _add_scopes(_add(head, "BusinessScope"), header)
    return root


def _add_scopes(business_scope: etree._Element, header: Header) -> None:
    scopes: list[tuple[str, str, str | None]] = [
        ("DOCUMENTID", header.document_type.value, header.document_type.scheme),
        ("PROCESSID", header.process.value, header.process.scheme),
        ("COUNTRY_C1", header.country_c1, None),
    ]
    if header.mls_to:
        scopes.append(("MLS_TO", header.mls_to.value, header.mls_to.scheme))
    if header.mls_type is not MlsType.FAILURE_ONLY:
        scopes.append(("MLS_TYPE", header.mls_type.value, None))
    for kind, value, scheme in scopes:
        scope = _add(business_scope, "Scope")
        _add(scope, "Type", kind)
        _add(scope, "InstanceIdentifier", value)
        if scheme:
            _add(scope, "Identifier", scheme)


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    child = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    child.text = text
    return child
