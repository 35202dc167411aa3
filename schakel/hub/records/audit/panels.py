"""What is shown of the log on the pages of an office and of a company."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from schakel.hub.connections.models import Company, Office
from schakel.hub.people.requests import SignedIn


def audit_button(request: SignedIn, office: Office) -> str:
    return render_to_string("records/audit_link.html", {"office": office}, request)


def company_log_panel(request: HttpRequest, company: Company, _is_office: bool) -> str:
    return render_to_string("records/company_log_panel.html", {"company": company}, request)
