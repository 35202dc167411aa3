"""Betalen: what is open and overdue, for a client and for an office."""

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record_of_person
from schakel.hub.connections.forms import PickForm, address_with, read_company
from schakel.hub.connections.models import Company, Connection
from schakel.hub.payments.chart import draw
from schakel.hub.payments.export import write_open_items
from schakel.hub.payments.models import Approver
from schakel.hub.payments.open_items import OpenItemQuery, Tab, find_items, page_of, reached
from schakel.hub.payments.reminders import is_on, switch_reminders
from schakel.hub.payments.rights import companies_paid_by
from schakel.hub.payments.totals import Totals, totals, totals_of_search
from schakel.hub.people.models import User
from schakel.hub.people.requests import SignedIn
from schakel.hub.web.spreadsheet import TYPES

FEW = 2  # companies; from here on a choice between them is offered
MOST_NAMED = 20  # in a list to choose from; of more one is typed


@login_required
@require_safe
def list_(request: SignedIn) -> HttpResponse:
    companies = Company.objects.reachable_by(request.user).distinct().order_by("sort_name", "pk")
    query, typed = read_company(request.GET, companies)
    if typed.is_valid():
        return redirect(address_with(typed.cleaned_data["company"], request.path, query))
    asked = OpenItemQuery.read(query)
    rows, page = page_of(find_items(request.user, asked), after=query.get("after", ""))
    context = {"asked": asked, "rows": rows, "page": page}
    if request.htmx:
        return render(request, "payments/rows.html", context)
    if asked.company is not None:
        context["company"] = get_object_or_404(companies, pk=asked.company)
    open_ = totals_of(request.user, asked)
    named = list(companies.open()[: MOST_NAMED + 1])
    context |= chosen_of(typed, named) | {
        "totals": open_,
        "chart": draw(open_.weeks) if open_ else None,
        "tabs": [(code, word) for code, word in Tab.choices if code != Tab.APPROVE or approves(request, asked)],
        "sides": Connection.SHORT_NAMES.items(),
        "paid_for": payer_of(request, asked.company),
        "reminds": is_on(request.user),
    }
    return render(request, "payments/list.html", context)


def chosen_of(typed: PickForm, named: list[Company]) -> dict[str, object]:
    """A choice between a few companies, or a field in which one of many is typed."""
    many = len(named) > MOST_NAMED
    return {"companies": named if len(named) >= FEW and not many else [], "picker": typed if many else None}


def totals_of(user: User, asked: OpenItemQuery) -> Totals | None:
    """Of what is open, whatever list is shown. None: too much was found to add it up while somebody waits."""
    if asked.text:
        return totals_of_search(find_items(user, replace(asked, tab=Tab.OPEN)))
    return totals(reached(user, asked), side=asked.side)


def approves(request: SignedIn, asked: OpenItemQuery) -> bool:
    return asked.tab == Tab.APPROVE or Approver.objects.filter(user=request.user).exists()


def payer_of(request: SignedIn, company: int | None) -> Company | None:
    """The one company for which a payment file can be made from here."""
    mine = companies_paid_by(request.user)
    found = list((mine.filter(pk=company) if company else mine)[:2])
    return found[0] if len(found) == 1 else None


@login_required
@require_safe
def export(request: SignedIn) -> HttpResponse:
    """What is asked for on the page, for a spreadsheet."""
    form = request.GET.get("form", "csv")
    if form not in TYPES:
        raise Http404
    response = HttpResponse(
        write_open_items(find_items(request.user, OpenItemQuery.read(request.GET)), form), content_type=TYPES[form]
    )
    record_of_person(Action.LIST_EXPORTED, request.user.pk, detail="payments")
    response["Content-Disposition"] = f'attachment; filename="payments-{timezone.localdate()}.{form}"'
    return response


@login_required
@require_POST
def reminder(request: SignedIn) -> HttpResponse:
    switch_reminders(request.user, is_on="on" in request.POST)
    messages.success(request, _("Saved."))
    return redirect("payments:list")
