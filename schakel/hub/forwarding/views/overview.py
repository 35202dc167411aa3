"""Doorsturen: what waits, what failed, what went last, over all companies of the offices one works in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from schakel.hub.audit.actions import Action
from schakel.hub.connections.listing import ORDER, matching
from schakel.hub.connections.models import Company
from schakel.hub.connections.models.office import has_right
from schakel.hub.connections.rights import Right
from schakel.hub.documents.bills.effects import why_not_forwarded
from schakel.hub.documents.models import Document
from schakel.hub.forwarding.bill_effects import GOES_ON
from schakel.hub.forwarding.dispatcher import forward_again, forward_once_more
from schakel.hub.forwarding.forms import PeriodForm
from schakel.hub.forwarding.models import Forward, Forwarder
from schakel.hub.forwarding.overview import (
    UNDER_WAY,
    ForwardCounts,
    counts_of_companies,
    counts_of_forwarders,
    going_to,
    routed_by,
    sum_of,
    without_forwarder,
)
from schakel.hub.forwarding.words import sentence
from schakel.hub.people.requests import SignedIn
from schakel.hub.web.paging import Page, page

State = Forward.State
TABS = {
    "open": Q(state__in=UNDER_WAY, goes_on=True),
    "sent": Q(state=State.SENT),
    "held": Q(state__in=(State.HELD, State.WITHDRAWN)) | Q(state__in=UNDER_WAY, goes_on=False),
}


@login_required
@require_safe
def list_(request: SignedIn) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:100].replace("\0", "")
    mine = Forwarder.objects.managed_by(request.user)
    usable = Forwarder.objects.usable_by(request.user)
    forwarders = list(mine.select_related("office").order_by("name", "pk"))
    companies = Company.objects.managed_by(request.user).filter(routed_by(usable)).select_related("office")
    if text:
        companies = companies.filter(matching(request.user, text))
    found = page(companies, order=ORDER, after=request.GET.get("after", ""), size=25)
    at, of = (
        counts_of_forwarders([each.pk for each in forwarders]),
        counts_of_companies([each.pk for each in found.rows]),
    )
    context = {
        "forwarders": [(each, at.get(each.pk, ForwardCounts())) for each in forwarders],
        "companies": [(each, of.get(each.pk, ForwardCounts())) for each in found.rows],
        "page": found,
        "text": text,
        "total": sum_of(at),
        "without": without_forwarder(request.user).count() if forwarders else 0,
        "may_set_up": has_right(request.user, Right.SET_UP),
    }
    return render(request, "forwarding/list.html", context)


def managed_company(request: SignedIn, pk: int) -> Company:
    return get_object_or_404(Company.objects.managed_by(request.user).select_related("office"), pk=pk)


@login_required
@require_safe
def company(request: SignedIn, pk: int) -> HttpResponse:
    """The documents of one company on their way, and the period to send again."""
    here = managed_company(request, pk)
    tab = request.GET.get("tab", "open")
    if tab not in TABS:
        raise Http404
    rows = forwards_of(request, here).annotate(goes_on=GOES_ON).filter(TABS[tab])
    related = rows.select_related("document__bill__company__bill_rule").defer("document__text")
    rows = related.prefetch_related("forwarder", "connection")  # joined, SQLite would begin with the few forwarders
    found = page(rows, order=("-state_at", "-id"), after=request.GET.get("after", ""), keys_first=True)
    return render(request, "forwarding/company.html", {"period": period_form(request, here), **shown(here, tab, found)})


def shown(here: Company, tab: str, found: Page[Any]) -> dict[str, object]:
    return {
        "company": here,
        "tab": tab,
        "tabs": {"open": _("to forward"), "sent": _("forwarded"), "held": _("held back")},
        "page": found,
        "rows": [
            (each, sentence(each.code) if each.code else "", why_not_forwarded(each.document)) for each in found.rows
        ],
        "counts": counts_of_companies([here.pk]).get(here.pk, ForwardCounts()),
    }


def forwards_of(request: SignedIn, here: Company) -> QuerySet[Forward]:
    connections = list(here.connections.values_list("pk", flat=True))
    return Forward.objects.filter(going_to(Forwarder.objects.usable_by(request.user)), connection__in=connections)


def period_form(request: SignedIn, here: Company) -> PeriodForm:
    form = PeriodForm(request.POST if "since" in request.POST else None)
    mine = Forwarder.objects.usable_by(request.user).filter(routes__connection__company=here)
    form.fields["forwarder"].queryset = mine.distinct().order_by("name", "pk")  # type: ignore[attr-defined]  # a ModelChoiceField
    return form


@login_required
@require_POST
def send_again(request: SignedIn, pk: int) -> HttpResponse:
    """A period of one company, or a choice of what was forwarded already."""
    here = managed_company(request, pk)
    chosen = frozenset(int(each) for each in request.POST.getlist("forward") if each.isascii() and each.isdigit())
    if chosen:
        rows = forwards_of(request, here).filter(pk__in=chosen).select_related("forwarder")
        leaving = sum(forward_once_more(each) for each in rows)
    else:
        form = period_form(request, here)
        if not form.is_valid():
            context = {"period": form, **shown(here, "open", page(Forward.objects.none(), order=("-id",)))}
            return render(request, "forwarding/company.html", context, status=422)
        told = form.cleaned_data
        documents = Document.objects.filter(
            connection__company=here,
            received_at__date__gte=told["since"],
            received_at__date__lte=told["until"],
        )
        leaving = forward_again(documents, of=told["forwarder"], also_sent=told["also_sent"])
    say_how_many(request, leaving)
    return redirect("forwarding:company", here.pk)


@login_required
@require_POST
def retry(request: SignedIn) -> HttpResponse:
    """One, or all that failed: of everything, of one forwarder, or of one company."""
    rows = Forward.objects.managed_by(request.user).filter(state__in=[State.FAILED, State.QUEUED])
    narrowed = {name: request.POST[key] for key, name in NARROWED.items() if request.POST.get(key, "").isdecimal()}
    rows = rows.filter(**narrowed) if "pk" in narrowed else rows.failed().filter(**narrowed)
    leaving = 0
    for forwarder in Forwarder.objects.filter(pk__in=rows.values("forwarder")):
        leaving += rows.queue_again(forwarder)
        forwarder.record(Action.FORWARD_RETRIED)
    say_how_many(request, leaving)
    if "connection__company" in narrowed:
        return redirect("forwarding:company", narrowed["connection__company"])
    return redirect("forwarding:list")


NARROWED = {"forward": "pk", "forwarder": "forwarder", "company": "connection__company"}


def say_how_many(request: SignedIn, leaving: int) -> None:
    if leaving:
        text = ngettext("%(n)s document is being forwarded.", "%(n)s documents are being forwarded.", leaving)
        messages.success(request, text % {"n": leaving})
    else:
        messages.warning(request, _("There was nothing to forward."))
