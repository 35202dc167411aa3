"""Changes that may need more than one person: those of a company, and answering one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from schakel.hub.connections import changes
from schakel.hub.connections.change_pages import shown_change, waiting_changes
from schakel.hub.connections.models import Change, Company
from schakel.hub.people import proof
from schakel.hub.people.requests import SignedIn
from schakel.hub.web.paging import page

SAID = {
    "confirm": (changes.confirm, gettext_lazy("You said yes.")),
    "refuse": (changes.refuse, gettext_lazy("You said no. Nothing changes.")),
    "withdraw": (changes.withdraw, gettext_lazy("Withdrawn. Nothing changes.")),
}


@login_required
@require_safe
def list_(request: SignedIn, pk: int) -> HttpResponse:
    """The company's history: what changed in its rule of approval, its accounts, its address and who holds what."""
    company = get_object_or_404(Company.objects.reachable_by(request.user).select_related("office"), pk=pk)
    mine = Change.objects.reachable_by(request.user).filter(company=company).related()
    past = page(
        mine.exclude(state=Change.State.WAITING), order=("-asked_at", "-id"), after=request.GET.get("after", "")
    )
    context = {
        "company": company,
        "waiting": waiting_changes(company, request.user),
        "past": [shown_change(each, request.user) for each in past.rows],
        "page": past,
    }
    return render(request, "connections/changes.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedIn, pk: int) -> HttpResponse:
    """GET shows it; POST answers it. A yes asks for a fresh proof of who says it."""
    found = get_object_or_404(Change.objects.reachable_by(request.user).related(), pk=pk)
    if request.method != "POST":
        return render(
            request, "connections/change.html", {"shown": shown_change(found, request.user), "company": found.company}
        )
    answer = request.POST.get("answer", "")
    if answer in SAID:
        do, sentence = SAID[answer]
        if answer == "confirm":
            proof.require(request)
        if do(found, request.user):
            messages.success(request, said_of(found, str(sentence)))
        else:
            messages.error(
                request, _("This is no longer possible, or you are not allowed to do it. Check the page again.")
            )
    return redirect("connections:change", found.pk)


def said_of(change: Change, sentence: str) -> str:
    """After a yes also what it led to."""
    if change.state == Change.State.DONE:
        return sentence + " " + _("The change is now in force.")
    return sentence + " " + _("The change is still waiting for others.") if change.is_waiting else sentence
