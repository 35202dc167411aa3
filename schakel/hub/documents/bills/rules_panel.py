"""What a company asks of its bills, on its page, for its office."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from schakel.hub.connections.models import Company
from schakel.hub.documents.bills.rules import contest_days, rule_of


def panel(request: HttpRequest, company: Company, managed: bool) -> str:
    if not managed:
        return ""
    context = {"company": company, "rule": rule_of(company), "days": contest_days(company)}
    return render_to_string("documents/bills/rules_panel.html", context, request)
