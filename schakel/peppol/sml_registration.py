"""Tell the SML who we are and whom we serve: create, delete and move, as request and answer.

Our SMP registers itself once, then each participant. A participant is at one SMP; to move it, the old SMP prepares with
a key, hands that key over by other means, and the new SMP completes. The connection carries the SMP's certificate (mutual
TLS): that is the door's work. Source: Peppol SML 1.3.0, SOAP interface of the SML.
"""

import secrets
import string
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from schakel.peppol import xml
from schakel.peppol.doors import Answer, Http
from schakel.peppol.errors import (
    InvalidIdentifier,
    InvalidXml,
    RegistrationRefused,
    RegistrationUnavailable,
    Unreachable,
)
from schakel.peppol.identifiers import ParticipantId
from schakel.peppol.smp_metadata import IDS

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
LOCATOR = "http://busdox.org/serviceMetadata/locator/1.0/"
PUBLISHERS = "http://busdox.org/serviceMetadata/ManageServiceMetadataService/1.0/"
BDMSL = "ec:services:wsdl:BDMSL:data:1.0"
# The white space is in the interface as published, and services compare it.
PARTICIPANTS = "http://busdox.org/serviceMetadata/ManageBusinessIdentifierService/1.0/         "

KEY_LENGTH = 24
LARGEST_ANSWER = 2_000_000  # bytes
TIMEOUT = 30.0  # seconds


@dataclass(frozen=True)
class Request:
    """One call to the SML: `path` under its management address, the SOAP action and body."""

    path: str
    action: str
    body: bytes


def create_publisher(smp_id: str, *, address: str, physical_address: str = "0.0.0.0") -> Request:  # noqa: S104 - a text in a form, nothing is bound
    """Register our SMP under its public address (https). The physical address is a field of older days."""
    return _publisher(
        "CreateServiceMetadataPublisherService", "createIn", smp_id=smp_id, addresses=(address, physical_address)
    )


def update_publisher(smp_id: str, *, address: str, physical_address: str = "0.0.0.0") -> Request:  # noqa: S104 - as above
    """Our SMP has another address."""
    return _publisher(
        "UpdateServiceMetadataPublisherService", "updateIn", smp_id=smp_id, addresses=(address, physical_address)
    )


def delete_publisher(smp_id: str) -> Request:
    """Take our SMP away, and with it every participant."""
    root = _locator("ServiceMetadataPublisherID")
    root.text = smp_id
    return Request("manageservicemetadata", f"{PUBLISHERS}:deleteIn", _enveloped(root))


def create(smp_id: str, participant: ParticipantId) -> Request:
    """Point the network's DNS at our SMP for this participant."""
    return _participant("CreateParticipantIdentifier", "createIn", smp_id=smp_id, participant=participant)


def delete(smp_id: str, participant: ParticipantId) -> Request:
    """Take the participant off the network."""
    return _participant("DeleteParticipantIdentifier", "deleteIn", smp_id=smp_id, participant=participant)


def create_list(smp_id: str, participants: Iterable[ParticipantId]) -> Request:
    """As `create`, for many at once (at most 100 by common practice)."""
    return _participants("CreateList", "createListIn", smp_id=smp_id, participants=participants)


def delete_list(smp_id: str, participants: Iterable[ParticipantId]) -> Request:
    """As `delete`, for many at once."""
    return _participants("DeleteList", "deleteListIn", smp_id=smp_id, participants=participants)


def list_page(smp_id: str, *, page: str = "") -> Request:
    """Whom the SML thinks we serve; `read_page` reads the answer and names the next page."""
    root = _locator("PageRequest")
    _add(root, LOCATOR, "ServiceMetadataPublisherID", smp_id)
    if page:
        _add(root, LOCATOR, "NextPageIdentifier", page)
    return Request("manageparticipantidentifier", f"{PARTICIPANTS}:listIn", _enveloped(root))


def prepare_migration(smp_id: str, participant: ParticipantId, *, key: str) -> Request:
    """Let go: until the new SMP completes, everything stays as it is."""
    return _migration("PrepareMigrationRecord", "prepareMigrateIn", smp_id=smp_id, participant=participant, key=key)


def complete_migration(smp_id: str, participant: ParticipantId, *, key: str) -> Request:
    """Take over, with the key the old SMP handed us."""
    return _migration("CompleteMigrationRecord", "migrateIn", smp_id=smp_id, participant=participant, key=key)


def prepare_change_certificate(certificate: x509.Certificate, *, on: date) -> Request:
    """Our SMP's next certificate takes over on this day; sent under the one that the SML knows now (`sml_certificates`).

    Source: the SML's service BDMSL, operation PrepareChangeCertificate. It wants PEM with its first and last line (phoss-smp,
    issue 151).
    """
    root = etree.Element(f"{{{BDMSL}}}PrepareChangeCertificate", nsmap={"ec": BDMSL})
    pem = certificate.public_bytes(Encoding.PEM).decode().removesuffix("\n")
    _add(root, BDMSL, "newCertificatePublicKey", pem)
    _add(root, BDMSL, "migrationDate", on.isoformat())
    return Request("bdmslservice", "ec:services:wsdl:BDMSL:1.0:prepareChangeCertificateIn", _enveloped(root))


