"""Until when a document is kept, on its page; and how long a company keeps its own."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from schakel.hub.connections.models import Company, Office
from schakel.hub.documents.models import Document
from schakel.hub.documents.retention.forms import HoldForm
from schakel.hub.documents.retention.period import hold_on, kept_until, years_of
from schakel.hub.people.requests import SignedIn


def beside(request: SignedIn, document: Document) -> SafeString:
    """For everybody who reads it; the office may keep it on."""
    context = {
        "document": document,
        "until": kept_until(document),
        "hold": hold_on(document),
        "may_hold": Company.objects.managed_by(request.user, also_closed=True)
        .filter(pk=document.connection.company_id)
        .exists(),
        "form": HoldForm(),
    }
    return render_to_string("documents/retention/beside.html", context, request)


def panel(request: HttpRequest, company: Company, managed: bool) -> str:
    is_owner = Office.objects.owned_by(request.user).filter(pk=company.office_id).exists()
    if not managed and not is_owner:
        return ""
    context = {"company": company, "years": years_of(company), "is_owner": is_owner}
    return render_to_string("documents/retention/panel.html", context, request)
