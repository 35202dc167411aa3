"""Customers and products as a spreadsheet: out, a template, and in with a look at every row first."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from schakel.hub.connections.models import Company
from schakel.hub.people.requests import SignedIn
from schakel.hub.sales.books import Book
from schakel.hub.sales.importing import Fate, judged, packed, read_rows, take_in, unpacked
from schakel.hub.sales.views.books import ORDER, seller
from schakel.hub.web import sheet_reading, spreadsheet
from schakel.hub.web.sheet_reading import LARGEST, UnreadableSheet

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST = 20_000  # rows
SHOWN = 50  # rows without faults; those with faults are all shown


@login_required
@require_safe
def export(request: SignedIn, pk: int, book: Book) -> HttpResponse:
    """All of them, or with `?template` the headings alone."""
    company, form = seller(request, pk), request.GET.get("form", "xlsx")
    if form not in spreadsheet.TYPES:
        raise Http404
    kept = book.model.objects.filter(company=company).order_by(*ORDER)[:MOST]
    rows = [] if "template" in request.GET else (book.row(each) for each in kept.iterator(chunk_size=1000))
    data = spreadsheet.written(form, str(book.words.title), book.headings(), rows)
    response = HttpResponse(data, content_type=spreadsheet.TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{book.name}-{timezone.localdate()}.{form}"'
    return response


@login_required
def import_(request: SignedIn, pk: int, book: Book) -> HttpResponse:
    """The file, then each row with what is wrong, then, with `rows` as the page had them, they are taken in."""
    company = seller(request, pk)
    if request.method == "POST" and "rows" in request.POST:
        return taken_in(request, book, company)
    context = {"book": book, "company": company}
    if request.method == "POST":
        context |= preview(book, company, request.FILES.get("file"))
    status = 422 if context.get("why") else 200
    return render(request, "sales/books/import.html", context, status=status)


def preview(book: Book, company: Company, file: "UploadedFile[bytes] | None") -> dict[str, object]:
    if file is None or not file.size:
        return {"why": _("Choose a file.")}
    try:
        if file.size > LARGEST:
            raise UnreadableSheet(sheet_reading.TOO_LARGE)
        lines = judged(book, company, read_rows(book, sheet_reading.read(file.read())))
    except UnreadableSheet as fault:
        return {"why": fault.sentence}
    counts = [(fate, sum(line.fate == fate for line in lines)) for fate in Fate]
    good = [line for line in lines if line.fate in (Fate.NEW, Fate.CHANGED)]
    return {
        "counts": [(fate, count) for fate, count in counts if count],
        "faulty": [line for line in lines if line.fate == Fate.FAULTY],
        "good": good[:SHOWN],
        "good_count": len(good),
        "rows": packed(good),
    }


def taken_in(request: SignedIn, book: Book, company: Company) -> HttpResponse:
    taken = take_in(book, company, unpacked(request.POST["rows"]))
    text = ngettext("%(n)s row is taken in.", "%(n)s rows are taken in.", taken) % {"n": taken}
    messages.success(request, text)
    return redirect(f"sales:{book.name}", company.pk)
