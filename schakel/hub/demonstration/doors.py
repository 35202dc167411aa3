"""The others' doors: what our companies send arrives here, and their SMP answers."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from schakel.hub.demonstration import wires
from schakel.hub.demonstration.others import Others, keep
from schakel.hub.network.access_points.own import new_message_id
from schakel.hub.network.inbound.body import read_message
from schakel.hub.network.registration.smp import find_metadata
from schakel.peppol import as4


@require_safe
def smp(_request: HttpRequest, asked: str) -> HttpResponse:
    publisher = wires.others().publisher
    assert publisher
    found = find_metadata(asked, Others(), publisher=publisher)
    return HttpResponse(found, content_type="text/xml; charset=utf-8") if found else HttpResponse(status=404)


@csrf_exempt
@require_POST
def as4_door(request: HttpRequest) -> HttpResponse:
    """Kept to be looked at, and acknowledged."""
    others = wires.others()
    try:
        received = read_message(request, ours=others)
    except as4.As4Error as error:
        signal = as4.error_signal(error, message_id=new_message_id(), key=others.keys.newest(), at=others.clock.now())
        return HttpResponse(signal, content_type=as4.SIGNAL_TYPE, status=error.http_status)
    if received.header:
        keep(received, received.header)
    receipt = as4.receipt(received, message_id=new_message_id(), key=others.keys.newest(), at=others.clock.now())
    return HttpResponse(receipt, content_type=as4.SIGNAL_TYPE)
