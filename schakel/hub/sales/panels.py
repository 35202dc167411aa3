"""What this room says on other rooms' pages."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from schakel.hub.connections.models import Company
from schakel.hub.documents.models import Document
from schakel.hub.people.models import User
from schakel.hub.people.requests import SignedIn
from schakel.hub.sales.drafts import from_document
from schakel.hub.sales.mailing.queue import mailable_by
from schakel.hub.sales.models import Upload
from schakel.hub.sales.rights import companies_sold_for_by


def company(request: HttpRequest, company: Company, _managed: bool) -> str:
    """On a company's page, for whoever sells for it."""
    user = request.user
    if not isinstance(user, User) or not companies_sold_for_by(user).filter(pk=company.pk).exists():
        return ""
    return render_to_string("sales/company.html", {"company": company}, request)


def beside(request: SignedIn, document: Document) -> SafeString:
    """What can be made of a document that the company wrote itself."""
    if not from_document.may_draft_from(request.user, document):
        return SafeString()
    is_credit = document.kind == Document.Kind.CREDIT_NOTE
    context = {"document": document, "is_advance": from_document.is_advance(document), "is_credit": is_credit}
    return render_to_string("sales/beside.html", context, request)


def mailed(request: SignedIn, document: Document) -> SafeString:
    """On the page of what the company itself wrote: what went by e-mail, and the way to do it."""
    may_mail = mailable_by(request.user, document)
    mailings = document.mailings.order_by("-pk") if document.is_own else ()
    if not (may_mail or mailings):
        return SafeString()
    upload = Upload.objects.filter(document=document).exclude(pdf_sha256="").first() if may_mail else None
    context = {"document": document, "mailings": mailings, "may_mail": may_mail, "upload": upload}
    return render_to_string("sales/mailed.html", context, request)
