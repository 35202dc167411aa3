"""A company's registration: its page for the office, and every deed on it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record
from schakel.hub.connections.models import Company
from schakel.hub.documents import store
from schakel.hub.network.models import Mandate, Registration
from schakel.hub.network.registration import worker as registration_worker
from schakel.hub.network.registration.forms import MandatedForm, RegistrationForm
from schakel.hub.network.registration.overview import AddressStatus, address_statuses, is_without_mandate
from schakel.hub.people.requests import SignedIn
from schakel.peppol.errors import PeppolError

State = Registration.State


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def registration(request: SignedIn, pk: int) -> HttpResponse:
    company = get_object_or_404(Company.objects.managed_by(request.user).select_related("office"), pk=pk)
    mandate = Mandate.objects.filter(company=company).order_by("-pk").first()
    open_ = mandate is not None and mandate.state != Mandate.State.REFUSED
    form = (RegistrationForm if open_ else MandatedForm)(request.POST or None, request.FILES or None, company=company)
    if request.method == "POST" and form.is_valid():
        form.save(request.user)
        messages.success(request, _("Saved. This page shows the status of the registration."))
        return redirect("network:registration", pk)
    rows: list[AddressStatus] = address_statuses(company, network=request.method != "POST")
    context = {
        "company": company,
        "rows": rows,
        "mandate": mandate,
        "form": form,
        "without_mandate": is_without_mandate(company),
    }
    return render(request, "network/registration.html", context, status=422 if form.errors else 200)


@login_required
def unregister(request: SignedIn, pk: int) -> HttpResponse:
    """Asks first."""
    row = managed(request, pk)
    if request.method != "POST":
        return render(request, "network/unregister.html", {"row": row})
    registration_worker.request_end(row, by=request.user)
    messages.success(request, _("%(participant)s is being unregistered.") % {"participant": row})
    return redirect("network:registration", row.company_id)


@login_required
@require_POST
def again(request: SignedIn, pk: int) -> HttpResponse:
    """Registering that ended elsewhere or failed, from the beginning; with a migration key, when there is one now."""
    row = managed(request, pk)
    if row.state in {State.ELSEWHERE, State.FAILED}:
        row.migration_key = request.POST.get("migration_key", "").strip()[:24]
        registration_worker.proceed(row, by=request.user)
    elif row.state == State.REGISTERED and row.changed:
        row.set_state(State.WANTED, by=request.user, due_at=timezone.now())
    return redirect("network:registration", row.company_id)


@login_required
@require_POST
def hand_over(request: SignedIn, pk: int) -> HttpResponse:
    """A migration key for the provider the company moves to."""
    row = managed(request, pk)
    try:
        if row.state == State.REGISTERED:
            registration_worker.prepare_migration(row)
    except PeppolError as error:
        messages.error(request, error.said_in(get_language() or "en"))
    return redirect("network:registration", row.company_id)


@login_required
@require_POST
def mandate_again(request: SignedIn, pk: int) -> HttpResponse:
    """Another mail to the client, with another link."""
    mandate = get_object_or_404(Mandate.objects.managed_by(request.user), pk=pk)
    if mandate.is_just_sent:
        messages.error(request, _("The e-mail was sent less than ten minutes ago. Please wait a moment."))
    elif mandate.ask_again():
        messages.success(request, _("The e-mail is being sent again; the link in the earlier one no longer works."))
    return redirect("network:registration", mandate.company_id)


@login_required
@require_safe
def proof(request: SignedIn, pk: int) -> HttpResponse:
    """The signed paper, to be saved: it came from a person's disk and is never shown in the page."""
    mandate = get_object_or_404(Mandate.objects.managed_by(request.user).exclude(proof_sha256=""), pk=pk)
    try:
        data = store.read(mandate.proof_sha256)
    except store.Damaged as fault:
        raise Http404 from fault
    record(Action.PROOF_DOWNLOADED, mandate, place=mandate.company.place)
    answer = HttpResponse(data, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="mandate-{mandate.pk}{suffix(mandate.proof_name)}"'
    return answer


def suffix(name: str) -> str:
    ending = name[name.rfind(".") :].lower()
    return ending if ending in {".pdf", ".jpg", ".jpeg", ".png"} else ".bin"


def managed(request: SignedIn, pk: int) -> Registration:
    rows = Registration.objects.managed_by(request.user).select_related("company__office")
    return get_object_or_404(rows, pk=pk)
