"""/smp: our SMP. Anybody may ask it whom we serve, for which kinds of document, and at which address.

`GET /smp/{participant}` gives the kinds, `GET /smp/{participant}/services/{document type}` where one of them goes, signed.
Source: SMP 1.4.0.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from schakel.hub.network.access_points import own as access_point
from schakel.hub.network.access_points.own import AccessPoint, Publisher
from schakel.hub.network.models import Registration
from schakel.hub.network.registration.document_types import MLS, process_of
from schakel.peppol import smp_publishing
from schakel.peppol.doors import Key
from schakel.peppol.errors import InvalidIdentifier
from schakel.peppol.identifiers import DocumentTypeId, ParticipantId, service_provider
from schakel.peppol.smp_metadata import Endpoint, ServiceGroup, ServiceMetadata

SHORT = "public, max-age=300"  # seconds: as long as a new certificate may go unnoticed


class Directory(Protocol):
    """Whom an SMP publishes."""

    def kinds(self, participant: ParticipantId) -> Sequence[DocumentTypeId]:
        """What he receives; empty when he is not ours."""
        ...

    def endpoints(self, kind: DocumentTypeId) -> tuple[Endpoint, ...]: ...


class Ours:
    """The companies registered here, and ourselves for the status messages between access points."""

    def __init__(self, ours: AccessPoint) -> None:
        self.ours = ours

    def kinds(self, participant: ParticipantId) -> Sequence[DocumentTypeId]:
        if participant == service_provider(self.ours.seat_id):
            return [MLS]
        registration = Registration.objects.registered(participant)
        return [DocumentTypeId.parse(kind) for kind in registration.document_types] if registration else []

    def endpoints(self, kind: DocumentTypeId) -> tuple[Endpoint, ...]:
        process, certificate = process_of(kind), self.ours.keys.newest().certificate
        return (Endpoint(process, self.ours.address, certificate),) if process else ()


@require_safe
def smp_door(_request: HttpRequest, asked: str) -> HttpResponse:
    ours = access_point.current()
    if ours is None or ours.publisher is None:
        return HttpResponse(status=404)
    return answer(asked, Ours(ours), publisher=ours.publisher)


def answer(asked: str, directory: Directory, *, publisher: Publisher) -> HttpResponse:
    """`asked` is what follows /smp/, decoded."""
    name, _services, kind = asked.partition("/services/")
    try:
        participant = ParticipantId.parse(name)
        wanted = DocumentTypeId.parse(kind) if kind else None
    except InvalidIdentifier:
        return HttpResponse(status=404)
    kinds = directory.kinds(participant)
    if not kinds or (wanted and wanted not in kinds):
        return HttpResponse(status=404)
    if wanted is None:
        return xml(smp_publishing.service_group(ServiceGroup(participant, tuple(kinds)), base=publisher.base))
    metadata = ServiceMetadata(participant, wanted, directory.endpoints(wanted))
    return xml(signed(metadata, publisher.keys.newest()))  # type: ignore[arg-type]  # a key from a file is a value


@lru_cache(maxsize=4096)
def signed(metadata: ServiceMetadata, key: Key) -> bytes:
    """Signing is the slow part, and anybody may ask: each answer is signed once in a process."""
    return smp_publishing.signed_service_metadata(metadata, key=key)


def xml(body: bytes) -> HttpResponse:
    return HttpResponse(body, content_type="text/xml; charset=utf-8", headers={"Cache-Control": SHORT})
