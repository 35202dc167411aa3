"""What the demonstration adds to the list of documents."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from schakel.hub.connections.models import Connection
from schakel.hub.people.requests import SignedIn


def supply(request: SignedIn, connection: Connection | None) -> SafeString:
    """A supplier who sends when asked."""
    return render_to_string("demonstration/supply.html", {"connection": connection}, request)
