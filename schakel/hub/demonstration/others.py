"""The others' side of the demonstration: what their access point keeps, and whom their SMP publishes."""

from collections.abc import Sequence

from django.utils import timezone

from schakel.hub.demonstration import wires
from schakel.hub.demonstration.confirming import SOON
from schakel.hub.demonstration.models import Arrival
from schakel.hub.network.registration.document_types import KINDS, process_of
from schakel.peppol import as4, mls, sbdh
from schakel.peppol.identifiers import DocumentTypeId, ParticipantId
from schakel.peppol.mls import Fate
from schakel.peppol.smp_metadata import Endpoint


class Others:
    """Everybody of the story who is not with the office takes every kind of document."""

    def kinds(self, participant: ParticipantId) -> Sequence[DocumentTypeId]:
        known = participant in set(wires.elsewhere())
        return [kind for kinds in KINDS.values() for kind in kinds] if known else []

    def endpoints(self, kind: DocumentTypeId) -> tuple[Endpoint, ...]:
        process, others = process_of(kind), wires.others()
        return (Endpoint(process, others.address, others.keys.newest().certificate),) if process else ()


def keep(received: as4.Received, header: sbdh.Header) -> None:
    wants = mls.is_answerable(header.document_type) and mls.is_wanted(Fate.CONFIRMED, header.mls_type)
    Arrival.objects.get_or_create(
        message_id=received.message_id,
        defaults={
            "sender": header.sender.value,
            "receiver": header.receiver.value,
            "instance_id": header.instance_id,
            "due_at": timezone.now() + SOON if wants else None,
            "kind": header.document_type.root,
            "document": sbdh.unwrap(received.envelope, strict=False).document,
        },
    )
