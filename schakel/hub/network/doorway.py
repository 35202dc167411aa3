"""The doorway for machines: their requests need no session, no sign-in and no language, so they pass before all that."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from schakel.hub.network.as4_door import as4_door
from schakel.hub.web.health import live, ready

View = Callable[[HttpRequest], HttpResponse]
DOORS: dict[str, View] = {"/as4": as4_door, "/live": live, "/ready": ready}


class Doorway:
    """The first middleware."""

    def __init__(self, beyond: View) -> None:
        self.beyond = beyond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return DOORS.get(request.path_info, self.beyond)(request)
