"""The files that go with a draft."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from schakel.hub.documents.filetypes import safe_name
from schakel.hub.people.requests import SignedIn
from schakel.hub.sales.drafts.attachments import WHY, NotAttached, attach_upload
from schakel.hub.sales.models import Attachment, Draft


@login_required
@require_POST
def attach(request: SignedIn, pk: int) -> HttpResponse:
    draft = get_object_or_404(Draft.objects.writable_by(request.user), pk=pk)
    for file in request.FILES.getlist("files"):
        try:
            attach_upload(draft, file)
        except NotAttached as fault:
            messages.error(request, f"{safe_name(file.name or '', otherwise=_('file'))}: {WHY[fault.code]}")
    return redirect(f"{reverse('sales:draft', args=[draft.pk])}#attachments")


@login_required
@require_POST
def detach(request: SignedIn, pk: int) -> HttpResponse:
    drafts = Draft.objects.writable_by(request.user).unissued()
    attachment = get_object_or_404(Attachment.objects.filter(draft__in=drafts), pk=pk)
    attachment.delete()
    return redirect(f"{reverse('sales:draft', args=[attachment.draft_id])}#attachments")
