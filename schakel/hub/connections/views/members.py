"""One member of an office: their role, until when, and for which companies they work. For who manages the staff."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from schakel.hub.connections.forms.members import CompaniesForm, MemberForm, roles_given_by
from schakel.hub.connections.handover import losses
from schakel.hub.connections.listing import ORDER
from schakel.hub.connections.membership import (
    LastOwner,
    assign,
    change_terms,
    remove_assignments,
    set_terms,
    unassign,
)
from schakel.hub.connections.models import Company, Member
from schakel.hub.connections.views.handover import ask_successor, say_what_became_of, successor_form
from schakel.hub.people.requests import SignedIn
from schakel.hub.web.paging import page

SHOWN = 50  # companies at a time


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member(request: SignedIn, pk: int) -> HttpResponse:
    found = managed_member(request, pk)
    roles = roles_given_by(request.user, found.office)
    form = MemberForm(
        request.POST if request.method == "POST" else None, roles=roles, initial=MemberForm.initial_of(found)
    )
    if request.method == "POST" and form.is_valid():
        try:
            lost = losses(found, partial(set_terms, managed_member(request, pk), form.terms))
            successor = successor_form(request, found, lost)
            if successor and not successor.is_valid():
                return ask_successor(request, found, lost, successor)
            to = successor.chosen if successor else None
            lines = change_terms(found, form.terms, by=request.user, to=to)
        except LastOwner as error:
            form.add_error("role", str(error.sentence))
        else:
            messages.success(request, _("Saved."))
            say_what_became_of(request, lines, to)
            is_still_theirs = Member.objects.managed_by(request.user).filter(pk=pk).exists()
            return redirect("connections:member", pk) if is_still_theirs else redirect("connections:list")
    return show(request, found, form, CompaniesForm(companies=found.office.companies.all()))


@login_required
@require_POST
def companies(request: SignedIn, pk: int) -> HttpResponse:
    """POST office/members/<pk>/companies/: those on the lines are added, or those that are ticked taken away."""
    found = managed_member(request, pk)
    mine = found.office.companies.all()
    if "remove" in request.POST:
        ticked = [int(each) for each in request.POST.getlist("company") if each.isdecimal() and len(each) < 19]
        return remove(request, found, list(mine.filter(pk__in=ticked)))
    form = CompaniesForm(request.POST, companies=mine)
    if form.is_valid() and found.all_companies:
        form.add_error("lines", _("They work for all companies already."))
    if not form.is_valid():
        roles = roles_given_by(request.user, found.office)
        return show(request, found, MemberForm(roles=roles, initial=MemberForm.initial_of(found)), form)
    assign(found, form.cleaned_data["lines"])
    messages.success(request, _("Saved."))
    return redirect("connections:member", pk)


def remove(request: SignedIn, found: Member, ticked: list[Company]) -> HttpResponse:
    lost = losses(found, partial(remove_assignments, found, ticked))
    successor = successor_form(request, found, lost)
    if successor and not successor.is_valid():
        return ask_successor(request, found, lost, successor)
    to = successor.chosen if successor else None
    lines = unassign(found, ticked, by=request.user, to=to)
    messages.success(request, _("Saved."))
    say_what_became_of(request, lines, to)
    return redirect("connections:member", found.pk)


def managed_member(request: SignedIn, pk: int) -> Member:
    return get_object_or_404(Member.objects.managed_by(request.user).select_related("office", "user"), pk=pk)


def show(request: SignedIn, found: Member, form: MemberForm, lines: CompaniesForm) -> HttpResponse:
    theirs = Company.objects.filter(assignments__member=found).select_related("office")
    context: dict[str, Any] = {
        "member": found,
        "form": form,
        "lines": lines,
        "page": page(theirs, order=ORDER, after=request.GET.get("after", ""), size=SHOWN),
        "count": theirs.count(),
    }
    return render(request, "connections/member.html", context, status=422 if form.errors or lines.errors else 200)
