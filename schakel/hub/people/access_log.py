"""A line for each request that was answered: what was asked by its route, from where, how it ended (H05, L10).

The address is shown as its route has it: with the numbers of rows; of every other part, which may be a key, a name or a number
of a document, only that it is there. Queries, bodies, cookies, referrers and the names of browsers are left out. The server
calls it after the last byte.
"""

import logging
import re
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from schakel.hub import request_id
from schakel.hub.people.request_origin import address_of
from schakel.hub.web.logs import MASK

QUIET = {"/live", "/ready", "/metrics"}  # asked every few seconds, by machines
METHOD = re.compile(r"[A-Z]{1,12}")
PART = re.compile(r"<(?:\w+:)?(\w+)>")
ROW = re.compile(r"[0-9]{1,12}")

log = logging.getLogger("schakel.access")


def log_access(environ: dict[str, Any], *, status: int | None, size: int, took: timedelta) -> None:
    path, method = environ.get("PATH_INFO", ""), environ.get("REQUEST_METHOD") or ""  # None: it could not be read
    fields = {
        "method": method if METHOD.fullmatch(method) else MASK,
        "path": shown(path),
        "status": status,
        "bytes": size,
        "ms": round(took / timedelta(milliseconds=1)),
        "from": sender(environ),
    }
    with request_id.working_as(environ.get(request_id.KEY, "")):
        level = logging.DEBUG if path in QUIET else logging.INFO
        text = "%(method)s %(path)s %(status)s, %(bytes)s bytes in %(ms)s ms, from %(from)s"
        log.log(level, text, fields, extra={"fields": fields})


def shown(path: str) -> str:
    """`/documents/12/` and `/smp/…`; what is no address of ours is `…`."""
    if path.startswith(settings.STATIC_URL):
        return f"{settings.STATIC_URL}{MASK}"
    try:
        found = resolve(path)
    except Resolver404:
        return MASK
    if "(?" in found.route:  # a regular expression, of another package
        return MASK
    return "/" + PART.sub(lambda part: row_number(part[1], found.kwargs.get(part[1])), found.route)


def row_number(name: str, value: object) -> str:
    """The API takes those of its rows as text, `document_id`."""
    is_row = isinstance(value, int) or (name.endswith("_id") and ROW.fullmatch(str(value)))
    return str(value) if is_row else MASK


def sender(environ: dict[str, Any]) -> str:
    request = HttpRequest()
    request.META = environ
    return address_of(request) or MASK
