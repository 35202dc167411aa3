"""A mail with a document came back (J03): it is not delivered after all."""

from schakel.hub.forwarding import moves
from schakel.hub.forwarding.models import Attempt, Forward
from schakel.hub.web.bounces import Bounce


def record_bounce(bounce: Bounce) -> bool:
    """The office sees it, and is told. False: it is of no forward, or was said before."""
    rows = Forward.everything.select_related("forwarder", "document")
    forward = rows.filter(uid=bounce.id, edition=bounce.edition).first()
    if forward is None:
        return False
    attempt = Attempt(address=forward.address, code="bounced", detail=bounce.said)
    return forward.move(moves.BOUNCE, attempt=attempt, code=attempt.code, last_error=bounce.said)
