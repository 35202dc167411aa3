"""Links that are keys (H05): their routes say so with `<secret:token>`, logs mask them, the address is cleaned at the first hit.

A view behind such a route looks the key up, keeps what it opened in the session (never the key) and sends the visitor on to
the page, whose address holds no key.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import StringConverter

NAME = "secret"  # of the converter
SLASH, PART = r"(?:/|%2f)+", r"(?:(?!%2f)[^/\s?#&\"'<>\\])+"
_CONVERTER = re.compile(r"<(?:(\w+):)?\w+>")


class SecretConverter(StringConverter):
    """One part of an address that is a key."""


def exchange(request: HttpRequest, name: str, opened: Any, *, page: str) -> HttpResponse:
    """Keeps under this name in the session what a link opened, and leads to the page, by a redirect that tells no referrer."""
    request.session[name] = opened
    answer = redirect(page)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def secrets_in_addresses() -> re.Pattern[str]:
    """Finds each key that stands in an address of ours, in whatever text; the group before it is to be left."""
    starts = sorted({start for route in routes(get_resolver().url_patterns) for start in before_secrets(route)})
    return re.compile(rf"(?i)({'|'.join(starts) or '(?!)'}){PART}")


def routes(patterns: list[Any], above: str = "/") -> Iterator[str]:
    """Each route as it is written, `/mandate/<secret:token>/`."""
    for pattern in patterns:
        route = above + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


def before_secrets(route: str) -> Iterator[str]:
    """As regular expressions: what comes before each key in the route."""
    before, at = "", 0
    for part in _CONVERTER.finditer(route):
        before += literal(route[at : part.start()])
        at = part.end()
        if part[1] == NAME:
            yield before
        before += PART


def literal(text: str) -> str:
    return SLASH.join(re.escape(piece) for piece in text.split("/"))
