"""/as4: what other access points send us. Check it, write it down, answer; nothing slow happens here."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from schakel.hub.network import access_point
from schakel.hub.network.receiving import take
from schakel.peppol import as4


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
        receipt = take(received, ours=ours)
    except as4.NotNow:
        return HttpResponse(status=503, headers={"Retry-After": "600"})
    except as4.As4Error as error:
        signal = as4.error_signal(error, message_id=ours.new_message_id(), key=ours.keys.newest(), at=ours.clock.now())
        return HttpResponse(signal, content_type=as4.SIGNAL_TYPE, status=error.http_status)
    return HttpResponse(receipt, content_type=as4.SIGNAL_TYPE)
