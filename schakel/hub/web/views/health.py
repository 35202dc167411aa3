"""For whoever watches, and for load balancers: whether this process lives, and whether it can keep what it is given."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from schakel.hub.web.health import is_ready


@require_safe
def live(_request: HttpRequest) -> HttpResponse:
    """It answers; the database is not asked."""
    return HttpResponse("live", content_type="text/plain")


@require_safe
def ready(_request: HttpRequest) -> HttpResponse:
    """503 when nothing can be written (D04, L12), and while the tables are not those of this version (D18)."""
    status, text = (200, "ready") if is_ready() else (503, "not ready")
    return HttpResponse(text, status=status, content_type="text/plain")