def new_migration_key() -> str:
    """24 characters with two each of upper case, lower case, digits and signs at least, as the SML demands."""
    groups = (string.ascii_uppercase, string.ascii_lowercase, string.digits, "@#$%()[]{}*^-!~|+=")
    signs = [secrets.choice(group) for group in groups for _ in range(2)]
    signs += [secrets.choice("".join(groups[:3])) for _ in range(KEY_LENGTH - len(signs))]
    secrets.SystemRandom().shuffle(signs)
    return "".join(signs)


def call(request: Request, *, http: Http, management: str) -> Answer:
    """Send a request to the SML's management address.

    Raises:
        RegistrationRefused      permanent: `code` is the name of the fault, such as NotFoundFault
        RegistrationUnavailable  temporary: no answer, or the SML's own error
    """
    headers = {"content-type": "text/xml; charset=utf-8", "soapaction": f'"{request.action}"'}
    url = f"{management.rstrip('/')}/{request.path}"
    try:
        answer = http.post(url, body=request.body, headers=headers, limit=LARGEST_ANSWER, timeout=TIMEOUT)
    except Unreachable as error:
        raise RegistrationUnavailable(f"no answer from {url}") from error
    if answer.status != 200:
        _raise_fault(answer)
    return answer


def read_page(answer: Answer) -> tuple[list[ParticipantId], str]:
    """The participants of one page, and the name of the next, empty after the last.

    Raises RegistrationUnavailable (temporary) when the page cannot be read.
    """
    root = _parsed(answer)
    found = root.iter(f"{{{IDS}}}ParticipantIdentifier")
    following = xml.text_of(root.find(f".//{{{LOCATOR}}}NextPageIdentifier"))
    try:
        return [ParticipantId(xml.text_of(one), one.get("scheme", "")) for one in found], following
    except InvalidIdentifier as error:
        raise RegistrationUnavailable(error.detail) from error


def _raise_fault(answer: Answer) -> None:
    root = _parsed(answer)
    fault = root.find(f".//{{{SOAP}}}Fault/detail/*")
    name = "" if fault is None else etree.QName(fault).localname
    message = xml.text_of(root.find(".//faultstring"))
    if name in ("BadRequestFault", "NotFoundFault", "UnauthorizedFault"):
        raise RegistrationRefused(message, code=name)
    raise RegistrationUnavailable(f"status {answer.status} {name} {message}")


def _parsed(answer: Answer) -> etree._Element:
    try:
        return xml.parse(answer.body, limits=xml.SMALL)
    except InvalidXml as error:
        raise RegistrationUnavailable(f"status {answer.status}: {error.detail}") from error


def _publisher(name: str, operation: str, *, smp_id: str, addresses: tuple[str, str]) -> Request:
    root = _locator(name)
    endpoint = _add(root, LOCATOR, "PublisherEndpoint")
    for kind, address in zip(("LogicalAddress", "PhysicalAddress"), addresses, strict=True):
        _add(endpoint, LOCATOR, kind, address)
    _add(root, LOCATOR, "ServiceMetadataPublisherID", smp_id)
    return Request("manageservicemetadata", f"{PUBLISHERS}:{operation}", _enveloped(root))


def _participant(name: str, operation: str, *, smp_id: str, participant: ParticipantId) -> Request:
    root = _locator(name)
    _add(root, LOCATOR, "ServiceMetadataPublisherID", smp_id)
    _add_participant(root, participant)
    return Request("manageparticipantidentifier", f"{PARTICIPANTS}:{operation}", _enveloped(root))


def _participants(name: str, operation: str, *, smp_id: str, participants: Iterable[ParticipantId]) -> Request:
    root = _locator(name)
    for participant in participants:
        _add_participant(root, participant)
    _add(root, LOCATOR, "ServiceMetadataPublisherID", smp_id)
    return Request("manageparticipantidentifier", f"{PARTICIPANTS}:{operation}", _enveloped(root))


def _migration(name: str, operation: str, *, smp_id: str, participant: ParticipantId, key: str) -> Request:
    if not 0 < len(key) <= KEY_LENGTH:
        raise RegistrationRefused(f"a migration key has 1 to {KEY_LENGTH} characters", code="BadRequestFault")
    root = _locator(name)
    _add(root, LOCATOR, "ServiceMetadataPublisherID", smp_id)
    _add_participant(root, participant)
    _add(root, LOCATOR, "MigrationKey", key)
    return Request("manageparticipantidentifier", f"{PARTICIPANTS}:{operation}", _enveloped(root))


def _locator(name: str) -> etree._Element:
    return etree.Element(f"{{{LOCATOR}}}{name}", nsmap={"lrs": LOCATOR, "ids": IDS})


def _add_participant(parent: etree._Element, participant: ParticipantId) -> None:
    _add(parent, IDS, "ParticipantIdentifier", participant.value).set("scheme", participant.scheme)


def _add(parent: etree._Element, namespace: str, name: str, text: str | None = None) -> etree._Element:
    child = etree.SubElement(parent, f"{{{namespace}}}{name}")
    child.text = text
    return child


def _enveloped(content: etree._Element) -> bytes:
    envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"soap": SOAP})
    etree.SubElement(envelope, f"{{{SOAP}}}Body").append(content)
    return etree.tostring(envelope, encoding="UTF-8", xml_declaration=True)
