"""The way to it, on the page of a company."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from schakel.hub.connections.models import Company
from schakel.hub.records.company_export.models import exportable_by


def panel(request: HttpRequest, company: Company, managed: bool) -> str:
    if not exportable_by(request.user).filter(pk=company.pk).exists():
        return ""
    return render_to_string("records/company_export/panel.html", {"company": company}, request)
