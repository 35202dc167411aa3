"""The buttons that send a document that is here already, and one that another program made."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from schakel.hub.documents.reachable import find_reachable
from schakel.hub.network.outbound.document import send, send_if_allowed, sendable_by
from schakel.hub.network.outbound.queue import Unaddressed, pack_bytes
from schakel.hub.people.requests import SignedIn
from schakel.hub.sales.models import Upload
from schakel.hub.sales.uploads import upload as uploads
from schakel.hub.sales.uploads.upload import UploadRefused


@login_required
@require_POST
def transmissions(request: SignedIn, pk: int) -> HttpResponse:
    document = find_reachable(request.user, pk)
    if not sendable_by(request.user, document):
        raise Http404
    outcome = send(document)
    if isinstance(outcome, Unaddressed):
        messages.error(request, str(outcome.sentence))
    elif outcome:
        messages.success(request, _("It is on its way over Peppol."))
    return redirect("documents:detail", pk)


@login_required
@require_POST
def send_upload(request: SignedIn, pk: int) -> HttpResponse:
    """Filed and queued in one transaction; when it cannot go, neither."""
    upload = get_object_or_404(Upload.objects.decidable_by(request.user), pk=pk)
    read = uploads.prepare_upload(upload)
    packed = pack_bytes(read.data)
    with transaction.atomic():
        document = uploads.file_upload(upload, by=request.user, read=read)
        outcome = (
            document if isinstance(document, UploadRefused) else send_if_allowed(document, packed, by=request.user)
        )
        if isinstance(outcome, Unaddressed | UploadRefused):
            transaction.set_rollback(True)
            messages.error(request, str(outcome.sentence))
            return redirect("sales:upload", pk)
    messages.success(request, _("It is on its way over Peppol."))
    return redirect("documents:detail", outcome.pk)
