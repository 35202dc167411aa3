"""What was sent: its proof, and the button that tries again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from schakel.hub.documents.placement import fillable_by
from schakel.hub.documents.reachable import of_reachable
from schakel.hub.network.models import Transmission
from schakel.hub.network.outbound.tracking import BYTES
from schakel.hub.network.proof_download import proof_response
from schakel.hub.people.requests import SignedIn


@login_required
@require_safe
def evidence(request: SignedIn, pk: int) -> HttpResponse:
    """For whoever may read the document: the envelope with it, the receipt, and when what was tried."""
    row = get_object_or_404(Transmission.objects.outgoing().filter(of_reachable(request.user)), pk=pk)
    return proof_response(row, f"proof-{row.pk}.zip")


@login_required
@require_POST
def again(request: SignedIn, pk: int) -> HttpResponse:
    """The same message under the same id, at once."""
    mine = Transmission.objects.outgoing().shown().filter(document__connection__in=fillable_by(request.user))
    row = get_object_or_404(mine.defer(*BYTES), pk=pk)
    if row.may_be_tried_again:
        row.try_again()
        messages.success(request, _("We are trying again now."))
    return redirect("documents:detail", row.document_id)
