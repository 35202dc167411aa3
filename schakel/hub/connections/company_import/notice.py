"""Above the list of connections: one's own sheets that are being checked or imported, or wait for one's word."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from schakel.hub.connections.models import CompanyImport
from schakel.hub.people.requests import SignedIn

MOST_NAMED = 3


def above(request: SignedIn) -> str:
    own = CompanyImport.objects.managed_by(request.user).filter(by=request.user).exclude(state=CompanyImport.State.DONE)
    imports = own.order_by("-pk")[:MOST_NAMED]
    return (
        render_to_string("connections/imports/above.html", {"imports": imports}, request) if imports else SafeString()
    )
