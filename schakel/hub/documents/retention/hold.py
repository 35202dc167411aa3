"""Keeping a document on after its period, because somebody says so; the office decides and undoes."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from schakel.hub.documents.events import DocumentEvent
from schakel.hub.documents.models import Document
from schakel.hub.documents.retention.models import LegalHold
from schakel.hub.people.models import User


def hold(document: Document, reason: str, *, by: User) -> bool:
    """False: somebody holds it already."""
    try:
        with transaction.atomic():
            LegalHold.objects.create(document=document, reason=reason, by=by)
            document.events.create(kind=DocumentEvent.KEPT_ON, by=by)
    except IntegrityError:
        return False
    return True


def end_hold(document: Document, *, by: User) -> bool:
    """False: nobody holds it."""
    with transaction.atomic():
        active = LegalHold.objects.active().filter(document=document)
        if not active.update(ended_at=timezone.now(), ended_by=by):
            return False
        document.events.create(kind=DocumentEvent.NOT_KEPT_ON, by=by)
    return True
