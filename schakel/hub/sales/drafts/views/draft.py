"""A draft: written, saved at each change, thrown away, issued."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schakel.einvoice.render.pdf import pdf
from schakel.hub.documents.addressing import fillable_by
from schakel.hub.documents.filetypes import PDF
from schakel.hub.documents.models import Document
from schakel.hub.documents.views.files import PDF_RIGHTS
from schakel.hub.people.requests import SignedIn
from schakel.hub.sales.drafts import edit as drafts_edit
from schakel.hub.sales.drafts import page as draft_page
from schakel.hub.sales.drafts.content import Content, content_of
from schakel.hub.sales.issuing.issue import NotIssued, check_draft, issue
from schakel.hub.sales.models import Draft, Seller
from schakel.hub.sales.seller.letterhead import letterhead

FORM = "draft"  # its id in the page


def draft_of(request: SignedIn, pk: int) -> Draft:
    """404 for whoever may not write there, as for what does not exist."""
    drafts = Draft.objects.filter(connection__in=fillable_by(request.user))
    return get_object_or_404(drafts.select_related("connection__company"), pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: SignedIn, pk: int) -> HttpResponse:
    found = draft_of(request, pk)
    if found.document_id:
        return redirect("documents:detail", found.document_id)
    if request.method == "POST":
        return changed(request, found)
    return render(request, "sales/draft.html", draft_page.page(request, found, at=request.GET.get("at", "")))


def changed(request: SignedIn, found: Draft) -> HttpResponse:
    """A change while typing is answered with the sums; a button with the page, where one goes on."""
    if request.htmx and request.htmx.trigger == FORM:  # which also sends the button that was pressed before
        version, before = request.POST.get("version", ""), set(found.guessed)
        fresh = drafts_edit.change(found, content_of(request.POST), version=int(version) if version.isdecimal() else 0)
        live = {"is_stale": not fresh, "live": True, "no_guess": sorted(before - set(found.guessed))}
        return render(request, "sales/outcome.html", draft_page.outcome(found) | live)
    deed = deed_of(request.POST)
    content, at = DEEDS[deed[0]](found, content_of(request.POST), deed[1]) if deed else (content_of(request.POST), "")
    drafts_edit.change(found, content)
    if not at:
        drafts_edit.confirm(found)
        messages.success(request, _("Saved."))
    return redirect(
        f"{reverse('sales:draft', args=[found.pk])}?at={at}" if at else reverse("sales:draft", args=[found.pk])
    )


def deed_of(data: QueryDict) -> tuple[str, str] | None:
    """`do=remove:lines-2`, `contact=7`, `product=2:7`: what a button of the form asks for besides saving."""
    if "do" in data:
        deed, _colon, about = str(data["do"]).partition(":")
        return (deed, about) if deed in DEEDS else None
    return next(((name, str(data[name])) for name in ("contact", "product") if name in data), None)


def add_line(draft: Draft, content: Content, _about: str) -> tuple[Content, str]:
    return drafts_edit.with_row(
        content, "lines", drafts_edit.blank_line(draft.connection)
    ), f"lines-{len(content['lines'])}-name"


def add_adjustment(draft: Draft, content: Content, _about: str) -> tuple[Content, str]:
    content = drafts_edit.with_row(content, "adjustments", drafts_edit.blank_adjustment(draft.connection))
    return content, f"adjustments-{len(content['adjustments']) - 1}-amount"


def remove(draft: Draft, content: Content, about: str) -> tuple[Content, str]:
    group, _dash, place = about.partition("-")
    if group in ("lines", "adjustments") and place.isdecimal():
        content = drafts_edit.without_row(content, group, int(place))
    if not content["lines"]:
        content["lines"] = [drafts_edit.blank_line(draft.connection)]
    return content, f"lines-{len(content['lines']) - 1}-name"


def take_contact(draft: Draft, content: Content, about: str) -> tuple[Content, str]:
    company = draft.connection.company
    contact = company.contacts.filter(pk=about if about.isdecimal() else 0).first()
    if contact:
        content = drafts_edit.with_contact(content, contact, seller=Seller.of(company))
    return content, "lines-0-name" if content["buyer_reference"] else "buyer_reference"


def take_product(draft: Draft, content: Content, about: str) -> tuple[Content, str]:
    place, _colon, pk = about.partition(":")
    product = draft.connection.company.products.filter(pk=pk if pk.isdecimal() else 0).first()
    at = int(place) if place.isdecimal() and len(place) < 5 else 0
    return drafts_edit.with_product(content, at, product) if product else content, f"lines-{at}-quantity"


Deed = Callable[[Draft, Content, str], tuple[Content, str]]
DEEDS: dict[str, Deed] = {
    "add_line": add_line,
    "add_adjustment": add_adjustment,
    "remove": remove,
    "contact": take_contact,
    "product": take_product,
}


@login_required
@require_POST
def issue_only(request: SignedIn, pk: int) -> HttpResponse:
    """A document that is given to the customer in another way."""
    return ended(
        request, draft_of(request, pk), lambda found: issue(found, by=request.user), _("Issued as %(number)s.")
    )


def ended(request: SignedIn, found: Draft, deed: Callable[[Draft], Document], said: str) -> HttpResponse:
    """What was typed last is saved first; what is not right leads back to the form."""
    if found.document_id or not drafts_edit.change(found, content_of(request.POST)):
        return redirect("sales:draft", found.pk)
    try:
        document = deed(found)
    except NotIssued as fault:
        context = draft_page.page(request, found, problems=fault.problems)
        return render(request, "sales/draft.html", context, status=422)
    messages.success(request, said % {"number": document.number})
    return redirect("documents:detail", document.pk)


@login_required
@require_POST
def delete(request: SignedIn, pk: int) -> HttpResponse:
    found = draft_of(request, pk)
    if Draft.objects.filter(pk=found.pk, document=None).delete()[0]:
        messages.success(request, _("The draft is thrown away."))
    return redirect("sales:list")


@login_required
@require_safe
def preview(request: SignedIn, pk: int) -> HttpResponse:
    """As it would look today; the number is not given yet."""
    found = draft_of(request, pk)
    look = letterhead(Seller.of(found.connection.company))
    made = pdf(check_draft(found).invoice, found.content.get("language") or "nl", ubl=b"", letterhead=look)
    response = HttpResponse(made, content_type=PDF)
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=False, filename=f"{_('draft')}.pdf") or ""
    )
    response["Content-Security-Policy"] = PDF_RIGHTS
    return response
