"""My data: what there is, as a file; and erasing one's own account, with what must be settled first and what stays."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record_of_person
from schakel.hub.people import proof
from schakel.hub.people.requests import SignedIn
from schakel.hub.records.personal_data.erase import NotErasable, erase, obstacles
from schakel.hub.records.personal_data.export import archive
from schakel.hub.records.personal_data.forms import EraseForm

ZIP = "application/zip"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def personal_data(request: SignedIn) -> HttpResponse:
    """GET shows it; POST erases the account, after a fresh proof of who asks."""
    form = EraseForm(request.POST if request.method == "POST" else None)
    reasons = obstacles(request.user)
    if request.method == "POST" and form.is_valid() and not reasons:
        proof.require(request)
        try:
            erase(request.user)
        except NotErasable as fault:
            reasons = fault.reasons
        else:
            logout(request)
            messages.success(request, _("Your account is erased. What the law keeps names you by a number only."))
            return redirect("account_login")
    status = 422 if form.errors or (request.method == "POST" and reasons) else 200
    return render(request, "records/personal_data/page.html", {"form": form, "obstacles": reasons}, status=status)


@login_required
@require_POST
def export(request: SignedIn) -> HttpResponse:
    proof.require(request)
    record_of_person(Action.PERSONAL_DATA_EXPORTED, request.user.pk)
    headers = {"Content-Disposition": 'attachment; filename="personal-data.zip"'}
    return HttpResponse(archive(request.user), content_type=ZIP, headers=headers)
