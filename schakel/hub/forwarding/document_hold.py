"""Not to bookkeeping, and after all: a person keeps a document out, and lets it go again."""

from django.db import transaction
from django.utils import timezone

from schakel.hub.documents.models import Document
from schakel.hub.forwarding import moves
from schakel.hub.forwarding.dispatcher import dispatch
from schakel.hub.forwarding.events import ForwardingEvent
from schakel.hub.forwarding.models import Dispatch, Forward, Forwarder
from schakel.hub.people.models import User


def hold(document: Document, by: User) -> bool:
    """What is already there stays there. False: it was held before."""
    dispatch([document])
    now = timezone.now()
    with transaction.atomic():
        held = Dispatch.objects.filter(document=document, held_at=None).update(held_at=now, held_by=by)
        if held:
            Forward.objects.filter(document=document).move(moves.HOLD)
            document.events.create(kind=ForwardingEvent.HELD, by=by)
    return bool(held)


def release(document: Document, by: User) -> bool:
    """What waited for this is due."""
    with transaction.atomic():
        released = Dispatch.objects.held().filter(document=document).update(held_at=None, held_by=None)
        if released:
            held = Forward.objects.filter(document=document, state=Forward.State.HELD)
            for forwarder in Forwarder.objects.filter(pk__in=held.values("forwarder")):
                held.queue_again(forwarder)
            document.events.create(kind=ForwardingEvent.RELEASED, by=by)
    return bool(released)
