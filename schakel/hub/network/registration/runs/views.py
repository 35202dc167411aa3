"""Runs: which there are, starting one, where each company of it is, trying again, stopping."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from schakel.hub.connections.models import Company
from schakel.hub.connections.selection import chosen_companies
from schakel.hub.network.models import Run, RunLine
from schakel.hub.network.registration.overview import companies_without_mandate
from schakel.hub.network.registration.runs import stages
from schakel.hub.network.registration.runs.forms import INITIAL, RunForm
from schakel.hub.network.registration.runs.pace import last_mail_at
from schakel.hub.network.registration.runs.start import MOST, retry_failed, start, stop
from schakel.hub.network.registration.views.registrations import WITHOUT_MANDATE
from schakel.hub.people.requests import SignedIn

MOST_SHOWN = 100  # runs, newest first


@login_required
@require_safe
def list_(request: SignedIn) -> HttpResponse:
    runs = Run.objects.managed_by(request.user).select_related("office", "by").order_by("-pk")[:MOST_SHOWN]
    counted = stages.line_counts(runs)
    rows = [(run, counted[run.pk].total(), counted[run.pk][RunLine.State.WAITING]) for run in runs]
    return render(request, "network/runs/list.html", {"rows": rows})


@login_required
@require_POST
def new(request: SignedIn) -> HttpResponse:
    """First the page that says what will be asked of whom; then, with `start`, the run. One foreign company refuses all (G02)."""
    companies = asked_companies(request)
    if not companies:
        messages.warning(request, _("Choose at least one company."))
        return redirect("connections:list")
    form = RunForm(request.POST if "start" in request.POST else None, initial=INITIAL)
    if len(companies) <= MOST and form.is_valid():
        runs = start(companies, form.wish, by=request.user)
        return redirect("network:run", runs[0].pk) if len(runs) == 1 else redirect("network:runs")
    context = {
        "companies": companies,
        "many": len(companies) > MOST,
        "most": MOST,
        "form": form,
        "without": [each for each in companies if not each.email],
        "asked": [(name, value) for name in ("which", "q", "state", "office", "import", "company")
                  for value in request.POST.getlist(name)],
    }  # fmt: skip
    return render(request, "network/runs/new.html", context, status=422 if form.is_bound else 200)


def asked_companies(request: SignedIn) -> list[Company]:
    """As the list of connections has chosen them, or all that are registered without a mandate."""
    if request.POST.get("which") == WITHOUT_MANDATE:
        found = companies_without_mandate(request.user).select_related("office")
        return list(found.order_by("sort_name", "pk"))
    return chosen_companies(request.user, request.POST)


@login_required
@require_safe
def run(request: SignedIn, pk: int) -> HttpResponse:
    found = get_object_or_404(Run.objects.managed_by(request.user).select_related("office", "by"), pk=pk)
    asked = request.GET.get("stage", "")
    stage = asked if asked in stages.Stage.values else ""
    rows, page = stages.listed(found, stage, after=request.GET.get("after", ""))
    answer = {"run": found, "rows": rows, "page": page, "stage": stage}
    if request.htmx.target == "more":
        return render(request, "network/runs/rows.html", answer)
    counted = stages.counts(found)
    answer |= {"last_mail_at": last_mail_at(found)}
    return render(request, "network/runs/run.html", answer | summary(stage, counted))


def summary(chosen: str, counted: dict[str, int]) -> dict[str, object]:
    Stage = stages.Stage  # noqa: N806 -- a class
    total = sum(counted.values())
    tabs = [("", _("All"), total)]
    tabs += [(each.value, capfirst(str(each.label)), counted.get(each, 0)) for each in Stage]
    waiting = counted.get(Stage.WAITING, 0)
    return {
        "tabs": [tab for tab in tabs if tab[2] or tab[0] in ("", chosen)],
        "total": total,
        "waiting": waiting,
        "asked": total - waiting,
        "again": sum(counted.get(each, 0) for each in (Stage.FAILED, Stage.UNDELIVERED, Stage.STOPPED)),
        "is_moving": any(counted.get(each, 0) for each in (Stage.WAITING, Stage.QUEUED, Stage.REGISTERING)),
    }


@login_required
@require_POST
def retry(request: SignedIn, pk: int) -> HttpResponse:
    """POST connections/runs/<pk>/retries/: what failed or was stopped, from the beginning."""
    found = get_object_or_404(Run.objects.managed_by(request.user), pk=pk)
    n = retry_failed(found, by=request.user)
    text = ngettext("%(n)s company is tried again.", "%(n)s companies are tried again.", n) % {"n": n}
    messages.success(request, text if n else _("Nothing to try again: the others are on their way."))
    return redirect("network:run", pk)


@login_required
@require_POST
def end(request: SignedIn, pk: int) -> HttpResponse:
    """POST connections/runs/<pk>/end/: who was not asked yet is not asked."""
    found = get_object_or_404(Run.objects.managed_by(request.user), pk=pk)
    n = stop(found)
    text = ngettext("Stopped. %(n)s company is not asked.", "Stopped. %(n)s companies are not asked.", n) % {"n": n}
    messages.success(request, text)
    return redirect("network:run", pk)
