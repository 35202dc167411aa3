"""The bookkeeping addresses of all companies by one sheet: out, and in with a look at every row first."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import Place, record
from schakel.hub.connections.models import Office
from schakel.hub.connections.rights import Right
from schakel.hub.connections.selection import chosen_office
from schakel.hub.documents.models import WaitingFile
from schakel.hub.forwarding.address_sheet import columns, worker
from schakel.hub.forwarding.address_sheet.save import checked_rows, save_rows
from schakel.hub.forwarding.packages import packages
from schakel.hub.people.requests import SignedIn
from schakel.hub.web import sheet_reading, spreadsheet
from schakel.hub.web.sheet_preview import preview
from schakel.hub.web.sheet_reading import UnreadableSheet
from schakel.hub.web.sheet_rows import AT_ONCE, unpacked


def office_asked(request: SignedIn) -> Office:
    """The office of the address, else the first of those this person works in. Raises Http404."""
    return chosen_office(Office.objects.allowing(request.user, Right.SET_UP), request.GET)


@login_required
@require_safe
def export(request: SignedIn) -> HttpResponse:
    """All companies of the office with what is known of them."""
    office, form = office_asked(request), request.GET.get("form", "csv")
    if form not in spreadsheet.TYPES:
        raise Http404
    data = spreadsheet.written(form, str(_("Bookkeeping addresses")), columns.headings(), columns.rows_of(office))
    response = HttpResponse(data, content_type=spreadsheet.TYPES[form])
    record(Action.LIST_EXPORTED, office, place=Place(office.pk), detail="bookkeeping addresses")
    response["Content-Disposition"] = f'attachment; filename="bookkeeping-addresses-{timezone.localdate()}.{form}"'
    return response


@login_required
def addresses(request: SignedIn) -> HttpResponse:
    """The sheet, then each row with what is wrong, then, with `rows` as the page had them, they are saved."""
    office = office_asked(request)
    if request.method == "POST" and "rows" in request.POST:
        return save(request, office)
    context: dict[str, object] = {
        "office": office,
        "offices": Office.objects.allowing(request.user, Right.SET_UP).order_by("name", "pk"),
        "known": ", ".join(each.name for each in packages().values()),
        "marks": {"not_there": columns.NOT_THERE, "takes_part": columns.TAKES_PART},
    }
    if request.method == "POST":
        found = read_upload(request, office)
        if isinstance(found, WaitingFile):
            return redirect("documents:waiting", found.pk)
        context |= found
    elif "file" in request.GET:
        kept = worker.checked_file(office, by=request.user, pk=request.GET["file"])
        if kept is None:
            raise Http404
        context |= preview(*kept)
    return render(request, "forwarding/addresses.html", context, status=422 if context.get("why") else 200)


def read_upload(request: SignedIn, office: Office) -> dict[str, object] | WaitingFile:
    """What the page says of the sheet, or the row of what the worker checks."""
    file, text = request.FILES.get("file"), request.POST.get("text", "")
    if not (file and file.size) and not text.strip():
        return {"why": _("Choose a file, or paste the rows."), "text": text}
    try:
        if file and (file.size or 0) > sheet_reading.LARGEST:
            raise UnreadableSheet(sheet_reading.TOO_LARGE)
        data = file.read() if file and file.size else text.encode()
        table = worker.read_sheet(data)
    except UnreadableSheet as fault:
        return {"why": fault.sentence, "text": text}
    if len(table.rows) > AT_ONCE:
        name = (file.name if file else "") or str(_("Bookkeeping addresses"))
        return worker.keep_for_worker(worker.TO_CHECK, name, data, office=office, by=request.user)
    return preview(checked_rows(office, worker.rows_in(table)), table.unknown)


def save(request: SignedIn, office: Office) -> HttpResponse:
    rows = unpacked(request.POST["rows"])
    if len(rows) > AT_ONCE:
        data, name = request.POST["rows"].encode(), str(_("Bookkeeping addresses"))
        file = worker.keep_for_worker(worker.TO_SAVE, name, data, office=office, by=request.user)
        return redirect("documents:waiting", file.pk)
    messages.success(request, worker.how_many(save_rows(office, rows, by=request.user)))
    return redirect("forwarding:list")
