"""Two documents that may be one bill, side by side, and what somebody decides of them; the warnings that somebody confirms."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from schakel.hub.documents.bills.comparison import compared
from schakel.hub.documents.bills.decide import (
    DecidedAlready,
    count_instead,
    decide,
    proposed_for,
    replaced_in_quarantine,
    undo,
)
from schakel.hub.documents.bills.models import Twin
from schakel.hub.documents.bills.panel import may_decide
from schakel.hub.documents.bills.warn import confirm_warnings, undo_confirmation
from schakel.hub.documents.forms import ConfirmForm
from schakel.hub.documents.models import Document
from schakel.hub.documents.placement import fillable_by
from schakel.hub.documents.reachable import of_reachable
from schakel.hub.people.requests import SignedIn


def reachable_twin(request: SignedIn, pk: int) -> Twin:
    found = Twin.objects.filter(*(of_reachable(request.user, document=side) for side in ("earlier", "later")))
    return get_object_or_404(found.select_related("earlier__connection", "later__connection", "decided_by"), pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def twins(request: SignedIn, pk: int) -> HttpResponse:
    """GET: side by side. POST with `decision`: one, two or replaces."""
    twin = reachable_twin(request, pk)
    is_allowed = may_decide(request, twin.later)
    if request.method == "POST" and is_allowed and request.POST.get("decision") in Twin.Decision.values:
        outcome = decide(twin, Twin.Decision(request.POST["decision"]), by=request.user)
        said = decided_already(outcome) if isinstance(outcome, DecidedAlready) else _("Saved. You can undo it here.")
        messages.success(request, said)
        return redirect("documents:twins", pk=pk)
    proposed = "" if twin.decision else proposed_for(twin)
    rows = compared(twin.earlier, twin.later)
    context = {
        "twin": twin,
        "rows": rows,
        "count": sum(row.differs for row in rows),
        "may_decide": is_allowed,
        "proposed": proposed,
        "proposed_text": Twin.Decision(proposed).label if proposed else "",
    }
    return render(request, "documents/bills/twins.html", context)


def decided_already(outcome: DecidedAlready) -> str:
    twin = outcome.twin
    who = str(twin.decided_by or _("Schakel"))
    return _("%(who)s decided this a moment before: %(decision)s.") % {
        "who": who,
        "decision": twin.get_decision_display(),
    }


@login_required
@require_POST
def undo_twins(request: SignedIn, pk: int) -> HttpResponse:
    twin = reachable_twin(request, pk)
    if may_decide(request, twin.later):
        undo(twin, by=request.user)
        messages.success(request, _("Undone. Decide again below."))
    return redirect("documents:twins", pk=pk)


@login_required
@require_POST
def instead(request: SignedIn, pk: int) -> HttpResponse:
    """The earlier one is in quarantine, so nobody can compare the two: this one counts in its place; with `undo`, no longer."""
    document = get_object_or_404(Document.objects.reachable_by(request.user), pk=pk)
    if may_decide(request, document):
        if "undo" in request.POST:
            for twin in replaced_in_quarantine(document):
                undo(twin, by=request.user)
        else:
            count_instead(document, by=request.user)
    return redirect("documents:detail", pk)


def confirmable(request: SignedIn, pk: int) -> Document:
    """404 for who may not decide of it, as for what does not exist."""
    documents = Document.objects.filter(connection__in=fillable_by(request.user))
    return get_object_or_404(documents.select_related("connection__company").defer("text"), pk=pk)


@login_required
@require_POST
def confirm(request: SignedIn, pk: int) -> HttpResponse:
    """Only the warnings that were on the page: one that came meanwhile is looked at again."""
    document = confirmable(request, pk)
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose how you checked it."))
    elif confirm_warnings(document, request.POST.getlist("code"), by=request.user, **form.cleaned_data):
        messages.success(request, _("Confirmed. You can undo it below."))
    return redirect("documents:detail", pk)


@login_required
@require_POST
def undo_confirm(request: SignedIn, pk: int) -> HttpResponse:
    if undo_confirmation(confirmable(request, pk), by=request.user):
        messages.success(request, _("Undone. The warning counts again."))
    return redirect("documents:detail", pk)
