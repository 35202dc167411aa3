"""The addresses of this room: for whoever watches, and those of the API around what the rooms above answer."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt

from schakel.hub.web.api import Api
from schakel.hub.web.problems import NOT_ALLOWED, Problem
from schakel.hub.web.views.health import live, ready
from schakel.hub.web.views.reference import description, nowhere, reference

View = Callable[..., HttpResponse]
health: dict[str, View] = {"live": live, "ready": ready}  # also passed before all that people need


def api_addresses(api: Api) -> list[URLPattern]:
    return [
        path("", reference, {"api": api}, name="reference"),
        path("openapi.json", description, {"api": api}, name="openapi"),
        *(in_problems(pattern, api) for pattern in api.urls[0] if isinstance(pattern, URLPattern)),
        path("<path:rest>", nowhere, name="nowhere"),
    ]


def in_problems(pattern: URLPattern, api: Api) -> URLPattern:
    """A method that an address does not know is told as everything else is. `asks` names what it may be asked."""
    view = pattern.callback
    where = "/api/v1/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(pattern.pattern))

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = view(request, *args, **kwargs)
        if answer.status_code == NOT_ALLOWED.status:
            return Problem(NOT_ALLOWED, headers={"Allow": answer["Allow"]}).response()
        return answer

    answered.asks = lambda method: api.queries().get((where, method), set())  # type: ignore[attr-defined]
    return URLPattern(pattern.pattern, answered, pattern.default_args, pattern.name)
