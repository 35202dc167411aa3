"""The files that go with a draft."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from schakel.hub.documents.addressing import fillable_by
from schakel.hub.documents.filetypes import safe_name
from schakel.hub.people.requests import SignedIn
from schakel.hub.sales.drafts.attachments import WHY, NotAttached
from schakel.hub.sales.drafts.attachments import attach as attach_file
from schakel.hub.sales.drafts.views.draft import draft_of
from schakel.hub.sales.models import Attachment, Draft

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


@login_required
@require_POST
def attach(request: SignedIn, pk: int) -> HttpResponse:
    draft = draft_of(request, pk)
    for file in request.FILES.getlist("files"):
        if why := refused(draft, file):
            messages.error(request, f"{safe_name(file.name or '', otherwise=_('file'))}: {why}")
    return redirect(f"{reverse('sales:draft', args=[draft.pk])}#attachments")


def refused(draft: Draft, file: "UploadedFile[bytes]") -> str:
    """Why it does not go with the draft; empty, and kept, when it does."""
    if (file.size or 0) > settings.UPLOAD_LIMIT:
        return str(WHY["too_large"])
    try:
        attach_file(draft, file.name or "", file.read())
    except NotAttached as fault:
        return str(WHY[fault.code])
    return ""


@login_required
@require_POST
def detach(request: SignedIn, pk: int) -> HttpResponse:
    mine = Attachment.objects.filter(draft__connection__in=fillable_by(request.user), draft__document=None)
    attachment = get_object_or_404(mine, pk=pk)
    attachment.delete()
    return redirect(f"{reverse('sales:draft', args=[attachment.draft_id])}#attachments")
