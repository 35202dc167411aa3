"""A mail with a document came back (J03): it is not delivered after all."""

from django.db import transaction
from django.utils import timezone

from schakel.hub.forwarding.events import ForwardingEvent
from schakel.hub.forwarding.models import Attempt, Dispatch, Forward
from schakel.hub.web.bounces import Bounce


def record_bounce(bounce: Bounce) -> bool:
    """The office sees it, and is told. False: it is of no forward, or was said before."""
    rows = Forward.everything.select_related("forwarder", "document")
    forward = rows.filter(uid=bounce.id, edition=bounce.edition).first()
    if forward is None:
        return False
    now = timezone.now()
    with transaction.atomic():
        sent = Forward.everything.filter(pk=forward.pk, state=Forward.State.SENT)
        if not sent.update(state=Forward.State.FAILED, state_at=now, code="bounced", last_error=bounce.said):
            return False
        Attempt.objects.create(forward=forward, address=forward.address, code="bounced", detail=bounce.said)
        if not Forward.everything.filter(document=forward.document_id, state=Forward.State.SENT).exists():
            Dispatch.record_return(forward.document_id)
        forward.document.events.create(kind=ForwardingEvent.NOT_FORWARDED, detail=forward.forwarder.name)
        forward.forwarder.schedule_notice()
    return True
