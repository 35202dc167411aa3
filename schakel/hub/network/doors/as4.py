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
from schakel.hub.network.inbound.body import BodyCut, read_message
from schakel.hub.network.inbound.store import store_message
from schakel.peppol import as4

NOW_FULL, UNKNOWN = "60", "600"  # seconds until the sender may come again: no room, revocation not known

log = logging.getLogger(__name__)


@csrf_exempt
def as4_door(request: HttpRequest) -> HttpResponse:
    """The signed receipt, given only for what is durably stored; or the error signal that says why not."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if why := find_misuse(request):
        return refuse(request, why, status=400)
    ours = access_point.current()
    if ours is None:
        return HttpResponse(status=503)
    try:
        receipt = store_message(read_message(request, ours=ours), ours=ours)
        return HttpResponse(receipt, content_type=as4.SIGNAL_TYPE)
    except BodyCut as cut:
        return refuse(request, str(cut), status=408)
    except as4.NotNow as error:
        return refuse(request, str(error), status=error.http_status, again=UNKNOWN)
    except as4.As4Error as error:
        answer = refuse(request, f"{error}; message {error.message_id}", status=error.http_status)
        return with_error_signal(answer, error, ours=ours)
    except (DatabaseError, OSError) as fault:
        storage_failure.end_if_lost(fault)
        return refuse(request, f"not stored: {fault}", status=503, again=NOW_FULL)


def find_misuse(request: HttpRequest) -> str:
    """Why this is no request for us, whatever stands in it (A25). A POST is never sent on elsewhere."""
    try:
        request.get_host()
    except DisallowedHost:
        return "asked for another host"
    return "came without TLS" if settings.SECURE and not request.is_secure() else ""


def with_error_signal(answer: HttpResponse, error: as4.As4Error, *, ours: AccessPoint) -> HttpResponse:
    answer["Content-Type"] = as4.SIGNAL_TYPE
    answer.content = as4.error_signal(error, message_id=new_message_id(), key=ours.keys.newest(), at=ours.clock.now())
    return answer


def refuse(request: HttpRequest, why: str, *, status: int, again: str = "") -> HttpResponse:
    log.warning("refused from %s: %s", request.META.get("REMOTE_ADDR", ""), why)
    answer = HttpResponse(status=status, headers={"Retry-After": again} if again else None)
    answer._has_been_logged = True  # type: ignore[attr-defined]  # Django would write a second line that tells less
    return answer
