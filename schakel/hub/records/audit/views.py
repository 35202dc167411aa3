"""The log of an office, for its owners: to look in, and to take along; and that of a company, for those who reach it."""

from collections.abc import Iterable

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from schakel.hub.audit.actions import Action
from schakel.hub.audit.chain import link_all
from schakel.hub.audit.record import Place, record
from schakel.hub.connections.models import Company, Office
from schakel.hub.people.requests import SignedIn
from schakel.hub.records.audit.company_log import entries_for, write_sheet
from schakel.hub.records.audit.export import csv_pieces, json_lines
from schakel.hub.records.audit.forms import AuditSearchForm, CompanyLogForm
from schakel.hub.records.audit.reading import readable_entries
from schakel.hub.records.audit.search import ORDER, AuditQuery, entries_of
from schakel.hub.web import spreadsheet
from schakel.hub.web.paging import page

TYPES = {"jsonl": "application/jsonl", "csv": "text/csv; charset=utf-8"}


def owned(request: SignedIn, pk: int) -> Office:
    return get_object_or_404(Office.objects.owned_by(request.user), pk=pk)


def asked_of(request: SignedIn) -> tuple[AuditSearchForm, AuditQuery]:
    form = AuditSearchForm(request.GET)
    form.is_valid()
    return form, AuditQuery.of(form)


@login_required
@require_safe
def audit_log(request: SignedIn, pk: int) -> HttpResponse:
    office = owned(request, pk)
    form, asked = asked_of(request)
    found = page(entries_of(office, asked), order=ORDER, after=request.GET.get("after", ""))
    context = {
        "office": office,
        "form": form,
        "page": found,
        "rows": readable_entries(found.rows, reader=request.user),
        "is_asked": asked != AuditQuery(),
    }
    return render(request, "records/audit_log.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def export(request: SignedIn, pk: int) -> HttpResponseBase:
    """`form=jsonl`: the whole chain, to check. `form=csv`: what is looked for on the page, to read."""
    office, form = owned(request, pk), request.GET.get("form", "jsonl")
    if form not in TYPES:
        raise Http404
    record(Action.LOG_EXPORTED, office, place=Place(office.pk), detail=form)
    link_all()
    asked = entries_of(office, asked_of(request)[1]).order_by(*ORDER)
    pieces = (
        json_lines(office.pk)
        if form == "jsonl"
        else in_language(csv_pieces(asked, reader=request.user), get_language() or "en")
    )
    response = StreamingHttpResponse(pieces, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="log-{timezone.localdate()}.{form}"'
    return response


def in_language(pieces: Iterable[bytes], language: str) -> Iterable[bytes]:
    """They are made while they are sent, when the request's language is over."""
    following = iter(pieces)
    while True:
        with translation.override(language):
            piece = next(following, None)
        if piece is None:
            return
        yield piece


def reachable(request: SignedIn, pk: int) -> Company:
    return get_object_or_404(Company.objects.reachable_by(request.user).select_related("office"), pk=pk)


@login_required
@require_safe
def company_log(request: SignedIn, pk: int) -> HttpResponse:
    company, form = reachable(request, pk), CompanyLogForm(request.GET)
    form.is_valid()
    asked = AuditQuery.of(form)
    found = page(entries_for(request.user, company, asked), order=ORDER, after=request.GET.get("after", ""))
    context = {
        "company": company,
        "form": form,
        "page": found,
        "rows": readable_entries(found.rows, reader=request.user),
        "is_asked": asked != AuditQuery(),
    }
    return render(request, "records/company_log.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def company_log_sheet(request: SignedIn, pk: int) -> HttpResponse:
    """What is looked for on the page, as `form=csv` or `form=xlsx`."""
    company, form, kind = reachable(request, pk), CompanyLogForm(request.GET), request.GET.get("form", "xlsx")
    if kind not in spreadsheet.TYPES:
        raise Http404
    form.is_valid()
    record(Action.LOG_EXPORTED, company, place=company.place, detail=kind)
    sheet = write_sheet(entries_for(request.user, company, AuditQuery.of(form)), kind, reader=request.user)
    response = HttpResponse(sheet, content_type=spreadsheet.TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="log-{timezone.localdate()}.{kind}"'
    return response
