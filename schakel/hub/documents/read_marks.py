"""Who has read what."""

from django.db import transaction

from schakel.hub.documents.events import DocumentEvent
from schakel.hub.documents.models import Document, Reading
from schakel.hub.people.models import User


def mark_read(document: Document, by: User) -> None:
    with transaction.atomic():
        _reading, is_first = Reading.objects.get_or_create(document=document, user=by)
        if is_first:
            document.events.create(kind=DocumentEvent.READ, by=by)


def mark_unread(document: Document, by: User) -> None:
    """It is new to this person again."""
    with transaction.atomic():
        ended, _rows = document.readings.filter(user=by).delete()
        if ended:
            document.events.create(kind=DocumentEvent.UNREAD, by=by)
