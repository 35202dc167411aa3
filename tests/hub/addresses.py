"""Every address of the URL configuration, by name; the API's routes have a walk of their own (test_every_api_route)."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from schakel.hub.api import api


@cache
def addresses() -> dict[str, str]:
    """`connections:company` -> `/companies/<int:pk>/`."""
    of_the_api = routes()
    return {name: path for name, path in walked(get_resolver().url_patterns) if name not in of_the_api}


def routes() -> set[str]:
    """The names of what the API's rooms answer."""
    return {f"api:{each.name}" for each in api.urls[0]}


def walked(patterns: list[Any], prefix: str = "/", namespace: str = "") -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from walked(pattern.url_patterns, path, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", path
