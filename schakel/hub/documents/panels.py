"""What the rooms above add to a document's page and above the list. They lie above this one, and are only called."""

from collections.abc import Callable

from django.utils.safestring import SafeString

from schakel.einvoice.render.letterhead import PLAIN, Letterhead
from schakel.hub.connections.models import Connection
from schakel.hub.documents.models import Document
from schakel.hub.people.requests import SignedIn

beside: list[Callable[[SignedIn, Document], SafeString]] = []  # filled when the rooms open (AppConfig.ready)
above: list[Callable[[SignedIn], SafeString]] = []
buttons: list[Callable[[SignedIn, Connection | None], SafeString]] = []  # above the list, of all or of one connection
above_quarantine: list[Callable[[SignedIn], SafeString]] = []
looks: list[Callable[[Document], Letterhead]] = []  # of the paper on which a document is printed; the first one counts


def beside_of(request: SignedIn, document: Document) -> list[SafeString]:
    """For whoever may reach the document; a room that has nothing to say gives nothing."""
    return [panel for made in beside if (panel := made(request, document))]


def look_of(document: Document) -> Letterhead:
    return looks[0](document) if looks else PLAIN


def above_of(request: SignedIn) -> list[SafeString]:
    return [notice for made in above if (notice := made(request))]
