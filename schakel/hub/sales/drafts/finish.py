"""The buttons that end a draft: issued, and perhaps sent or mailed in the same go. Rooms above bring their own (`ways`)."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from schakel.hub.documents.models import Document
from schakel.hub.people.requests import SignedIn
from schakel.hub.sales.drafts import edit as drafts_edit
from schakel.hub.sales.drafts import page as draft_page
from schakel.hub.sales.drafts.content import content_of
from schakel.hub.sales.issuing.prepare import NotIssued
from schakel.hub.sales.models import Draft


def finish(request: SignedIn, draft: Draft, action: Callable[[Draft], Document], *, success: str) -> HttpResponse:
    """Saves what was typed last, then does `action`; what is not right (NotIssued) leads back to the form.

    `success` is shown on the document's page, with its `%(number)s`.
    """
    if draft.document_id or not drafts_edit.save_content(draft, content_of(request.POST)):
        return redirect("sales:draft", draft.pk)
    try:
        document = action(draft)
    except NotIssued as fault:
        context = draft_page.page(request, draft, problems=fault.problems)
        return render(request, "sales/draft.html", context, status=422)
    messages.success(request, success % {"number": document.number})
    return redirect("documents:detail", document.pk)
