"""Who has read what."""

from collections.abc import Collection

from django.db import transaction

from schakel.hub.documents.events import DocumentEvent
from schakel.hub.documents.models import Document, Event, Reading
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


def mark_all_read(documents: Collection[Document], *, by: User) -> set[int]:
    """Returns the keys of those that were unread."""
    keys = [document.pk for document in documents]
    with transaction.atomic():
        unread = set(Document.objects.filter(pk__in=keys).unread_by(by).values_list("pk", flat=True))
        rows = [Reading(document_id=key, user=by) for key in sorted(unread)]
        Reading.objects.bulk_create(rows, ignore_conflicts=True)
        note(unread, DocumentEvent.READ, by=by)
    return unread


def mark_all_unread(documents: Collection[Document], *, by: User) -> set[int]:
    """Returns the keys of those that this person had read."""
    readings = Reading.objects.filter(user=by, document__in=[document.pk for document in documents])
    with transaction.atomic():
        read = set(readings.values_list("document", flat=True))
        readings.delete()
        note(read, DocumentEvent.UNREAD, by=by)
    return read


def note(keys: Collection[int], kind: DocumentEvent, *, by: User) -> None:
    Event.objects.bulk_create([Event(document_id=key, kind=kind, by=by) for key in sorted(keys)])
