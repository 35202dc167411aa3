"""The page of the sheet: download it, bring it back, look at each row, save."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import Place, record
from schakel.hub.connections.models import Office
from schakel.hub.documents.models import WaitingFile
from schakel.hub.network.access_points.providers import providers
from schakel.hub.network.accounts.sheet import columns, worker
from schakel.hub.network.accounts.views import office_asked
from schakel.hub.people import proof
from schakel.hub.people.requests import SignedIn
from schakel.hub.web import sheet_reading, spreadsheet
from schakel.hub.web.sheet_preview import preview
from schakel.hub.web.sheet_reading import UnreadableSheet


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: SignedIn) -> HttpResponse:
    """The sheet, then each row with what is wrong, then, with `rows`, they are saved. Owners only."""
    office = office_asked(request)
    kept = kept_file(request, office)
    if request.method == "POST" and kept and "rows" in request.POST:
        proof.require(request)
        return redirect("documents:waiting", worker.save_later(kept, office).pk)
    why: object = ""
    if request.method == "POST":
        found = keep_upload(request, office)
        if isinstance(found, WaitingFile):
            return to_next(request, office, found)
        why = found
    context = {
        "office": office,
        "offices": Office.objects.owned_by(request.user).order_by("name", "pk"),
        "known": ", ".join(each.title for each in providers().values()),
        "why": why,
        "file": kept,
    }
    if kept:
        context |= preview(worker.checked_rows(kept), kept.result["unknown"])  # type: ignore[index]  # a dict
        context["rows"] = kept.pk  # the rows stay here: their keys are not for a page, encrypted or not
    return render(request, "network/accounts/sheet.html", context, status=422 if why else 200)


def kept_file(request: SignedIn, office: Office) -> WaitingFile | None:
    """Raises Http404: the address names a file that is none of this person's."""
    if "file" not in request.GET:
        return None
    kept = worker.checked_file(office, by=request.user, pk=request.GET["file"])
    if kept is None:
        raise Http404
    return kept


def keep_upload(request: SignedIn, office: Office) -> WaitingFile | object:
    """Or the sentence why not."""
    file = request.FILES.get("file")
    if not (file and file.size):
        return _("Choose a file.")
    try:
        if file.size > sheet_reading.LARGEST:
            raise UnreadableSheet(sheet_reading.TOO_LARGE)
        return worker.keep_sheet(office, file.name or str(_("Accounts at providers")), file.read(), by=request.user)
    except UnreadableSheet as fault:
        return fault.sentence


def to_next(request: SignedIn, office: Office, file: WaitingFile) -> HttpResponse:
    """To its rows when they are checked, else to where one waits for that."""
    if worker.checked_file(office, by=request.user, pk=str(file.pk)):
        return redirect(f"{request.path}?office={office.pk}&file={file.pk}")
    return redirect("documents:waiting", file.pk)


@login_required
@require_safe
def template(request: SignedIn) -> HttpResponse:
    """All companies of the office, with the provider each is at. No key."""
    office = office_asked(request)
    record(Action.LIST_EXPORTED, office, place=Place(office.pk), detail="accounts")
    return written(request, str(_("Accounts at providers")), columns.headings(), columns.rows_of(office), "accounts")


@login_required
@require_safe
def faulty(request: SignedIn) -> HttpResponse:
    """The rows with errors, each with what is wrong; their keys stay out."""
    kept = kept_file(request, office_asked(request))
    if kept is None:
        raise Http404
    headings = [*columns.headings(), str(_("What is wrong"))]
    rows = columns.faulty_rows(kept.result["rows"])  # type: ignore[index]  # a dict
    return written(request, str(_("Rows with errors")), headings, rows, "rows-with-errors")


def written(request: SignedIn, title: str, headings: list[str], rows: object, name: str) -> HttpResponse:
    form = request.GET.get("form", "csv")
    if form not in spreadsheet.TYPES:
        raise Http404
    response = HttpResponse(
        spreadsheet.written(form, title, headings, rows),  # type: ignore[arg-type]  # rows of cells
        content_type=spreadsheet.TYPES[form],
    )
    response["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate()}.{form}"'
    return response
