"""The id of what is being done, by which lines of a log belong together: a request, a command, or the worker's work for a row.

A row that is due keeps the id of the request that made it, and the worker takes it up again; what that writes and sends has
it too (ADR 0300).
"""

import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings

HEADER = "X-Request-Id"
KEY = "schakel.request_id"  # in the environment of a request (WSGI)
LONGEST = 64  # characters
PLAIN = re.compile(rf"[A-Za-z0-9._-]{{8,{LONGEST}}}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    """Empty: nobody gave one."""
    return _current.get()


def new() -> str:
    return secrets.token_hex(8)  # short enough to be read aloud


def enter() -> None:
    """For a process that is one command."""
    _current.set(new())


@contextmanager
def working_as(mark: str) -> Iterator[None]:
    token = _current.set(mark)
    try:
        yield
    finally:
        _current.reset(token)


def of_request(environ: Mapping[str, Any]) -> str:
    """The proxy's, when there is one and it sends a plain word; else a new one. What a visitor says does not count, and
    nothing that could be an API key is taken (H05, L10)."""
    given = str(environ.get("HTTP_X_REQUEST_ID", ""))
    is_taken = settings.ALLAUTH_TRUSTED_PROXY_COUNT and PLAIN.fullmatch(given) and "schakel_" not in given
    return given if is_taken else new()
