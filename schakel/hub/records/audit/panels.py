"""What is shown of the log on the page of an office."""

from django.template.loader import render_to_string

from schakel.hub.connections.models import Office
from schakel.hub.people.requests import SignedIn


def audit_button(request: SignedIn, office: Office) -> str:
    return render_to_string("records/audit_link.html", {"office": office}, request)
