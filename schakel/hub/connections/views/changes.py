"""Changes that may need more than one person: those of a company, and answering one."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from schakel.hub.connections import changes
from schakel.hub.connections.changes import Line
from schakel.hub.connections.models import Change, Company
from schakel.hub.people import proof
from schakel.hub.people.models import User
from schakel.hub.people.requests import SignedIn
from schakel.hub.web.paging import page

SAID = {
    "confirm": (changes.confirm, gettext_lazy("You said yes.")),
    "refuse": (changes.refuse, gettext_lazy("You said no. Nothing changes.")),
    "withdraw": (changes.withdraw, gettext_lazy("Withdrawn. Nothing changes.")),
}


@dataclass(frozen=True)
class Shown:
    """A change, for one reader."""

    change: Change
    title: str
    lines: list[Line]
    said: list[User]
    asked: list[User]  # whose yes would count
    missing: int  # so many of them have to say it
    by_silence: bool
    lapses: bool
    may_confirm: bool
    may_refuse: bool
    may_withdraw: bool


def shown(change: Change, user: User) -> Shown:
    kind, waits = changes.kind_of(change), change.is_waiting
    asked = changes.people_asked(change) if waits else []
    return Shown(
        change=change,
        title=kind.title(change),
        lines=kind.lines(change),
        said=[each.by for each in change.confirmations.all()],
        asked=asked,
        missing=changes.yeses_missing(change) if waits else 0,
        by_silence=waits and kind.is_decided_by_silence(change),
        lapses=waits and kind.lapses(change),
        may_confirm=user in asked,
        may_refuse=waits and change.asked_by_id != user.pk and kind.is_refusable_by(user, change),
        may_withdraw=waits and change.asked_by_id == user.pk,
    )


def waiting_at(company: Company, user: User) -> list[Shown]:
    """Of one company, those that this person may see."""
    waiting = Change.objects.waiting().reachable_by(user).filter(company=company)
    return [shown(each, user) for each in waiting.related().order_by("asked_at", "pk")]


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
        "waiting": waiting_at(company, request.user),
        "past": [shown(each, request.user) for each in past.rows],
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
            request, "connections/change.html", {"shown": shown(found, request.user), "company": found.company}
        )
    answer = request.POST.get("answer", "")
    if answer in SAID:
        do, sentence = SAID[answer]
        if answer == "confirm":
            proof.require(request)
        if do(found, request.user):
            messages.success(request, said_of(found, str(sentence)))
        else:
            messages.error(request, _("That is no longer possible, or not for you. Look again."))
    return redirect("connections:change", found.pk)


def said_of(change: Change, sentence: str) -> str:
    """After a yes also what it led to."""
    if change.state == Change.State.DONE:
        return sentence + " " + _("The change is in force now.")
    return sentence + " " + _("The change waits for others too.") if change.is_waiting else sentence


def ask(request: SignedIn, wish: Callable[..., Change | None]) -> None:
    """Asks for a change after a fresh proof of who asks, and says what became of it.

    `wish` is told `by` whom. It gives None where everything is so already, and may raise AlreadyWaiting.
    """
    proof.require(request)
    try:
        made = wish(by=request.user)
    except changes.AlreadyWaiting as refused:
        messages.error(request, str(refused.sentence))
        return
    if made and made.is_waiting:
        messages.success(request, _("Asked. It counts when enough people have said yes; they get a mail."))
    else:
        messages.success(request, _("Saved."))
