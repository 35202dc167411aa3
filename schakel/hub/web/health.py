"""Whether this process lives, and whether it can keep what it is given. For whoever watches, and for load balancers."""

import secrets

from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

MUCH = "x" * 50_000  # as much as a message; one small row finds room on a disk that is full


@require_safe
def live(_request: HttpRequest) -> HttpResponse:
    """It answers; the database is not asked."""
    return HttpResponse("live", content_type="text/plain")


@require_safe
def ready(_request: HttpRequest) -> HttpResponse:
    """Something was really written and read back; 503 when not (D04, L12)."""
    token = f"ready-{secrets.token_hex(16)}"  # its own, so that an earlier answer does not speak for this one
    try:
        cache.set(token, MUCH, 60)
        kept = cache.get(token) == MUCH
        cache.delete(token)
    except (DatabaseError, OSError):
        kept = False
    return HttpResponse("ready" if kept else "not ready", status=200 if kept else 503, content_type="text/plain")
