"""Look up where a participant receives a kind of document.

Source: Peppol SML 1.3.0 and SMP 1.4.0.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from cryptography import x509
from lxml import etree

from schakel.peppol import pki, smp_reader, xml, xml_signature
from schakel.peppol.distinguished_names import is_name_of
from schakel.peppol.errors import (
    InvalidMessage,
    InvalidXml,
    LookupUnavailable,
    NotRegistered,
    NotSupported,
    Unreachable,
    Untrusted,
)
from schakel.peppol.identifiers import AS4_V2, DocumentTypeId, ParticipantId, ProcessId
from schakel.peppol.network import Network
from schakel.peppol.sml import locate
from schakel.peppol.smp_metadata import Endpoint, Redirect, ServiceGroup, ServiceMetadata
from schakel.peppol.web_address import require_web_address

LARGEST_ANSWER = 2_000_000  # bytes
TIMEOUT = 10.0  # seconds


@dataclass(frozen=True)
class Destination:
    """Where to send, and to whom: everything checked, good to use now."""

    address: str
    certificate: x509.Certificate  # to encrypt to; the receipt must be signed with it
    seat_id: str
    document_type: DocumentTypeId
    process: ProcessId


def lookup(
    participant: ParticipantId, document_type: DocumentTypeId, process: ProcessId, *, network: Network
) -> Destination:
    """Where, and under which certificate, this receiver takes this kind of document.

    One DNS question and one HTTP GET (a redirect, a wildcard or a missing document type adds one), at most 10 s each.
    Nothing is cached.

    Raises:
        NotRegistered      permanent: the network does not know the participant
        NotSupported       permanent: known, but not for this document type and process
        Untrusted          permanent: signature, certificate or address does not hold
        LookupUnavailable  temporary: DNS or SMP did not answer, or not with what an SMP answers
        RevocationUnknown  temporary: nobody could say whether a certificate still counts
    """
    base = f"{locate(participant, network=network)}/{participant.encode()}"
    if document_type.is_wildcard:
        document_type = _registered(base, participant, document_type=document_type, network=network)
    metadata = _metadata(base, participant, document_type=document_type, network=network)
    return _destination(metadata, process, network=network)


def capabilities(participant: ParticipantId, *, network: Network) -> ServiceGroup:
    """All kinds of document this participant says it receives. Raises as `lookup`; the list is not signed."""
    return _group(f"{locate(participant, network=network)}/{participant.encode()}", participant, network=network)


def _group(base: str, participant: ParticipantId, *, network: Network) -> ServiceGroup:
    root = _get(base, network=network)
    if root is None:
        raise NotRegistered(f"the SMP does not know {participant}, though DNS points to it", code="REGISTRATION_BROKEN")
    with _reading():
        group = smp_reader.service_group(root)
    if group.participant != participant:
        raise Untrusted(f"asked for {participant}, told about {group.participant}", code="SMP_ANSWER_MISMATCH")
    return group


def _registered(
    base: str, participant: ParticipantId, *, document_type: DocumentTypeId, network: Network
) -> DocumentTypeId:
    """The closest type the receiver registered that covers this one. Source: Policy for use of Identifiers 4.4.0."""
    offered = _group(base, participant, network=network).document_types
    covering = [one for one in offered if one.is_wildcard and one.covers(document_type)]
    if not covering:
        raise NotSupported(f"{participant} does not receive {document_type}")
    return max(covering, key=lambda one: (one == document_type, len(one.customization)))


def _metadata(
    base: str, participant: ParticipantId, *, document_type: DocumentTypeId, network: Network
) -> ServiceMetadata:
    root = _get(f"{base}/services/{document_type.encode()}", network=network)
    if root is None:
        _group(base, participant, network=network)
        raise NotSupported(f"{participant} does not receive {document_type}")
    _, found = _signed(root, network=network)
    if isinstance(found, Redirect):
        found = _follow(found, network=network)
    if found.participant != participant or found.document_type != document_type:
        told = f"{found.participant} and {found.document_type}"
        raise Untrusted(f"asked for {participant} and {document_type}, told about {told}", code="SMP_ANSWER_MISMATCH")
    return found


def _follow(redirect: Redirect, *, network: Network) -> ServiceMetadata:
    root = _get(require_web_address(redirect.address, query=True, local=network.local), network=network)
    if root is None:
        raise LookupUnavailable("the SMP we were sent on to does not know the participant", code="REDIRECT_BROKEN")
    signer, found = _signed(root, network=network)
    if isinstance(found, Redirect):
        raise Untrusted("sent on twice", code="SMP_REDIRECT_CHAIN")
    if not _is_named(signer, redirect.certificate_uid):
        raise Untrusted(f"not signed by {redirect.certificate_uid!r}", code="SMP_REDIRECT_CERTIFICATE")
    return found


def _is_named(certificate: x509.Certificate, uid: str) -> bool:
    """The UID is the whole subject, however it is written: no part of it, and no serial number behind it (ADR 0204)."""
    return is_name_of(uid, certificate)


def _signed(root: etree._Element, *, network: Network) -> tuple[x509.Certificate, ServiceMetadata | Redirect]:
    signer = xml_signature.verify(root)
    pki.check(signer, role=pki.Role.SMP, trust=network.trust, at=network.clock.now(), revocation=network.revocation)
    with _reading():
        return signer, smp_reader.service_metadata(root)


def _destination(metadata: ServiceMetadata, process: ProcessId, *, network: Network) -> Destination:
    endpoint = _endpoint(metadata, process, network=network)
    address = require_web_address(endpoint.address, query=True, local=network.local)
    if endpoint.certificate is None:
        raise Untrusted("the access point's certificate cannot be read", code="CERTIFICATE_UNREADABLE")
    seat_id = pki.check(
        endpoint.certificate,
        role=pki.Role.ACCESS_POINT,
        trust=network.trust,
        at=network.clock.now(),
        revocation=network.revocation,
    )
    return Destination(address, endpoint.certificate, seat_id, metadata.document_type, process)


def _endpoint(metadata: ServiceMetadata, process: ProcessId, *, network: Network) -> Endpoint:
    of_process = [one for one in metadata.endpoints if one.process == process]
    of_transport = [one for one in of_process if one.transport_profile == AS4_V2]
    active = [one for one in of_transport if one.is_active(network.clock.now())]
    if active:
        return active[0]
    code = "TRANSPORT_NOT_SUPPORTED" if of_process else "PROCESS_NOT_SUPPORTED"
    raise NotSupported(
        f"{metadata.participant} has no usable endpoint for {process}",
        code="ENDPOINT_NOT_ACTIVE" if of_transport else code,
    )


def _get(url: str, *, network: Network) -> etree._Element | None:
    """The answer's root; None for a plain 404."""
    try:
        answer = network.http.get(url, limit=LARGEST_ANSWER, timeout=TIMEOUT)
    except Unreachable as error:
        raise LookupUnavailable(f"no answer from {url}") from error
    if answer.status == 404:
        return None
    if answer.status != 200:
        raise LookupUnavailable(f"status {answer.status} from {url}")
    try:
        return xml.parse(answer.body, limits=xml.SMALL)
    except InvalidXml as error:
        kind = LookupUnavailable if error.code == "INVALID_XML" else Untrusted
        raise kind(f"{error.detail} from {url}", code=error.code) from error


@contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except InvalidMessage as error:
        raise LookupUnavailable(error.detail, code=error.code) from error
