"""Customers and products as a spreadsheet: out, a template, and in with a look at every row first."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from schakel.hub.connections.models import Company
from schakel.hub.documents import waiting
from schakel.hub.documents.models import WaitingFile
from schakel.hub.people.requests import SignedIn
from schakel.hub.sales.books import long_sheet
from schakel.hub.sales.books.book import Book
from schakel.hub.sales.books.sheet_import import (
    AT_ONCE,
    Fate,
    Line,
    judged,
    packed,
    read_rows,
    take_in,
    unknown_headings,
    unpacked,
)
from schakel.hub.sales.books.views.books import ORDER, seller
from schakel.hub.web import sheet_reading, spreadsheet
from schakel.hub.web.sheet_reading import LARGEST, UnreadableSheet

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST = 20_000  # rows
SHOWN = 50  # rows without faults
FAULTY_SHOWN = 200


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
    context: dict[str, object] = {"book": book, "company": company}
    if request.method == "POST":
        found = looked_at(request, book, company)
        if isinstance(found, WaitingFile):
            return redirect("documents:waiting", found.pk)
        context |= found
    elif "file" in request.GET:
        kept = long_sheet.judged(book, company, by=request.user, pk=request.GET["file"])
        if kept is None:
            raise Http404
        context |= preview(*kept)
    status = 422 if context.get("why") else 200
    return render(request, "sales/books/import.html", context, status=status)


def looked_at(request: SignedIn, book: Book, company: Company) -> dict[str, object] | WaitingFile:
    """What the page says of the file, or the row of what the worker judges."""
    file: UploadedFile[bytes] | None = request.FILES.get("file")
    if file is None or not file.size:
        return {"why": _("Choose a file.")}
    try:
        if file.size > LARGEST:
            raise UnreadableSheet(sheet_reading.TOO_LARGE)
        data = file.read()
        sheet = sheet_reading.read(data)
        rows = read_rows(book, sheet)
    except UnreadableSheet as fault:
        return {"why": fault.sentence}
    if len(rows) > AT_ONCE:
        return waiting.keep(long_sheet.to_judge(book), file.name or "", data, by=request.user, company=company)
    return preview(judged(book, company, rows), unknown_headings(book, sheet))


def preview(lines: list[Line], unknown: list[str]) -> dict[str, object]:
    counts = [(fate, sum(line.fate == fate for line in lines)) for fate in Fate]
    faulty = [line for line in lines if line.fate == Fate.FAULTY]
    good = [line for line in lines if line.fate in (Fate.NEW, Fate.CHANGED)]
    return {
        "unknown": unknown,
        "counts": [(fate, count) for fate, count in counts if count],
        "faulty": faulty[:FAULTY_SHOWN],
        "faulty_count": len(faulty),
        "good": good[:SHOWN],
        "good_count": len(good),
        "rows": packed(good),
    }


def taken_in(request: SignedIn, book: Book, company: Company) -> HttpResponse:
    rows = unpacked(request.POST["rows"])
    if len(rows) > AT_ONCE:
        kind, data = long_sheet.to_take_in(book), request.POST["rows"].encode()
        file = waiting.keep(kind, str(book.words.title), data, by=request.user, company=company)
        return redirect("documents:waiting", file.pk)
    messages.success(request, long_sheet.taken_in(take_in(book, company, rows)))
    return redirect(f"sales:{book.name}", company.pk)
