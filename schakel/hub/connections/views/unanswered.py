"""Invitations without an answer: who is silent for how long, and a reminder for those that are chosen."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import Place, record
from schakel.hub.connections.forms import RemindersForm
from schakel.hub.connections.models import Company, InvitationMail, Office
from schakel.hub.connections.reminders import RemindResult, end_reminders, remind
from schakel.hub.connections.rights import Right
from schakel.hub.connections.sharing import TooMany
from schakel.hub.connections.unanswered import Filter, counts, listed, unanswered
from schakel.hub.connections.views.sharing import done
from schakel.hub.people.requests import SignedIn


@login_required
@require_safe
def list_(request: SignedIn) -> HttpResponse:
    """Those silent for longest first."""
    asked = request.GET.get("state", "")
    chosen = asked if asked in Filter.values else ""
    rows, page = listed(request.user, chosen, after=request.GET.get("after", ""))
    answer = {"rows": rows, "page": page, "chosen": chosen}
    if request.htmx.target == "more":
        return render(request, "connections/unanswered_rows.html", answer)
    found = counts(request.user)
    tabs = [(each.value, capfirst(str(each.label)), found[each.value]) for each in Filter]
    answer["tabs"] = [tab for tab in tabs if tab[2] or tab[0] in ("", chosen)]
    return render(request, "connections/unanswered.html", answer)


@login_required
@require_POST
def remind_chosen(request: SignedIn) -> HttpResponse:
    """POST connections/unanswered/reminders/: those chosen, or all that are found. A foreign one among them refuses all (G02)."""
    if request.POST.get("which") == "found":
        state = request.POST.get("state", "")
        chosen = set(unanswered(request.user, state if state in Filter.values else "").values_list("pk", flat=True))
    else:
        chosen = {int(pk) for pk in request.POST.getlist("letter") if pk.isascii() and pk.isdigit() and len(pk) < 19}
        mine = InvitationMail.objects.sendable_by(request.user).filter(pk__in=chosen)
        if mine.values("pk").distinct().count() != len(chosen):
            raise Http404
    if not chosen:
        messages.warning(request, _("Choose at least one client."))
        return redirect("connections:unanswered")
    try:
        show_result(request, remind(chosen, request.user))
    except TooMany as error:
        messages.error(request, str(error.sentence))
    return redirect("connections:unanswered")


def show_result(request: SignedIn, result: RemindResult) -> None:
    said = [
        ngettext("%(n)s reminder is on its way.", "%(n)s reminders are on their way.", result.reminded)
        % {"n": result.reminded}
    ]
    if result.renewed:
        said.append(
            ngettext(
                "%(n)s link had expired: a new invitation is on its way.",
                "%(n)s links had expired: new invitations are on their way.",
                result.renewed,
            )
            % {"n": result.renewed}
        )
    if result.recent:
        said.append(
            ngettext(
                "%(n)s client got an e-mail less than a day ago and gets none now.",
                "%(n)s clients got an e-mail less than a day ago and get none now.",
                result.recent,
            )
            % {"n": result.recent}
        )
    if result.bounced:
        said.append(
            ngettext(
                "%(n)s address does not work: correct it at the company.",
                "%(n)s addresses do not work: correct them at the company.",
                result.bounced,
            )
            % {"n": result.bounced}
        )
    messages.success(request, " ".join(said))


@login_required
@require_POST
def end(request: SignedIn, pk: int) -> HttpResponse:
    """POST letters/<pk>/reminders/end/: no more reminders of this letter."""
    letter = get_object_or_404(InvitationMail.objects.sendable_by(request.user), pk=pk)
    end_reminders(letter)
    note = _("%(address)s gets no more reminders.") % {"address": letter.email}
    asked = request.POST.get("company", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 19:
        mine = Company.objects.managed_by(request.user).select_related("office")
        return done(request, get_object_or_404(mine, pk=asked), note)
    messages.success(request, note)
    return redirect("connections:unanswered")


@login_required
@require_POST
def switch(request: SignedIn, pk: int) -> HttpResponse:
    """POST office/<pk>/reminders/: which reminders this office's clients get."""
    office = get_object_or_404(Office.objects.allowing(request.user, Right.OWN), pk=pk)
    form = RemindersForm(request.POST, instance=office)
    if form.is_valid():
        form.save()
        record(Action.OFFICE_CHANGED, office, place=Place(office.pk), detail=",".join(form.changed_data))
        messages.success(request, _("Saved."))
    return redirect("connections:one_office", office.pk)
