"""An operator looks into a message: with a reason, which the office of its company reads (L11)."""

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record
from schakel.hub.documents import looks
from schakel.hub.documents.models import Document
from schakel.hub.network.models import Transmission
from schakel.hub.people.models import User


def record_operator_look(row: Transmission, *, reason: str, by: User) -> None:
    """Of each document in it; of a message without one, at its company. Before anything of it is shown."""
    documents = list(Document.everything.filter(pk=row.document_id)) if row.document_id else []
    for document in documents:
        looks.record_operator_look(document, reason=reason, by=by)
    record(Action.TRANSMISSION_LOOKED_INTO, row, place=row.place, by=by.pk, detail=reason)
