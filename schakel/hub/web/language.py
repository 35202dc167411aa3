"""The language a visitor wishes: his cookie, else what the browser asks for, else the installation's first."""

from django.conf import settings
from django.http import HttpRequest

COOKIE = "language"
OWN_NAMES = [("nl", "Nederlands"), ("fr", "Français"), ("en", "English"), ("de", "Deutsch")]


def wished(request: HttpRequest) -> str:
    offered = dict(settings.LANGUAGES)
    if request.COOKIES.get(COOKIE) in offered:
        return request.COOKIES[COOKIE]
    for wish in request.headers.get("Accept-Language", "").lower().split(","):
        if (code := wish.strip()[:2]) in offered:
            return code
    return settings.FIRST_LANGUAGE
