"""Quarantine: the operator, or their scanner, sets one document aside, and brings it back.

Nothing is deleted and nothing moves: managers leave the document out (`Document.objects`, `OfDocumentsManager`), and what waits
to be done for it rests (`OfDocument`). So whatever stopped goes on where it was. Why so: ADR 0183.
"""

from django.db import IntegrityError, transaction
from django.utils import timezone

from schakel.hub.documents.events import DocumentEvent
from schakel.hub.documents.models import Document, Quarantine
from schakel.hub.people.models import User


def quarantine(document: Document, reason: str, *, by: User | None = None, found: str = "") -> bool:
    """`found` is what a scanner calls it; then the owners of the office are told. False: it is in quarantine already."""
    due_at = timezone.now() if found else None
    try:
        with transaction.atomic():
            Quarantine.objects.create(document=document, reason=reason[:500], by=by, found=found[:200], due_at=due_at)
            document.events.create(kind=DocumentEvent.QUARANTINED, by=by)
    except IntegrityError:
        return False
    return True


def release(document: Document, *, by: User | None = None) -> bool:
    """False: it was in no quarantine."""
    with transaction.atomic():
        ended = Quarantine.objects.active().filter(document=document)
        if not ended.update(ended_at=timezone.now(), ended_by=by, due_at=None):
            return False
        document.events.create(kind=DocumentEvent.QUARANTINE_ENDED, by=by)
    return True
