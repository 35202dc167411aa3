"""What a run offers on pages of the room below."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from schakel.hub.connections.models import CompanyImport


def import_panel(request: HttpRequest, company_import: CompanyImport) -> str:
    """On the page of an import that is done: all of its companies in one run."""
    return render_to_string("network/runs/import_panel.html", {"import": company_import}, request)
