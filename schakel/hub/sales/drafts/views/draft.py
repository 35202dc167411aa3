"""A draft: written, saved at each change, thrown away, issued."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schakel.einvoice.render.pdf import pdf
from schakel.hub.documents.files import PDF_RIGHTS
from schakel.hub.documents.filetypes import PDF
from schakel.hub.people.requests import SignedIn
from schakel.hub.sales.drafts import edit as drafts_edit
from schakel.hub.sales.drafts import page as draft_page
from schakel.hub.sales.drafts.actions import apply_action
from schakel.hub.sales.drafts.content import content_of
from schakel.hub.sales.drafts.finish import finish
from schakel.hub.sales.issuing.issue import issue
from schakel.hub.sales.issuing.prepare import check_draft
from schakel.hub.sales.models import Draft, Seller
from schakel.hub.sales.seller.letterhead import letterhead

FORM = "draft"  # its id in the page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: SignedIn, pk: int) -> HttpResponse:
    found = get_object_or_404(Draft.objects.writable_by(request.user), pk=pk)
    if found.document_id:
        return redirect("documents:detail", found.document_id)
    if request.method == "POST":
        return change(request, found)
    return render(request, "sales/draft.html", draft_page.page(request, found, at=request.GET.get("at", "")))


def change(request: SignedIn, found: Draft) -> HttpResponse:
    """A change while typing is answered with the sums; a button with the page, where one goes on."""
    if request.htmx and request.htmx.trigger == FORM:  # which also sends the button that was pressed before
        version, before = request.POST.get("version", ""), set(found.guessed)
        fresh = drafts_edit.save_content(
            found, content_of(request.POST), version=int(version) if version.isdecimal() else 0
        )
        live = {"is_stale": not fresh, "live": True, "no_guess": sorted(before - set(found.guessed))}
        return render(request, "sales/outcome.html", draft_page.outcome(found) | live)
    content, at = apply_action(found, content_of(request.POST), request.POST)
    drafts_edit.save_content(found, content)
    if not at:
        drafts_edit.confirm_guesses(found)
        messages.success(request, _("Saved."))
    return redirect(
        f"{reverse('sales:draft', args=[found.pk])}?at={at}" if at else reverse("sales:draft", args=[found.pk])
    )


@login_required
@require_POST
def issue_only(request: SignedIn, pk: int) -> HttpResponse:
    """A document that is given to the customer in another way."""
    found = get_object_or_404(Draft.objects.writable_by(request.user), pk=pk)
    return finish(request, found, partial(issue, by=request.user), success=_("Issued as %(number)s."))


@login_required
@require_POST
def delete(request: SignedIn, pk: int) -> HttpResponse:
    found = get_object_or_404(Draft.objects.writable_by(request.user), pk=pk)
    if Draft.objects.filter(pk=found.pk, document=None).delete()[0]:
        messages.success(request, _("The draft was deleted."))
    return redirect("sales:list")


@login_required
@require_safe
def preview(request: SignedIn, pk: int) -> HttpResponse:
    """As it would look today; the number is not given yet."""
    found = get_object_or_404(Draft.objects.writable_by(request.user), pk=pk)
    look = letterhead(Seller.of(found.connection.company))
    made = pdf(check_draft(found).invoice, found.content.get("language") or "nl", ubl=b"", letterhead=look)
    response = HttpResponse(made, content_type=PDF)
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=False, filename=f"{_('draft')}.pdf") or ""
    )
    response["Content-Security-Policy"] = PDF_RIGHTS
    return response
