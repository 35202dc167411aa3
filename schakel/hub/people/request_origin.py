"""What the log shall know of each request: a page or a program, who is signed in, and from which network address."""

from collections.abc import Callable
from functools import partial

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from schakel.hub.audit.origin import Origin, Via, coming_from, stream_from

API = "/api/"


class RequestOrigin:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        via = Via.API if request.path_info.startswith(API) else Via.PAGE
        origin = Origin(via, user=request.user.pk, address=partial(address_of, request))
        with coming_from(origin):
            response = self.get_response(request)
        if response.streaming:
            response.streaming_content = stream_from(origin, response.streaming_content)  # type: ignore[attr-defined]
        return response


def address_of(request: HttpRequest) -> str:
    """Empty: it cannot be known. Forwarded addresses count only from our own proxies (H12)."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return ""
