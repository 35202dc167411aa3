"""Customers and products of a company: listed, searched while typing, written, removed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record
from schakel.hub.people.requests import SignedIn
from schakel.hub.sales.books.book import ORDER, Book
from schakel.hub.sales.rights import companies_sold_for_by
from schakel.hub.web.paging import page

OFFERED = 8  # while typing


@login_required
@require_safe
def list_(request: SignedIn, pk: int, book: Book) -> HttpResponse:
    company, text = get_object_or_404(companies_sold_for_by(request.user), pk=pk), request.GET.get("q", "")[:100]
    found = page(
        book.model.objects.filter(company=company).matching(text), order=ORDER, after=request.GET.get("after", "")
    )
    context = {"book": book, "company": company, "text": text, "page": found}
    return render(request, "sales/books/rows.html" if request.htmx else "sales/books/list.html", context)


@login_required
@require_safe
def find(request: SignedIn, pk: int, book: Book) -> HttpResponse:
    """For a draft's form, by htmx: what is typed so far, in `?q=` or under the name of the field; `&row=` is the line it is
    typed in (products only).

    Answers a list of buttons, empty when nothing fits. Each is `name="contact" value="<id>"`, or
    `name="product" value="<row>:<id>"`, and sends the form it stands in, with or without JavaScript; the form's view then
    fills its fields from `contact_memory.content_with` or `Product.row`.
    """
    company, row = get_object_or_404(companies_sold_for_by(request.user), pk=pk), request.GET.get("row", "")
    typed = [request.GET.get(name, "") for name in ("q", "customer_name", f"lines-{row}-name")]
    text = next((each.strip()[:100] for each in typed if each), "")
    found = book.model.objects.filter(company=company).matching(text).order_by(*ORDER)[:OFFERED] if text else []
    context = {"found": found, "row": row if row.isascii() and row.isdigit() else "0"}
    return render(request, f"sales/books/{book.name}_found.html", context)


@login_required
def new(request: SignedIn, pk: int, book: Book) -> HttpResponse:
    return edit_form(request, book, book.new(get_object_or_404(companies_sold_for_by(request.user), pk=pk)))


@login_required
def edit(request: SignedIn, pk: int, book: Book) -> HttpResponse:
    return edit_form(request, book, get_object_or_404(book.writable_by(request.user).select_related("company"), pk=pk))


def edit_form(request: SignedIn, book: Book, thing: Any) -> HttpResponse:
    form: Any = book.form(request.POST or None, instance=thing)
    if request.method == "POST" and form.is_valid():
        form.save()
        record(Action.BOOK_CHANGED, thing, place=thing.company.place, detail=",".join(form.changed_data))
        messages.success(request, _("Saved."))
        return redirect(f"sales:{book.name}", thing.company_id)
    known = book.model.objects.filter(pk=thing.pk).first()
    context = {"book": book, "company": thing.company, "form": form, "known": known}
    return render(request, "sales/books/edit.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def remove(request: SignedIn, pk: int, book: Book) -> HttpResponse:
    """Documents keep what stands in them."""
    thing = get_object_or_404(book.writable_by(request.user), pk=pk)
    company = thing.company_id
    record(Action.BOOK_CHANGED, thing, place=thing.company.place, detail="removed")
    thing.delete()
    messages.success(request, _("%(name)s is removed.") % {"name": thing})
    return redirect(f"sales:{book.name}", company)
