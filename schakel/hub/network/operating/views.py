"""The operator's pages: what is on its way, what failed and why, the proof of each, and what ends soon."""

import logging

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schakel.hub.documents.forms import LookForm
from schakel.hub.network.models import Breaker, Transmission
from schakel.hub.network.operating.certificates import certificate_lines
from schakel.hub.network.operating.looks import record_operator_look
from schakel.hub.network.operating.queues import queues
from schakel.hub.network.operating.status_times import status_times
from schakel.hub.network.proof_download import proof_response
from schakel.hub.people.operators import require_operator
from schakel.hub.people.requests import SignedIn
from schakel.hub.web.paging import page

BYTES = ("envelope", "raw", "receipt")
KINDS = {
    "stuck": (gettext_lazy("Need attention"), Transmission.STUCK),
    "waiting": (gettext_lazy("On their way"), Q(due_at__isnull=False)),
    "in": (gettext_lazy("Received"), Q(direction=Transmission.Direction.IN)),
    "out": (gettext_lazy("Sent"), Q(direction=Transmission.Direction.OUT)),
}

log = logging.getLogger(__name__)


@login_required
@require_safe
def overview(request: SignedIn) -> HttpResponse:
    require_operator(request.user)
    chosen = request.GET.get("kind", "")
    rows = Transmission.objects.filter(KINDS[chosen][1] if chosen in KINDS else Q()).defer(*BYTES)
    asked = request.GET.get("q", "").strip()
    if asked:
        rows = rows.filter(Q(message_id=asked) | Q(instance_id=asked) | Q(peer=asked) | Q(receiver__endswith=asked))
    context = {
        "page": page(rows.select_related("company"), order=("-created_at", "-id"), after=request.GET.get("after", "")),
        "kinds": [(code, word) for code, (word, _where) in KINDS.items()],
        "kind": chosen,
        "asked": asked,
        "stuck": Transmission.objects.filter(Transmission.STUCK).count(),
        "queues": queues(),
        "certificates": certificate_lines(),
        "statuses": status_times(timezone.now()),
        "breakers": [each for each in Breaker.objects.order_by("destination") if Breaker.pause_of(each.destination)],
    }
    return render(request, "network/operating/overview.html", context)


@login_required
@require_safe
def transmission(request: SignedIn, pk: int) -> HttpResponse:
    require_operator(request.user)
    rows = Transmission.objects.defer("envelope", "raw").select_related("company", "document", "repeat_of", "about")
    row = get_object_or_404(rows, pk=pk)
    context = {"row": row, "tries": row.tries.order_by("-at", "-pk"), "statuses": row.statuses.defer(*BYTES)}
    return render(request, "network/operating/transmission.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: SignedIn, pk: int) -> HttpResponse:
    """It holds the document itself: GET asks why, and POST gives it (L11)."""
    require_operator(request.user)
    row = get_object_or_404(Transmission, pk=pk)
    form = LookForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "documents/quarantine/look.html", {"form": form}, status=422 if form.errors else 200)
    record_operator_look(row, reason=form.cleaned_data["reason"], by=request.user)
    download = proof_response(row, f"transmission-{row.pk}.zip")
    log.warning("evidence of transmission %s was taken out by %s", row.pk, request.user.email)
    return download


@login_required
@require_POST
def retry(request: SignedIn, pk: int) -> HttpResponse:
    """From the first try on, at once."""
    require_operator(request.user)
    row = get_object_or_404(Transmission.objects.defer(*BYTES), pk=pk)
    if row.may_be_tried_again:
        row.try_again()
        messages.success(request, _("We are trying again now."))
    return redirect("network:transmission", pk)
