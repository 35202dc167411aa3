"""What an SMP publishes, as values.

Source: SMP 1.4.0. Identifiers and dates as in the XML; a certificate that cannot be read is None.
"""

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from schakel.peppol.identifiers import AS4_V2, DocumentTypeId, ParticipantId, ProcessId, TransportProfile

SMP = "http://busdox.org/serviceMetadata/publishing/1.0/"
IDS = "http://busdox.org/transport/identifiers/1.0/"
WSA = "http://www.w3.org/2005/08/addressing"


@dataclass(frozen=True)
class Endpoint:
    """Where, how and with which certificate one kind of document is received in one process."""

    process: ProcessId
    address: str
    certificate: x509.Certificate | None
    transport_profile: TransportProfile = AS4_V2
    active_from: datetime | None = None  # aware; None: no limit
    active_until: datetime | None = None
    description: str = ""
    contact: str = ""  # an address of the technical contact

    def is_active(self, at: datetime) -> bool:
        after = self.active_from is None or self.active_from <= at
        return after and (self.active_until is None or at < self.active_until)


@dataclass(frozen=True)
class ServiceMetadata:
    """How a participant receives one kind of document."""

    participant: ParticipantId
    document_type: DocumentTypeId
    endpoints: tuple[Endpoint, ...]


@dataclass(frozen=True)
class Redirect:
    """Ask another SMP. `certificate_uid` names the certificate its answer must be signed with."""

    address: str
    certificate_uid: str


@dataclass(frozen=True)
class ServiceGroup:
    """All a participant receives: the kinds of document, and where each is described."""

    participant: ParticipantId
    document_types: tuple[DocumentTypeId, ...]
