"""*Today*, where everybody arrives: for an office what waits, for a client what is to be paid, asked and new."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from schakel.hub.connections import panels
from schakel.hub.connections.models import Company
from schakel.hub.connections.models.office import is_office_member
from schakel.hub.connections.todo import kinds
from schakel.hub.overview.client import cards_of
from schakel.hub.overview.models import TodayChoice
from schakel.hub.overview.office import has_own, lines_of, listed, operator_lines
from schakel.hub.overview.weekly_mail import next_monday
from schakel.hub.people.requests import SignedIn


@login_required
@require_safe
def today(request: SignedIn) -> HttpResponse:
    """Who has no office and no company yet is told how to begin."""
    user = request.user
    works, notices = is_office_member(user), operator_lines(user)
    if not works and not notices and not Company.objects.reachable_by(user).exists():
        return redirect("connections:list")
    choice = TodayChoice.objects.filter(user=user).first() or TodayChoice(user=user)
    context: dict[str, object] = {"choice": choice, "works": works, "notices": notices}
    context["above"] = [notice for made in panels.above if (notice := made(request))]
    context["cards"], context["more"] = cards_of(user)
    if works:
        offers_own = has_own(user)
        only_mine = choice.only_mine and offers_own
        context |= {"offers_own": offers_own, "only_mine": only_mine, "lines": lines_of(user, only_mine=only_mine)}
    return render(request, "overview/today.html", context)


@login_required
@require_safe
def kind(request: SignedIn, code: str) -> HttpResponse:
    """The companies in which something of this kind waits."""
    if code not in kinds:
        raise Http404
    only_mine = request.GET.get("who") == "mine"
    lines, page = listed(request.user, kinds[code], only_mine=only_mine, after=request.GET.get("after", ""))
    context = {"kind": kinds[code], "lines": lines, "page": page, "only_mine": only_mine}
    return render(request, "overview/kind.html", context)


@login_required
@require_POST
def choose(request: SignedIn) -> HttpResponse:
    """POST today/choice: `who` mine or all; `mail` on or off."""
    choice, _made = TodayChoice.objects.get_or_create(user=request.user)
    if request.POST.get("who") in ("mine", "all"):
        choice.only_mine = request.POST["who"] == "mine"
    if request.POST.get("mail") in ("on", "off"):
        choice.weekly_mail = request.POST["mail"] == "on"
        choice.due_at, choice.attempts = next_monday() if choice.weekly_mail else None, 0
        is_on = _("You get this by e-mail each Monday morning, when something waits.")
        messages.success(request, is_on if choice.weekly_mail else _("You get no weekly e-mail any more."))
    choice.save()
    return redirect("overview:today")
