"""The document that a person answers or contests: the same 404 for what is not there and what they may not."""

from django.http import Http404

from schakel.hub.documents.models import Document
from schakel.hub.documents.reachable import find_reachable
from schakel.hub.network.responses import send as responses_out
from schakel.hub.people.requests import SignedIn


def answerable(request: SignedIn, pk: int) -> Document:
    """Raises Http404."""
    document = find_reachable(request.user, pk)
    if not responses_out.answerable_by(request.user, document):
        raise Http404
    return document
