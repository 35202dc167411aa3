"""Sending a document that stands here already: a sales invoice made elsewhere and uploaded."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from schakel.einvoice.validation import Verdict
from schakel.hub.documents import store
from schakel.hub.documents.addressing import fillable_by
from schakel.hub.documents.models import Document
from schakel.hub.documents.views.detail import reachable
from schakel.hub.network.models import Transmission
from schakel.hub.network.outbound.lookup import numbers_of
from schakel.hub.network.outbound.queue import Unaddressed, header_of, queue
from schakel.hub.people.models import User
from schakel.hub.people.requests import SignedIn
from schakel.hub.sales.models import Upload
from schakel.hub.sales.seller.party import ForeignAccount, require_known_account
from schakel.hub.sales.uploads import upload as uploads
from schakel.hub.sales.uploads.upload import Refused
from schakel.hub.sales.uploads.views import upload_of
from schakel.peppol.identifiers import ParticipantId

SOMEBODY_ELSE = Unaddressed(
    "not_our_address", gettext_lazy("The sender's electronic address is not one of this company.")
)
NOT_SENDABLE = Unaddressed("not_sendable", gettext_lazy("This document cannot be sent from here."))


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
    if {ParticipantId(f"{scheme}:{value}") for scheme, value in own}.isdisjoint(numbers_of(header.sender)):
        return SOMEBODY_ELSE
    try:
        require_known_account(document)
    except ForeignAccount as fault:
        return Unaddressed(fault.code, fault.sentence)
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


def way(request: SignedIn, upload: Upload) -> SafeString:
    """The button, on the page of what another program made."""
    return render_to_string("network/send_upload.html", {"upload": upload}, request)


@login_required
@require_POST
def send_upload(request: SignedIn, pk: int) -> HttpResponse:
    """Filed and queued in one transaction; when it cannot go, neither."""
    upload = upload_of(request, pk)
    with transaction.atomic():
        document = uploads.file(upload, by=request.user)
        outcome = document if isinstance(document, Refused) else sent(document, by=request.user)
        if isinstance(outcome, Unaddressed | Refused):
            transaction.set_rollback(True)
            messages.error(request, str(outcome.sentence))
            return redirect("sales:upload", pk)
    messages.success(request, _("It is on its way over Peppol."))
    return redirect("documents:detail", outcome.pk)


def sent(document: Document, *, by: User) -> Document | Unaddressed:
    outcome = send(document) if sendable_by(by, document) else NOT_SENDABLE
    return outcome if isinstance(outcome, Unaddressed) else document
