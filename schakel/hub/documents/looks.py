"""Who looked at a document, for the audit log: its readers once a day, an operator each time and with a reason (L11)."""

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record_once_a_day
from schakel.hub.connections.models import ApiKey
from schakel.hub.documents.events import DocumentEvent
from schakel.hub.documents.models import Document
from schakel.hub.people.models import User


def record_shown(document: Document, *, by: User) -> None:
    """On a page."""
    record_once_a_day(Action.DOCUMENT_SHOWN, document, place=lambda: document.connection.company.place, by=by.pk)


def record_fetched(document: Document, *, key: ApiKey) -> None:
    """By a program, with a key of this person."""
    record_once_a_day(
        Action.DOCUMENT_FETCHED, document, place=lambda: document.connection.company.place, by=key.responsible_id
    )


def record_operator_look(document: Document, *, reason: str, by: User | None) -> None:
    """On the document's timeline, and in the log of its office. Before anything of it is shown."""
    document.events.create(kind=DocumentEvent.LOOKED_INTO, by=by, detail=reason[:200])
