"""For whoever watches, and for load balancers: whether this process lives, and whether it can keep what it is given."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from schakel.hub.web.health import can_keep


@require_safe
def live(_request: HttpRequest) -> HttpResponse:
    """It answers; the database is not asked."""
    return HttpResponse("live", content_type="text/plain")


@require_safe
def ready(_request: HttpRequest) -> HttpResponse:
    """503 when nothing can be written (D04, L12)."""
    is_ready = can_keep()
    return HttpResponse(
        "ready" if is_ready else "not ready", status=200 if is_ready else 503, content_type="text/plain"
    )
