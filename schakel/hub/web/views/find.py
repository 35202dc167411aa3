"""The box that finds, as a page, as a dialog, and what was found while somebody types."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schakel.hub.web import finder

FOUND = "find-found"  # the part that follows what is typed


@login_required
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    text = " ".join(request.GET.get("q", "").replace("\0", "").split())[: finder.LONGEST]
    groups = finder.find(request, text)
    context = {"text": text, "groups": groups, "count": sum(len(hits) for _word, hits in groups)}
    is_part = request.htmx and request.htmx.target == FOUND  # type: ignore[attr-defined]  # set by its middleware
    return render(request, "web/find_found.html" if is_part else "web/find.html", context)
