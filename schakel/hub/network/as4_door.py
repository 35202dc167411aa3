"""/as4: what other access points send us. Check it, write it down, answer; nothing slow happens here."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from schakel.hub.network import access_point
from schakel.hub.network.receiving import receive
from schakel.peppol.as4 import receive as as4
from schakel.peppol.as4.errors import As4Error, NotNow
from schakel.peppol.as4.signals import SIGNAL_TYPE, error_signal


@csrf_exempt
@require_POST
def as4_door(request: HttpRequest) -> HttpResponse:
    """The signed receipt, given only for what is durably stored; or the error signal that says why not."""
    ours = access_point.current()
    if ours is None:
        return HttpResponse(status=503)
    try:
        received = as4.receive(
            request.headers,
            request,
            keys=ours.keys,
            trust=ours.trust,
            clock=ours.clock,
            revocation=ours.revocation,
            limits=ours.limits,
        )
        receipt = receive(received, ours=ours)
    except NotNow:
        return HttpResponse(status=503, headers={"Retry-After": "600"})
    except As4Error as error:
        signal = error_signal(error, message_id=ours.new_message_id(), key=ours.keys.newest(), at=ours.clock.now())
        return HttpResponse(signal, content_type=SIGNAL_TYPE, status=413 if error.too_large else 200)
    return HttpResponse(receipt, content_type=SIGNAL_TYPE)
