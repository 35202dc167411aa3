"""Customers and products as a spreadsheet: out, a template, and in with a look at every row first."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record
from schakel.hub.connections.models import Company
from schakel.hub.documents import waiting_files
from schakel.hub.documents.models import WaitingFile
from schakel.hub.people.requests import SignedIn
from schakel.hub.sales.books import long_sheet, sheet_import
from schakel.hub.sales.books.book import ORDER, Book
from schakel.hub.sales.rights import companies_sold_for_by
from schakel.hub.web import sheet_reading, sheet_rows, spreadsheet
from schakel.hub.web.sheet_preview import preview
from schakel.hub.web.sheet_reading import LARGEST, UnreadableSheet

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST = 20_000  # rows


@login_required
@require_safe
def export(request: SignedIn, pk: int, book: Book) -> HttpResponse:
    """All of them, or with `?template` the headings alone."""
    company, form = get_object_or_404(companies_sold_for_by(request.user), pk=pk), request.GET.get("form", "xlsx")
    if form not in spreadsheet.TYPES:
        raise Http404
    kept = book.model.objects.filter(company=company).order_by(*ORDER)[:MOST]
    rows = [] if "template" in request.GET else (book.row(each) for each in kept.iterator(chunk_size=1000))
    data = spreadsheet.written(form, str(book.words.title), book.headings(), rows)
    response = HttpResponse(data, content_type=spreadsheet.TYPES[form])
    record(Action.LIST_EXPORTED, company, place=company.place, detail=book.name)
    response["Content-Disposition"] = f'attachment; filename="{book.name}-{timezone.localdate()}.{form}"'
    return response


@login_required
def import_(request: SignedIn, pk: int, book: Book) -> HttpResponse:
    """The file, then each row with what is wrong, then, with `rows` as the page had them, they are taken in."""
    company = get_object_or_404(companies_sold_for_by(request.user), pk=pk)
    if request.method == "POST" and "rows" in request.POST:
        return take_in(request, book, company)
    context: dict[str, object] = {"book": book, "company": company}
    if request.method == "POST":
        found = read_upload(request, book, company)
        if isinstance(found, WaitingFile):
            return redirect("documents:waiting", found.pk)
        context |= found
    elif "file" in request.GET:
        kept = long_sheet.rows_of_file(book, company, by=request.user, pk=request.GET["file"])
        if kept is None:
            raise Http404
        context |= preview(*kept)
    status = 422 if context.get("why") else 200
    return render(request, "sales/books/import.html", context, status=status)


def read_upload(request: SignedIn, book: Book, company: Company) -> dict[str, object] | WaitingFile:
    """What the page says of the file, or the row of what the worker judges."""
    file: UploadedFile[bytes] | None = request.FILES.get("file")
    if file is None or not file.size:
        return {"why": _("Choose a file.")}
    try:
        if file.size > LARGEST:
            raise UnreadableSheet(sheet_reading.TOO_LARGE)
        data = file.read()
        sheet = sheet_reading.read(data)
        rows = sheet_import.read_rows(book, sheet)
    except UnreadableSheet as fault:
        return {"why": fault.sentence}
    if len(rows) > sheet_rows.AT_ONCE:
        return waiting_files.keep_for_later(
            long_sheet.to_judge(book), file.name or "", data, by=request.user, company=company
        )
    return preview(sheet_import.checked_rows(book, company, rows), sheet_import.unknown_headings(book, sheet))


def take_in(request: SignedIn, book: Book, company: Company) -> HttpResponse:
    rows = sheet_rows.unpacked(request.POST["rows"])
    if len(rows) > sheet_rows.AT_ONCE:
        kind, data = long_sheet.to_take_in(book), request.POST["rows"].encode()
        file = waiting_files.keep_for_later(kind, str(book.words.title), data, by=request.user, company=company)
        return redirect("documents:waiting", file.pk)
    messages.success(request, long_sheet.said_of(sheet_import.take_in(book, company, rows)))
    return redirect(f"sales:{book.name}", company.pk)
