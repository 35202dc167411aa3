"""The page of migration keys: bring a sheet, look at each row, say yes; and download the keys of companies that leave."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import Place, record
from schakel.hub.connections.models import Office
from schakel.hub.connections.rights import Right
from schakel.hub.connections.selection import chosen_office
from schakel.hub.network.models import Registration
from schakel.hub.network.registration.key_sheet import columns, worker
from schakel.hub.people.requests import SignedIn
from schakel.hub.web import sheet_reading, spreadsheet
from schakel.hub.web.sheet_preview import preview
from schakel.hub.web.sheet_reading import UnreadableSheet
from schakel.hub.web.sheet_rows import unpacked


def office_asked(request: SignedIn) -> Office:
    """The office of the address, else the first of those this person works in. Raises Http404."""
    return chosen_office(Office.objects.allowing(request.user, Right.SET_UP), request.GET)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: SignedIn) -> HttpResponse:
    """With `leaving`: of companies that go elsewhere. With `rows`, as the page had them, the worker takes them on."""
    office, leaving = office_asked(request), "leaving" in request.GET
    if request.method == "POST" and "rows" in request.POST:
        count = worker.request_keys(office, unpacked(request.POST["rows"]), by=request.user, leaving=leaving)
        text = ngettext("%(n)s row is being worked on.", "%(n)s rows are being worked on.", count)
        messages.success(request, text % {"n": count})
        return redirect(request.get_full_path())
    context: dict[str, object] = {
        "office": office,
        "offices": Office.objects.allowing(request.user, Right.SET_UP).order_by("name", "pk"),
        "leaving": leaving,
        "waiting": worker.waiting_rows(office, by=request.user),
        "refused": worker.refused_lines(office, by=request.user),
        "ready": Registration.objects.with_key_to_hand_out().filter(company__office=office).count(),
    }
    if request.method == "POST":
        context |= read_upload(request, office, leaving=leaving)
    return render(request, "network/migration_keys.html", context, status=422 if context.get("why") else 200)


def read_upload(request: SignedIn, office: Office, *, leaving: bool) -> dict[str, object]:
    """What the page says of the sheet, or why it cannot be read."""
    file, text = request.FILES.get("file"), request.POST.get("text", "")
    if not (file and file.size) and not text.strip():
        return {"why": _("Choose a file, or paste the rows."), "text": text}
    try:
        if file and (file.size or 0) > sheet_reading.LARGEST:
            raise UnreadableSheet(sheet_reading.TOO_LARGE)
        table = worker.read_sheet(file.read() if file and file.size else text.encode())
    except UnreadableSheet as fault:
        return {"why": fault.sentence, "text": text}
    return preview(worker.checked_rows(office, worker.rows_in(table), leaving=leaving), table.unknown)


@login_required
@require_safe
def download(request: SignedIn) -> HttpResponse:
    """With `leaving` the keys that are ready; else the addresses that wait for one."""
    office, form = office_asked(request), request.GET.get("form", "csv")
    if form not in spreadsheet.TYPES:
        raise Http404
    record(Action.LIST_EXPORTED, office, place=Place(office.pk), detail="migration keys")
    rows = columns.ready_keys(office) if "leaving" in request.GET else columns.rows_to_fill_in(office)
    data = spreadsheet.written(form, str(_("Migration keys")), columns.headings(), rows)
    response = HttpResponse(data, content_type=spreadsheet.TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="migration-keys-{timezone.localdate()}.{form}"'
    return response
