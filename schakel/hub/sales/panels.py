"""What this room says on other rooms' pages."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from schakel.hub.connections.models import Company
from schakel.hub.people.models import User
from schakel.hub.sales.rights import companies_sold_for_by


def company(request: HttpRequest, company: Company, _managed: bool) -> str:
    """On a company's page, for whoever sells for it."""
    user = request.user
    if not isinstance(user, User) or not companies_sold_for_by(user).filter(pk=company.pk).exists():
        return ""
    return render_to_string("sales/company.html", {"company": company}, request)
