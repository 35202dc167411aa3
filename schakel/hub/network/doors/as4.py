"""/as4: what other access points send us. Check it, write it down, answer; nothing slow happens here.

Every refusal is one line in the log (L10). What cannot be written down now gets 503 and no receipt: the sender keeps the
message and comes again.
"""

import logging

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.views.decorators.csrf import csrf_exempt

from schakel.hub import storage_failure
from schakel.hub.network.access_points import own as access_point
from schakel.hub.network.access_points.own import AccessPoint, new_message_id
from schakel.hub.network.inbound.body import Body, Cut
from schakel.hub.network.inbound.store import take
from schakel.peppol import as4

NOW_FULL, UNKNOWN = "60", "600"  # seconds until the sender may come again: no room, revocation not known

log = logging.getLogger(__name__)


@csrf_exempt
def as4_door(request: HttpRequest) -> HttpResponse:
    """The signed receipt, given only for what is durably stored; or the error signal that says why not."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if why := unfit(request):
        return refused(request, why, status=400)
    ours = access_point.current()
    if ours is None:
        return HttpResponse(status=503)
    try:
        return HttpResponse(taken(request, ours), content_type=as4.SIGNAL_TYPE)
    except Cut as cut:
        return refused(request, str(cut), status=408)
    except as4.NotNow as error:
        return refused(request, str(error), status=error.http_status, again=UNKNOWN)
    except as4.As4Error as error:
        answer = refused(request, f"{error}; message {error.message_id}", status=error.http_status)
        return signal(answer, error, ours=ours)
    except (DatabaseError, OSError) as fault:
        storage_failure.end_if_lost(fault)
        return refused(request, f"not stored: {fault}", status=503, again=NOW_FULL)


def unfit(request: HttpRequest) -> str:
    """Why this is no request for us, whatever stands in it (A25). A POST is never sent on elsewhere."""
    try:
        request.get_host()
    except DisallowedHost:
        return "asked for another host"
    return "came without TLS" if settings.SECURE and not request.is_secure() else ""


def taken(request: HttpRequest, ours: AccessPoint) -> bytes:
    with Body.of(request, limit=ours.limits.message) as body:
        received = as4.receive(
            {"Content-Type": request.META.get("CONTENT_TYPE", "")},
            body,
            keys=ours.keys,
            trust=ours.trust,
            clock=ours.clock,
            revocation=ours.revocation,
            limits=ours.limits,
        )
    return take(received, ours=ours)


def signal(answer: HttpResponse, error: as4.As4Error, *, ours: AccessPoint) -> HttpResponse:
    answer["Content-Type"] = as4.SIGNAL_TYPE
    answer.content = as4.error_signal(error, message_id=new_message_id(), key=ours.keys.newest(), at=ours.clock.now())
    return answer


def refused(request: HttpRequest, why: str, *, status: int, again: str = "") -> HttpResponse:
    log.warning("refused from %s: %s", request.META.get("REMOTE_ADDR", ""), why)
    answer = HttpResponse(status=status, headers={"Retry-After": again} if again else None)
    answer._has_been_logged = True  # type: ignore[attr-defined]  # Django would write a second line that tells less
    return answer
