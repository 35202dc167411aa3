"""What an envelope would have said, read off the document itself, for providers that give the document alone."""

import uuid
from datetime import UTC, datetime

from lxml import etree

from schakel.peppol import application_response as response
from schakel.peppol import xml
from schakel.peppol.errors import InvalidXml
from schakel.peppol.identifiers import DocumentTypeId, ParticipantId, ProcessId
from schakel.peppol.sbdh import Header

VERSION = "2.1"
SENDERS = ("cac:AccountingSupplierParty/cac:Party", "cac:SenderParty")
RECEIVERS = ("cac:AccountingCustomerParty/cac:Party", "cac:ReceiverParty")
SUPPLIER = "cac:AccountingSupplierParty/cac:Party/cac:PostalAddress/cac:Country/cbc:IdentificationCode"


def header_of(document: bytes, sender: str, receiver: str) -> Header:
    """`sender` and `receiver` as the provider tells them: `0208:0738401117`.

    Raises InvalidXml or InvalidIdentifier (permanent).
    """
    root = xml.parse(document)
    name = etree.QName(root)
    customization, profile = (response.text(root, f"cbc:{each}") for each in ("CustomizationID", "ProfileID"))
    if not name.namespace or not customization or not profile:
        raise InvalidXml(f"{name.text} says neither what it follows nor in which process")
    return Header(
        sender=ParticipantId(sender.lower()),
        receiver=ParticipantId(receiver.lower()),
        document_type=DocumentTypeId.of(name.namespace, name.localname, customization=customization, version=VERSION),
        process=ProcessId(profile),
        country_c1=response.text(root, SUPPLIER)[:2],
        instance_id=str(uuid.uuid4()),
        created_at=datetime.now(UTC).replace(microsecond=0),
    )


def parties_of(document: bytes) -> tuple[str, str]:
    """From whom and to whom by the document's own addresses: `0208:0738401117`. Raises InvalidXml (permanent)."""
    root = xml.parse(document)
    found = [address(root, role) for role in (SENDERS, RECEIVERS)]
    if not all(found):
        raise InvalidXml("a party without an electronic address")
    return found[0], found[1]


def address(root: etree._Element, paths: tuple[str, ...]) -> str:
    for path in paths:
        element = root.find(f"{path}/cbc:EndpointID", response.NAMESPACES)
        if element is not None and element.text and element.get("schemeID"):
            return f"{element.get('schemeID')}:{element.text.strip()}".lower()
    return ""
