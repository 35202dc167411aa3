"""Companies from a sheet: the file, then each row with what is wrong, then the import, with the faulty rows to take away."""

from collections.abc import Iterator

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from schakel.hub.connections.company_import.bring import bring_sheet, discard_import, start_import
from schakel.hub.connections.company_import.columns import all_columns, names_of
from schakel.hub.connections.company_import.faulty_sheet import faulty_sheet
from schakel.hub.connections.forms import CompanySheetForm
from schakel.hub.connections.models import CompanyImport, CompanyImportRow, Office
from schakel.hub.connections.panels import import_panels
from schakel.hub.connections.rights import Right
from schakel.hub.people.requests import SignedIn
from schakel.hub.web import spreadsheet
from schakel.hub.web.paging import page
from schakel.hub.web.sheet_columns import unknown_headings
from schakel.hub.web.sheet_reading import UnreadableSheet

SHOWN = 50  # rows at a time
NEWEST = 10  # sheets
State, Outcome = CompanyImport.State, CompanyImportRow.Outcome


@login_required
def list_(request: SignedIn) -> HttpResponse:
    """Choose a file; and the newest sheets of one's office."""
    offices = Office.objects.allowing(request.user, Right.ADD).order_by("name")
    if not offices:
        raise Http404
    form = CompanySheetForm(request.POST or None, request.FILES or None, offices=offices)
    if request.method == "POST" and form.is_valid() and (company_import := bring(request, form)):
        return redirect("connections:import", company_import.pk)
    imports = CompanyImport.objects.managed_by(request.user).select_related("office", "by").order_by("-pk")[:NEWEST]
    context = {"form": form, "imports": imports, "columns": all_columns()}
    return render(request, "connections/imports/list.html", context, status=422 if form.errors else 200)


def bring(request: SignedIn, form: CompanySheetForm) -> CompanyImport | None:
    """None, and the sentence in the form, when it is no sheet of companies."""
    file = form.cleaned_data["file"]
    try:
        return bring_sheet(form.cleaned_data["office"], file.read(), by=request.user, name=file.name)
    except UnreadableSheet as fault:
        form.add_error("file", str(fault.sentence))
        return None


@login_required
@require_safe
def template(request: SignedIn) -> HttpResponse:
    """A sheet with the headings alone."""
    headings = [str(column.heading) for column in all_columns()]
    return sheet_response(request, _("Companies"), headings, iter(()), name="companies")


@login_required
@require_safe
def detail(request: SignedIn, pk: int) -> HttpResponse:
    """How far it is, what is wrong, and whether to import it; the page asks again while the worker is at it."""
    company_import = own_import(request, pk)
    counts = company_import.counts()
    show = request.GET.get("show", "") or (Outcome.FAULTY if counts.get(Outcome.FAULTY) else "")
    rows = company_import.rows.select_related("company")
    rows = rows.filter(outcome=show) if show in Outcome else rows
    total, waiting = sum(counts.values()), counts.get(Outcome.WAITING, 0)
    context = {
        "company_import": company_import,
        "counts": [(outcome, counts[outcome]) for outcome in Outcome if counts.get(outcome)],
        "total": total,
        "done": total - (waiting if company_import.state == State.CHECKING else counts.get(Outcome.NEW, 0)),
        "faulty": counts.get(Outcome.FAULTY, 0),
        "new": counts.get(Outcome.NEW, 0),
        "added": counts.get(Outcome.ADDED, 0),
        "unknown": unknown_headings(company_import.headings, names_of(company_import.headings)),
        "page": page(rows, order=("number", "id"), after=request.GET.get("after", ""), size=SHOWN),
        "show": show if show in Outcome else "all",
        "panels": [panel(request, company_import) for panel in import_panels]
        if company_import.state == State.DONE
        else [],
    }
    return render(request, "connections/imports/detail.html", context)


@login_required
@require_safe
def faulty(request: SignedIn, pk: int) -> HttpResponse:
    """The rows with errors, as they were, each with what is wrong."""
    headings, rows = faulty_sheet(own_import(request, pk))
    return sheet_response(request, _("Rows with errors"), headings, rows, name="rows-with-errors")


@login_required
@require_POST
def start(request: SignedIn, pk: int) -> HttpResponse:
    if not start_import(own_import(request, pk)):
        messages.info(request, _("Nothing changed."))
    return redirect("connections:import", pk)


@login_required
@require_POST
def discard(request: SignedIn, pk: int) -> HttpResponse:
    if discard_import(own_import(request, pk)):
        messages.success(request, _("Nothing was imported."))
        return redirect("connections:imports")
    return redirect("connections:import", pk)


def own_import(request: SignedIn, pk: int) -> CompanyImport:
    return get_object_or_404(CompanyImport.objects.managed_by(request.user).select_related("office", "by"), pk=pk)


def sheet_response(
    request: SignedIn, title: str, headings: list[str], rows: Iterator[list[str]], *, name: str
) -> HttpResponse:
    form = request.GET.get("form", "csv")
    if form not in spreadsheet.TYPES:
        raise Http404
    response = HttpResponse(spreadsheet.written(form, title, headings, rows), content_type=spreadsheet.TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response
