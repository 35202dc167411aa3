"""What a person may read: one document for a page, and rows of other rooms by their document."""

from typing import Any

from django.db.models import Q
from django.shortcuts import get_object_or_404

from schakel.hub.connections.models import Connection
from schakel.hub.documents.models import Document, Quarantine
from schakel.hub.people.models import User


def find_reachable(user: User, pk: int) -> Document:
    """Without its text. Raises Http404: it is not there, or not theirs."""
    documents = Document.objects.reachable_by(user).select_related("connection__company")
    return get_object_or_404(documents.defer("text"), pk=pk)


def of_reachable(user: Any, *, document: str = "document") -> Q:
    """Of rows with such a column: their document may be read. It is asked of each row's own document, since a database may first
    write down all that are reachable where it is asked for one of those."""
    reached = Q(**{f"{document}__connection__in": Connection.objects.reachable_by(user)})
    return reached & ~Q(**{f"{document}__in": Quarantine.objects.documents()})
