"""How long one stays signed in (I03): until one was away for long, and never longer than the longest."""

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

NOTED = 5 * 60  # seconds between two notes of when someone was last seen: not every page is a write


class Limits:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self.keep(request)
        return self.get_response(request)

    def keep(self, request: HttpRequest) -> None:
        now = time.time()
        began, seen = request.session.get("began", now), request.session.get("seen", 0)
        if now - began > settings.SESSION_COOKIE_AGE or (seen and now - seen > settings.SESSION_IDLE):
            logout(request)
        elif now - seen > NOTED:
            request.session.update({"began": began, "seen": now})
            UserSession.objects.create_from_request(request)


def end_all(request: HttpRequest) -> None:
    """Signs out everywhere, here too."""
    for session in UserSession.objects.filter(user=request.user):
        session.end()
    logout(request)
