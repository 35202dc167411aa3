"""Our SMP: whom it publishes, and what it answers.

Source: SMP 1.4.0.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

from schakel.hub.network.access_points.own import AccessPoint, Publisher
from schakel.hub.network.models import Registration
from schakel.hub.network.registration.document_types import MLS, process_of
from schakel.peppol import smp_publishing
from schakel.peppol.doors import Key
from schakel.peppol.errors import InvalidIdentifier
from schakel.peppol.identifiers import DocumentTypeId, ParticipantId, service_provider
from schakel.peppol.smp_metadata import Endpoint, ServiceGroup, ServiceMetadata


class Directory(Protocol):
    """Whom an SMP publishes."""

    def kinds(self, participant: ParticipantId) -> Sequence[DocumentTypeId]:
        """What they receive; empty when they are not ours."""
        ...

    def endpoints(self, kind: DocumentTypeId) -> tuple[Endpoint, ...]: ...


class OurDirectory:
    """The companies registered here, and ourselves for the status messages between access points."""

    def __init__(self, ours: AccessPoint) -> None:
        self.ours = ours

    def kinds(self, participant: ParticipantId) -> Sequence[DocumentTypeId]:
        if participant == service_provider(self.ours.seat_id):
            return [MLS]
        registration = Registration.objects.find_registered(participant)
        return [DocumentTypeId.parse(kind) for kind in registration.document_types] if registration else []

    def endpoints(self, kind: DocumentTypeId) -> tuple[Endpoint, ...]:
        process, certificate = process_of(kind), self.ours.keys.newest().certificate
        return (Endpoint(process, self.ours.address, certificate),) if process else ()


def find_metadata(asked: str, directory: Directory, *, publisher: Publisher) -> bytes | None:
    """The XML of a participant, or of one of its document types, signed; None for what is not published.

    `asked` is what follows /smp/, decoded.
    """
    name, _services, kind = asked.partition("/services/")
    try:
        participant = ParticipantId.parse(name)
        wanted = DocumentTypeId.parse(kind) if kind else None
    except InvalidIdentifier:
        return None
    kinds = directory.kinds(participant)
    if not kinds or (wanted and wanted not in kinds):
        return None
    if wanted is None:
        return smp_publishing.service_group(ServiceGroup(participant, tuple(kinds)), base=publisher.base)
    metadata = ServiceMetadata(participant, wanted, directory.endpoints(wanted))
    return signed_metadata(metadata, publisher.keys.newest())  # type: ignore[arg-type]  # a key from a file is a value


@lru_cache(maxsize=4096)
def signed_metadata(metadata: ServiceMetadata, key: Key) -> bytes:
    """Signing is the slow part, and anybody may ask: each answer is signed once in a process."""
    return smp_publishing.signed_service_metadata(metadata, key=key)
