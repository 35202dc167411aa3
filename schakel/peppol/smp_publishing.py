"""Publish our own participants: what our SMP answers, built and signed.

The answers may be kept and served as they are; only a change of the participant, or a new SMP certificate, makes new
ones. Source: SMP 1.4.0.
"""

import base64
from collections.abc import Iterable
from datetime import datetime

from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from schakel.peppol import xml_signature
from schakel.peppol.doors import Key
from schakel.peppol.errors import InvalidMessage
from schakel.peppol.identifiers import DocumentTypeId, Identifier, ParticipantId
from schakel.peppol.smp_metadata import IDS, SMP, WSA, Endpoint, Redirect, ServiceGroup, ServiceMetadata

NSMAP = {"smp": SMP, "ids": IDS, "wsa": WSA}


def service_group(group: ServiceGroup, *, base: str) -> bytes:
    """The answer to `GET {base}/{participant}`; `base` is our SMP's public address without a final slash."""
    root = etree.Element(f"{{{SMP}}}ServiceGroup", nsmap=NSMAP)
    _add_identifier(root, "ParticipantIdentifier", group.participant)
    collection = _add(root, SMP, "ServiceMetadataReferenceCollection")
    for document_type in group.document_types:
        address = metadata_address(group.participant, document_type, base=base)
        _add(collection, SMP, "ServiceMetadataReference").set("href", address)
    return _to_bytes(root)


def metadata_address(participant: ParticipantId, document_type: DocumentTypeId, *, base: str) -> str:
    """Where the description of one kind of document is."""
    return f"{base}/{participant.encode()}/services/{document_type.encode()}"


def signed_service_metadata(published: ServiceMetadata | Redirect, *, key: Key) -> bytes:
    """The answer to `GET` of `metadata_address`, signed with the SMP's key.

    Raises InvalidMessage (permanent) when an endpoint has no certificate to publish.
    """
    root = etree.Element(f"{{{SMP}}}SignedServiceMetadata", nsmap=NSMAP)
    metadata = _add(root, SMP, "ServiceMetadata")
    if isinstance(published, Redirect):
        redirect = _add(metadata, SMP, "Redirect")
        redirect.set("href", published.address)
        _add(redirect, SMP, "CertificateUID", published.certificate_uid)
    else:
        _add_information(metadata, published)
    xml_signature.sign(root, key)
    return _to_bytes(root)


def _add_information(parent: etree._Element, metadata: ServiceMetadata) -> None:
    information = _add(parent, SMP, "ServiceInformation")
    _add_identifier(information, "ParticipantIdentifier", metadata.participant)
    _add_identifier(information, "DocumentIdentifier", metadata.document_type)
    processes = _add(information, SMP, "ProcessList")
    for process in dict.fromkeys(endpoint.process for endpoint in metadata.endpoints):
        element = _add(processes, SMP, "Process")
        _add_identifier(element, "ProcessIdentifier", process)
        _add_endpoints(element, (one for one in metadata.endpoints if one.process == process))


def _add_endpoints(process: etree._Element, endpoints: Iterable[Endpoint]) -> None:
    endpoint_list = _add(process, SMP, "ServiceEndpointList")
    for endpoint in endpoints:
        _add_endpoint(endpoint_list, endpoint)


def _add_endpoint(parent: etree._Element, endpoint: Endpoint) -> None:
    if endpoint.certificate is None:
        raise InvalidMessage("an endpoint without a certificate cannot be published")
    element = _add(parent, SMP, "Endpoint")
    element.set("transportProfile", endpoint.transport_profile.value)
    _add(_add(element, WSA, "EndpointReference"), WSA, "Address", endpoint.address)
    _add(element, SMP, "RequireBusinessLevelSignature", "false")
    for name, moment in (
        ("ServiceActivationDate", endpoint.active_from),
        ("ServiceExpirationDate", endpoint.active_until),
    ):
        if moment:
            _add(element, SMP, name, _moment(moment))
    der = endpoint.certificate.public_bytes(Encoding.DER)
    _add(element, SMP, "Certificate", base64.b64encode(der).decode())
    _add(element, SMP, "ServiceDescription", endpoint.description)
    _add(element, SMP, "TechnicalContactUrl", endpoint.contact)


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _add_identifier(parent: etree._Element, name: str, identifier: Identifier) -> None:
    _add(parent, IDS, name, identifier.value).set("scheme", identifier.scheme)


def _add(parent: etree._Element, namespace: str, name: str, text: str | None = None) -> etree._Element:
    child = etree.SubElement(parent, f"{{{namespace}}}{name}")
    child.text = text
    return child


def _to_bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)
