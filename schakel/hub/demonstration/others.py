"""The others' side of the demonstration: their access point receives, and their SMP answers."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from schakel.hub.demonstration import wires
from schakel.hub.demonstration.confirming import SOON
from schakel.hub.demonstration.models import Arrival
from schakel.hub.network.access_points.own import new_message_id
from schakel.hub.network.inbound.body import Body
from schakel.hub.network.registration.document_types import KINDS, process_of
from schakel.hub.network.registration.smp import find_metadata
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


@require_safe
def smp(_request: HttpRequest, asked: str) -> HttpResponse:
    publisher = wires.others().publisher
    assert publisher
    found = find_metadata(asked, Others(), publisher=publisher)
    return HttpResponse(found, content_type="text/xml; charset=utf-8") if found else HttpResponse(status=404)


@csrf_exempt
@require_POST
def as4_door(request: HttpRequest) -> HttpResponse:
    """What our companies send: kept to be looked at, and acknowledged."""
    others = wires.others()
    try:
        with Body.of(request, limit=others.limits.message) as body:
            received = as4.receive(
                {"Content-Type": request.META.get("CONTENT_TYPE", "")},
                body,
                keys=others.keys,
                trust=others.trust,
                clock=others.clock,
                revocation=others.revocation,
                limits=others.limits,
            )
    except as4.As4Error as error:
        signal = as4.error_signal(error, message_id=new_message_id(), key=others.keys.newest(), at=others.clock.now())
        return HttpResponse(signal, content_type=as4.SIGNAL_TYPE, status=error.http_status)
    if received.header:
        keep(received, received.header)
    receipt = as4.receipt(received, message_id=new_message_id(), key=others.keys.newest(), at=others.clock.now())
    return HttpResponse(receipt, content_type=as4.SIGNAL_TYPE)


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
