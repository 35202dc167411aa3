"""Delen: the dialog of one company, sending again, withdrawing."""

from itertools import groupby

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from schakel.hub.connections.forms import SharingForm
from schakel.hub.connections.listing import CompanyRows, groups
from schakel.hub.connections.models import Company, Connection, Invitation, InvitationMail, Role
from schakel.hub.connections.sharing import (
    NothingOpen,
    ShareRequest,
    ShareResult,
    TooMany,
    TooOften,
    save_contact,
    send_again,
    share,
)
from schakel.hub.people.requests import SignedIn

MOST_SHOWN = 50  # invitations, newest first


@login_required
def sharing(request: SignedIn, pk: int) -> HttpResponse:
    company = get_object_or_404(Company.objects.managed_by(request.user).select_related("office"), pk=pk)
    [group] = groups(request.user, [company])
    if request.method != "POST":
        return dialog(request, group, SharingForm(initial=suggested(group, request.GET.get("kind", ""))))
    form = SharingForm(request.POST)
    if not form.is_valid() or not (note := shared(request, company, form)):
        return dialog(request, group, form, status=422)
    return done(request, company, note)


def suggested(group: CompanyRows, kind: str) -> dict[str, object]:
    """Whatever is not accepted yet, or what was asked for, to the address we know; when all is accepted, to someone else."""
    open_ = [row.connection.side for row in group.rows if row.status.state != Connection.State.ACCEPTED]
    kinds = [kind] if kind in Connection.Side else open_ or Connection.Side.values
    email = group.company.email if open_ else ""
    return {"email": email, "language": group.company.language, "role": Role.FULL, "kinds": kinds}


def shared(request: SignedIn, company: Company, form: SharingForm) -> str:
    """What to say of it; empty when the form says what is wrong."""
    given = form.cleaned_data
    chosen = company.connections.filter(side__in=given["kinds"])
    wish = ShareRequest(given["email"], list(chosen), language=given["language"], role=given["role"])
    try:
        result = share(company.office, request.user, [wish])
    except TooMany as error:
        form.add_error(None, error.sentence)
        return ""
    if result.letters:
        save_contact(company, given["email"], given["language"])
        return _("The invitation to %(address)s is on its way.") % {"address": given["email"]}
    form.add_error("email", refusal(result))
    return ""


def refusal(result: ShareResult) -> str:
    return str(TooOften.sentence) if result.too_often else _("This person already has access to this connection.")


def done(request: SignedIn, company: Company, note: str) -> HttpResponse:
    """In a dialog: the dialog again, with the list behind it brought up to date. On a page: back to it."""
    if not request.htmx:
        messages.success(request, note)
        return redirect("connections:sharing", company.pk)
    [group] = groups(request.user, [company])
    return dialog(request, group, None, note=note)


def dialog(
    request: SignedIn, group: CompanyRows, form: SharingForm | None, *, note: str = "", status: int = 200
) -> HttpResponse:
    answer = {
        "group": group,
        "company": group.company,
        "form": form,
        "note": note,
        "letters": letters_of(group.company),
        "lasting": lasting(settings.INVITATION_HOURS),
    }
    return render(request, "connections/sharing.html", answer, status=status)


def lasting(hours: int) -> str:
    days, rest = divmod(hours, 24)
    if rest:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def letters_of(company: Company) -> list[tuple[InvitationMail, list[Invitation]]]:
    found = Invitation.objects.filter(connection__company=company).select_related("letter", "connection", "access")
    found = found.prefetch_related("letter__reminders", "letter__link_requests")
    newest = found.order_by("-letter__created_at", "-letter_id", "connection__side")[:MOST_SHOWN]
    return [(letter, list(invitations)) for letter, invitations in groupby(newest, key=lambda i: i.letter)]


@login_required
@require_POST
def again(request: SignedIn, pk: int) -> HttpResponse:
    """POST letters/<pk>/again/: what is unanswered in it goes out in a new letter."""
    letter = get_object_or_404(InvitationMail.objects.sendable_by(request.user).select_related("office"), pk=pk)
    try:
        send_again(letter, request.user)
        note = _("The invitation to %(address)s is being sent again; the link in the earlier e-mail no longer works.")
        note %= {"address": letter.email}
    except (NothingOpen, TooMany, TooOften) as error:
        note = str(error.sentence)
    return back(request, note, letter)


@login_required
@require_POST
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    """POST invitations/<pk>/withdrawal/"""
    invitations = Invitation.objects.managed_by(request.user).select_related("letter", "connection__company")
    invitation = get_object_or_404(invitations, pk=pk)
    if invitation.withdraw(request.user):
        note = _("The invitation to %(address)s is withdrawn.") % {"address": invitation.letter.email}
    else:
        note = str(NothingOpen.sentence)
    return back(request, note, invitation.letter, company=invitation.connection.company)


def back(request: SignedIn, note: str, letter: InvitationMail, *, company: Company | None = None) -> HttpResponse:
    """To the dialog it was asked from; a colleague's letter belongs to the office."""
    asked = request.POST.get("company", "")
    mine = Company.objects.managed_by(request.user).select_related("office")
    if company is None and asked.isascii() and asked.isdigit():
        company = get_object_or_404(mine, pk=asked)
    if company:
        return done(request, company, note)
    messages.success(request, note)
    return redirect("connections:one_office", letter.office_id)
