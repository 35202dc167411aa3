"""All there is of a company, to take along: asked for, followed, downloaded. For who works for it, and for its clients."""

from collections.abc import Iterator
from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record
from schakel.hub.people.requests import SignedIn
from schakel.hub.records.company_export.models import CompanyExport, ExportPart, exportable_by
from schakel.hub.records.company_export.start import ask_for_export

SHOWN = 5  # exports, the newest
ZIP = "application/zip"
PIECE = 1 << 16  # bytes


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def company_exports(request: SignedIn, pk: int) -> HttpResponse:
    """GET shows a person's own; POST asks for a new one, unless one is being made."""
    company = get_object_or_404(exportable_by(request.user).select_related("office"), pk=pk)
    if request.method == "POST":
        ask_for_export(company, by=request.user)
        return redirect("records:company_exports", pk)
    mine = CompanyExport.objects.reachable_by(request.user).filter(company=company).order_by("-pk")
    exports = list(mine.prefetch_related("parts")[:SHOWN])
    context = {"company": company, "exports": exports, "is_making": any(each.is_being_made for each in exports)}
    return render(request, "records/company_export/page.html", context)


@login_required
@require_safe
def part(request: SignedIn, pk: int, number: int) -> StreamingHttpResponse:
    """One ZIP, as it was made; none once a right was lost that it was made with (G04)."""
    mine = ExportPart.objects.filter(
        export__in=CompanyExport.objects.reachable_by(request.user), export__removed_at=None
    )
    found = get_object_or_404(mine.select_related("export__company__office", "export__by"), export=pk, number=number)
    if found.export.ended_at is None or not found.export.is_still_allowed():
        raise Http404
    if not found.place.is_file():  # the database was restored, and no backup has it
        raise Http404
    company = found.export.company
    record(Action.COMPANY_EXPORT_DOWNLOADED, company, place=company.place, by=request.user.pk, detail=f"part={number}")
    headers = {"Content-Disposition": f'attachment; filename="{found.file_name}"', "Content-Length": str(found.size)}
    return StreamingHttpResponse(pieces_of(found.place), content_type=ZIP, headers=headers)


def pieces_of(place: Path) -> Iterator[bytes]:
    with place.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
