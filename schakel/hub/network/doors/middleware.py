"""The doorway for machines: their requests need no session, no sign-in and no language, so they pass before all that."""

from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication

from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse

from schakel.hub import request_id
from schakel.hub.network.doors.as4 import as4_door
from schakel.hub.web.urls import health

View = Callable[[HttpRequest], HttpResponse]
AS4 = "/as4"
DOORS: dict[str, View] = {AS4: as4_door, **{f"/{name}": view for name, view in health.items()}}


class Doorway:
    """The first middleware."""

    def __init__(self, beyond: View) -> None:
        self.beyond = beyond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return DOORS.get(request.path_info, self.beyond)(request)


def past_django(beyond: WSGIApplication) -> WSGIApplication:
    """Messages go to their door without signals, middlewares and the reading of forms, which take longer than an RSA
    signature; all else goes on to Django."""

    def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] != AS4:
            return beyond(environ, start_response)
        close_old_connections()
        environ[request_id.KEY] = mark = request_id.of_request(environ)
        with request_id.working_as(mark):
            answer = as4_door(BareRequest(environ))
        answer[request_id.HEADER] = mark
        headers = [*answer.items(), ("Content-Length", str(len(answer.content)))]
        start_response(f"{answer.status_code} {answer.reason_phrase}", headers)
        return [answer.content]

    return application


class BareRequest(HttpRequest):
    """What the server tells of a request, of which nothing is read or looked into before it is asked for."""

    def __init__(self, environ: dict[str, Any]) -> None:
        super().__init__()
        self.META = environ
        self.method = environ["REQUEST_METHOD"]

    def _get_scheme(self) -> str:
        return str(self.META["wsgi.url_scheme"])
