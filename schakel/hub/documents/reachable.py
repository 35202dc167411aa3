"""One document for a page: the same 404 for what is not there and what is not theirs."""

from django.shortcuts import get_object_or_404

from schakel.hub.documents.models import Document
from schakel.hub.people.models import User


def find_reachable(user: User, pk: int) -> Document:
    """Without its text. Raises Http404."""
    documents = Document.objects.reachable_by(user).select_related("connection__company")
    return get_object_or_404(documents.defer("text"), pk=pk)
