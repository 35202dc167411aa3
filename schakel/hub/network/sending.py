"""Sending a document that stands here already: a sales invoice made elsewhere and uploaded."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from schakel.einvoice.validation import Verdict
from schakel.hub.documents import store
from schakel.hub.documents.addressing import fillable_by
from schakel.hub.documents.models import Document
from schakel.hub.documents.one import reachable
from schakel.hub.network.models import Transmission
from schakel.hub.network.queueing import Unaddressed, header_of, queue
from schakel.hub.people.models import User
from schakel.hub.people.requests import SignedIn
from schakel.peppol.identifiers import ParticipantId

SOMEBODY_ELSE = Unaddressed(
    "not_our_address", gettext_lazy("The sender's electronic address is not one of this company.")
)


def sendable_by(user: User, document: Document) -> bool:
    """Its own invoices that follow the rules and are not on their way yet, by who may do more than read."""
    if not document.is_own or document.sent_elsewhere or document.verdict != Verdict.VALID:
        return False
    return not document.transmissions.exists() and fillable_by(user).filter(pk=document.connection_id).exists()


def is_on_its_way(document: Document) -> bool:
    return document.transmissions.outgoing().exclude(state=Transmission.State.FAILED).exists()


def send(document: Document) -> Transmission | Unaddressed | None:
    """Queued, once; None when it was already. Raises as the store."""
    header = header_of(store.read(document.sha256))
    if isinstance(header, Unaddressed):
        return header
    own = document.connection.company.participants.values_list("scheme", "value")
    if header.sender not in {ParticipantId(f"{scheme}:{value}") for scheme, value in own}:
        return SOMEBODY_ELSE
    with transaction.atomic():
        Document.objects.select_for_update().filter(pk=document.pk).first()
        return None if is_on_its_way(document) else queue(document)


@login_required
@require_POST
def transmissions(request: SignedIn, pk: int) -> HttpResponse:
    document = reachable(request, pk)
    if not sendable_by(request.user, document):
        raise Http404
    outcome = send(document)
    if isinstance(outcome, Unaddressed):
        messages.error(request, str(outcome.sentence))
    elif outcome:
        messages.success(request, _("It is on its way over Peppol."))
    return redirect("documents:detail", pk)
