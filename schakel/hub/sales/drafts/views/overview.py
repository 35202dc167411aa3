"""The list of what a person writes and sends, and beginning something new: from nothing, or from an earlier document."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from schakel.hub.connections.forms import PickForm
from schakel.hub.connections.models import Company, Connection
from schakel.hub.connections.reach import among
from schakel.hub.documents.models import Document, Quarantine
from schakel.hub.documents.placement import fillable_by
from schakel.hub.documents.reachable import find_reachable
from schakel.hub.documents.undrawn import page_of_a_document
from schakel.hub.people.models import User
from schakel.hub.people.requests import SignedIn
from schakel.hub.sales.drafts import edit as drafts_edit
from schakel.hub.sales.drafts import from_document as copying
from schakel.hub.sales.events import SalesEvent
from schakel.hub.sales.issuing.marks import marks_of
from schakel.hub.sales.models import Draft
from schakel.hub.web.paging import page

MOST_DRAFTS = 50
MOST_NAMED = 20  # connections in a list to choose from; of more a company is typed


@login_required
@require_safe
def list_(request: SignedIn) -> HttpResponse:
    where = fillable_by(request.user)
    drafts = Draft.objects.unissued().filter(connection__in=where).select_related("connection__company")
    found = page(issued_in(where), order=("-document_id",), after=request.GET.get("after", ""))
    issued = [each.document for each in found.rows if each.document]
    marks = marks_of([each.pk for each in issued])
    context = {
        "drafts": drafts.order_by("-changed_at", "-pk")[:MOST_DRAFTS],
        "page": found,
        "issued": [(each, marks.get(each.pk)) for each in issued],
        **begin_with(request.user),
    }
    return render(request, "sales/list.html", context)


def issued_in(connections: QuerySet[Connection]) -> QuerySet[Draft]:
    """Those that became documents; of their index, the newest are read first."""
    issued = Draft.objects.filter(among(connections), document__isnull=False)
    shown = issued.exclude(document__in=Quarantine.objects.documents())
    return shown.select_related("document__connection__company").defer("document__text")


def begin_with(user: User) -> dict[str, object]:
    """Where something new can begin: a few to choose from, or one that is typed."""
    where = fillable_by(user).select_related("company").order_by("company__sort_name", "-side")
    few = list(where[: MOST_NAMED + 1])
    if len(few) <= MOST_NAMED:
        return {"connections": few}
    return {"connections": [], "picker": PickForm(companies=companies_filled_by(user), required=True)}


def companies_filled_by(user: User) -> QuerySet[Company]:
    return Company.objects.filter(pk__in=fillable_by(user).values("company"))


@login_required
@require_POST
def new(request: SignedIn) -> HttpResponse:
    asked = request.POST.get("connection", "")
    if "company" in request.POST:
        typed = PickForm(request.POST, companies=companies_filled_by(request.user), required=True)
        if not typed.is_valid():
            return render(request, "sales/which_company.html", {"picker": typed}, status=422)
        side = Connection.Side.PURCHASE if "self_billed" in request.POST else Connection.Side.SALES
        connection = get_object_or_404(fillable_by(request.user), company=typed.cleaned_data["company"], side=side)
        return redirect("sales:draft", drafts_edit.create_draft(connection, by=request.user).pk)
    connection = get_object_or_404(fillable_by(request.user), pk=asked if asked.isdecimal() and len(asked) < 19 else 0)
    return redirect("sales:draft", drafts_edit.create_draft(connection, by=request.user).pk)


@login_required
@require_POST
@page_of_a_document
def from_document(request: SignedIn, pk: int) -> HttpResponse:
    """`as`: a credit note about it, the invoice that follows on an advance (in one of two ways), or a copy."""
    document = find_reachable(request.user, pk)
    maker = copying.MAKERS.get(request.POST.get("as", ""))
    if maker is None or not copying.may_draft_from(request.user, document):
        raise Http404
    return redirect("sales:draft", maker(document, by=request.user).pk)


@login_required
@require_POST
def not_elsewhere(request: SignedIn, pk: int) -> HttpResponse:
    """The mark was a mistake. What bears it was never sent from here, so nothing goes twice."""
    document = find_reachable(request.user, pk)
    if not copying.may_draft_from(request.user, document):
        raise Http404
    with transaction.atomic():
        if Document.objects.filter(pk=document.pk, sent_elsewhere=True).update(sent_elsewhere=False):
            document.events.create(kind=SalesEvent.NOT_ELSEWHERE, by=request.user)
            messages.success(request, _("You can now send it from here."))
    return redirect("documents:detail", pk)
