"""The language a visitor wishes: his cookie, else what the browser asks for, else the installation's first."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from schakel.base.languages import SPOKEN

COOKIE = "language"
OWN_NAMES = [(language.code, language.name) for language in SPOKEN]


def language_choices() -> list[tuple[str, Any]]:
    """Of a column: a function, so that a migration does not repeat the list and another language needs none."""
    return settings.LANGUAGES


def wished(request: HttpRequest) -> str:
    offered = dict(settings.LANGUAGES)
    if request.COOKIES.get(COOKIE) in offered:
        return request.COOKIES[COOKIE]
    for wish in request.headers.get("Accept-Language", "").lower().split(","):
        if (code := wish.strip()[:2]) in offered:
            return code
    return settings.FIRST_LANGUAGE
