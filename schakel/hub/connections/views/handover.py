"""Who takes over what depends on a member: asked before a change that would stop it, and said after it."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from schakel.hub.connections.forms.members import SuccessorForm
from schakel.hub.connections.handover import Held, Line
from schakel.hub.connections.models import Member
from schakel.hub.people.requests import SignedIn


def successor_form(request: SignedIn, member: Member, lost: Sequence[Held]) -> SuccessorForm | None:
    """None: nothing would stop. Not answered before it was asked."""
    if not lost:
        return None
    return SuccessorForm(request.POST if "successor" in request.POST else None, member=member, by=request.user)


def ask_successor(request: SignedIn, member: Member, lost: Sequence[Held], form: SuccessorForm) -> HttpResponse:
    """The same form again, with what it would stop and the choice of a colleague."""
    given = [(name, value) for name, values in request.POST.lists() for value in values]
    context = {
        "member": member,
        "held": lost,
        "form": form,
        "given": [(name, value) for name, value in given if name not in ("csrfmiddlewaretoken", "successor")],
    }
    return render(request, "connections/handover.html", context, status=422)


def say_what_became_of(request: SignedIn, lines: Sequence[Line], to: Member | None) -> None:
    for line in lines:
        if line.is_taken_over and to is not None:
            messages.success(request, _("%(person)s takes over: %(what)s.") % {"person": to.user, "what": line.title})
        elif line.known is not None:
            messages.warning(
                request, _("Not taken over: %(what)s.") % {"what": line.title} + f" {line.known.otherwise}"
            )
