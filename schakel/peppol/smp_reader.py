"""From an SMP's XML to values. Signatures are checked by the caller, before.

Source: SMP 1.4.0.
"""

import base64
import re
from collections.abc import Iterator
from datetime import datetime
from typing import TypeVar

from cryptography import x509
from lxml import etree

from schakel.peppol import pki
from schakel.peppol.errors import InvalidIdentifier, InvalidMessage, Untrusted
from schakel.peppol.identifiers import DocumentTypeId, Identifier, ParticipantId, ProcessId, TransportProfile
from schakel.peppol.moments import read_moment
from schakel.peppol.smp_metadata import IDS, SMP, WSA, Endpoint, Redirect, ServiceGroup, ServiceMetadata
from schakel.peppol.xml import text_of

Kind = TypeVar("Kind", bound=Identifier)

NAMESPACES = {"smp": SMP, "ids": IDS, "wsa": WSA}


def service_group(root: etree._Element) -> ServiceGroup:
    """Raises InvalidMessage (permanent). References that are not addresses of a document type are passed over."""
    _require_root(root, "ServiceGroup")
    participant = _identifier(root, "ids:ParticipantIdentifier", ParticipantId)
    references = root.iterfind("smp:ServiceMetadataReferenceCollection/smp:ServiceMetadataReference", NAMESPACES)
    return ServiceGroup(participant, tuple(_document_types(reference.get("href", "") for reference in references)))


def service_metadata(root: etree._Element) -> ServiceMetadata | Redirect:
    """Read the ServiceMetadata in a SignedServiceMetadata, or one that stands alone. Raises InvalidMessage (permanent)."""
    metadata = root
    if root.tag == f"{{{SMP}}}SignedServiceMetadata":
        metadata = _one(root, "smp:ServiceMetadata")
    _require_root(metadata, "ServiceMetadata")
    redirect = metadata.find("smp:Redirect", NAMESPACES)
    if redirect is not None:
        return Redirect(redirect.get("href", ""), text_of(redirect.find("smp:CertificateUID", NAMESPACES)))
    information = _one(metadata, "smp:ServiceInformation")
    return ServiceMetadata(
        _identifier(information, "ids:ParticipantIdentifier", ParticipantId),
        _identifier(information, "ids:DocumentIdentifier", DocumentTypeId),
        tuple(_endpoints(information)),
    )


def _require_root(element: etree._Element, name: str) -> None:
    if element.tag != f"{{{SMP}}}{name}":
        raise InvalidMessage(f"{element.tag} where {name} was expected", code="INVALID_SMP_ANSWER")


def _one(parent: etree._Element, path: str) -> etree._Element:
    found = parent.findall(path, NAMESPACES)
    if len(found) != 1:
        raise InvalidMessage(f"{len(found)} times {path}", code="INVALID_SMP_ANSWER")
    return found[0]


def _identifier(parent: etree._Element, path: str, kind: type[Kind]) -> Kind:
    element = _one(parent, path)
    try:
        return kind(text_of(element), element.get("scheme", ""))
    except InvalidIdentifier as error:
        raise InvalidMessage(error.detail, code="INVALID_SMP_ANSWER") from error


def _document_types(addresses: Iterator[str]) -> Iterator[DocumentTypeId]:
    for address in addresses:
        _, found, segment = re.sub("%2f", "/", address, flags=re.I).rpartition("/services/")
        if found:
            try:
                yield DocumentTypeId.decode(segment)
            except (InvalidIdentifier, UnicodeDecodeError):
                continue


def _endpoints(information: etree._Element) -> Iterator[Endpoint]:
    for process in information.iterfind("smp:ProcessList/smp:Process", NAMESPACES):
        process_id = _identifier(process, "ids:ProcessIdentifier", ProcessId)
        for endpoint in process.iterfind("smp:ServiceEndpointList/smp:Endpoint", NAMESPACES):
            yield _endpoint(endpoint, process_id)


def _endpoint(element: etree._Element, process: ProcessId) -> Endpoint:
    def text(path: str) -> str:
        return text_of(element.find(path, NAMESPACES))

    return Endpoint(
        process=process,
        address=text("wsa:EndpointReference/wsa:Address"),
        certificate=certificate(text("smp:Certificate")),
        transport_profile=TransportProfile(element.get("transportProfile", "")),
        active_from=_moment(text("smp:ServiceActivationDate")),
        active_until=_moment(text("smp:ServiceExpirationDate")),
        description=text("smp:ServiceDescription"),
        contact=text("smp:TechnicalContactUrl"),
    )


def certificate(text: str) -> x509.Certificate | None:
    """Base64 of DER; line breaks and PEM's armour are forgiven. None when it cannot be read."""
    bare = re.sub(r"-----(BEGIN|END) CERTIFICATE-----|[ \t\r\n]", "", text)
    try:
        return pki.load(base64.b64decode(bare, validate=True))
    except (ValueError, Untrusted):
        return None


def _moment(text: str) -> datetime | None:
    """A time, or the first moment of a day; UTC where it names no zone."""
    try:
        return read_moment(text, or_day=True) if text else None
    except ValueError as error:
        raise InvalidMessage(str(error), code="INVALID_SMP_ANSWER") from error
