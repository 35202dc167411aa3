"""The office: founding one, its members, inviting a colleague, ending a membership."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from schakel.hub.connections import panels
from schakel.hub.connections.forms import OfficeForm, RemindersForm
from schakel.hub.connections.forms.members import ColleagueForm, SuccessorForm, roles_given_by
from schakel.hub.connections.handover import held_by
from schakel.hub.connections.membership import LastOwner, end_membership, require_other_owner
from schakel.hub.connections.models import Member, MemberInvitation, Office
from schakel.hub.connections.rights import COLUMNS, Right, table
from schakel.hub.connections.sharing import AlreadyMember, TooMany, TooOften, invite_member
from schakel.hub.connections.views.handover import say_what_became_of
from schakel.hub.people.requests import SignedIn


@login_required
def list_(request: SignedIn) -> HttpResponse:
    """The offices this person works in; for most people one, so that is shown at once."""
    offices = list(Office.objects.of(request.user).order_by("name"))
    if len(offices) == 1:
        return redirect("connections:one_office", offices[0].pk)
    if not offices:
        return redirect("connections:new_office")
    return render(request, "connections/offices.html", {"offices": offices})


@login_required
def new(request: SignedIn) -> HttpResponse:
    form = OfficeForm(request.POST or None, initial={"language": request.user.language})
    if request.method == "POST" and form.is_valid():
        office = Office.create_with_owner(
            request.user, form.cleaned_data["name"], language=form.cleaned_data["language"]
        )
        messages.success(request, _("%(office)s is ready. Add your first client company.") % {"office": office})
        return redirect("connections:list")
    words = {
        "title": _("Create an office"),
        "lead": _("You become its owner. You can invite your colleagues afterwards."),
        "button": _("Create the office"),
    }
    return render(request, "connections/new.html", {"form": form, **words})


@login_required
def office(request: SignedIn, pk: int) -> HttpResponse:
    found = get_object_or_404(Office.objects.of(request.user), pk=pk)
    return page(request, found, colleague_form(request, found))


def colleague_form(request: SignedIn, office: Office) -> ColleagueForm:
    data = request.POST if request.method == "POST" else None
    return ColleagueForm(data, roles=roles_given_by(request.user, office), initial={"language": office.language})


def page(request: SignedIn, office: Office, form: ColleagueForm, *, status: int = 200) -> HttpResponse:
    mine = Member.objects.of(request.user).filter(office=office)
    managed = set(Member.objects.managed_by(request.user).filter(office=office).values_list("pk", flat=True))
    members = office.members.select_related("user").annotate(companies_count=Count("assignments"))
    in_order = sorted(members, key=lambda m: (list(Member.Role).index(Member.Role(m.role)), m.user.name, m.pk))
    invitations = MemberInvitation.objects.managed_by(request.user).filter(
        letter__office=office, state=MemberInvitation.State.INVITED
    )
    answer = {
        "office": office,
        "buttons": [made(request, office) for made in panels.of_office] if mine.with_right(Right.OWN).exists() else [],
        "members": [
            (each, each.pk in managed, each.pk in managed or each.user_id == request.user.pk) for each in in_order
        ],
        "may": {right.value: mine.with_right(right).exists() for right in (Right.OWN, Right.STAFF, Right.SET_UP)},
        "form": form,
        "reminders_form": RemindersForm(instance=office),
        "invitations": invitations.select_related("letter").order_by("-state_at", "-pk"),
        "columns": COLUMNS,
        "table": [(right, list(zip(COLUMNS, extents, strict=True))) for right, extents in table()],
    }
    return render(request, "connections/office.html", answer, status=status)


@login_required
@require_POST
def invite(request: SignedIn, pk: int) -> HttpResponse:
    """POST office/<pk>/invitations/: a colleague is invited, by who manages the staff."""
    found = get_object_or_404(Office.objects.allowing(request.user, Right.STAFF), pk=pk)
    form = colleague_form(request, found)
    if not form.is_valid():
        return page(request, found, form, status=422)
    given = form.cleaned_data
    try:
        invite_member(found, request.user, given["email"], language=given["language"], terms=form.terms)
    except (AlreadyMember, TooMany, TooOften) as error:
        form.add_error("email", error.sentence)
        return page(request, found, form, status=422)
    messages.success(request, _("The invitation to %(address)s is on its way.") % {"address": given["email"]})
    return redirect("connections:one_office", pk)


@login_required
@require_POST
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    invitation = get_object_or_404(MemberInvitation.objects.managed_by(request.user).select_related("letter"), pk=pk)
    invitation.withdraw(request.user)
    messages.success(request, _("The invitation to %(address)s is withdrawn.") % {"address": invitation.letter.email})
    return redirect("connections:one_office", invitation.letter.office_id)


@login_required
def end(request: SignedIn, pk: int) -> HttpResponse:
    """Asks first, also who takes over what depends on them; then the membership is over from the next request on."""
    member = get_object_or_404(Member.objects.endable_by(request.user).select_related("office", "user"), pk=pk)
    data = request.POST if request.method == "POST" else None
    try:
        require_other_owner(member)
        held = held_by(member.user, member.office)
        form = SuccessorForm(data, member=member, by=request.user) if held else None
        if request.method != "POST" or (form and not form.is_valid()):
            context = {"member": member, "own": member.user == request.user, "held": held, "form": form}
            return render(request, "connections/member_end.html", context, status=422 if form and form.errors else 200)
        to = form.chosen if form else None
        lines = end_membership(member, request.user, to=to)
    except LastOwner:
        messages.error(request, LastOwner.sentence)
        return redirect("connections:one_office", member.office_id)
    messages.success(
        request, _("%(person)s no longer works in %(office)s.") % {"person": member.user, "office": member.office}
    )
    say_what_became_of(request, lines, to)
    return redirect("connections:office")
