"""Statuses we get (MLS): what the receiving access point says became of what we sent, in whatever order it comes (E11).

Only the access point that we addressed is believed, and only the first time. Whatever else comes is kept, ignored, and one
line in the log.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from schakel.hub.network.events import NetworkEvent
from schakel.hub.network.evidence import finish, keep_evidence
from schakel.hub.network.models import Transmission
from schakel.peppol import mls, sbdh
from schakel.peppol.errors import PeppolError
from schakel.peppol.mls import Fate, MessageStatus

State = Transmission.State
FATES = {Fate.CONFIRMED: State.CONFIRMED, Fate.REJECTED: State.REJECTED}  # passed on, without more, changes nothing
OPEN = (State.QUEUED, State.SENT, State.FAILED)
KINDS = {Fate.CONFIRMED: NetworkEvent.CONFIRMED, Fate.REJECTED: NetworkEvent.REFUSED}
NOT_YET = timedelta(seconds=10)  # until our own note of the sending is there
MOST_REASONS = 20

log = logging.getLogger(__name__)


def receive(row: Transmission) -> None:
    """Raises as the store, and PeppolError for an envelope that does not open any more."""
    data = sbdh.unwrap(bytes(row.envelope or b""), strict=False).document
    keep_evidence(row)
    try:
        status = mls.read(data)
    except PeppolError as error:
        ignore(row, f"not a status that keeps the rules: {error}")
        return
    about = Transmission.objects.outgoing().filter(instance_id=status.about).first()
    if about is None or not mls.is_answerable(about.document_type_id):
        ignore(row, f"about {status.about}, which we did not send")
    elif was_sent_to(about, row.peer):
        apply_status(row, status, about=about)
    elif about.state == State.QUEUED:
        row.postpone(timezone.now() + NOT_YET)
    else:
        ignore(row, f"about {status.about}, which was not sent to {row.peer}")


def was_sent_to(about: Transmission, seat_id: str) -> bool:
    """Also when no receipt came back: it may have the message all the same."""
    return about.peer == seat_id or about.tries.filter(peer=seat_id).exists()


def apply_status(row: Transmission, status: MessageStatus, *, about: Transmission) -> None:
    with transaction.atomic():
        if status.fate in FATES:
            update_transmission(about, status)
        finish(row, State.FILED, about=about)


def update_transmission(about: Transmission, status: MessageStatus) -> None:
    """One UPDATE: the first status counts, and what is still on its way is not sent again."""
    same = Transmission.objects.filter(pk=about.pk, state__in=OPEN)
    why = reasons_text(status) if status.fate is Fate.REJECTED else ""
    is_updated = same.update(
        state=FATES[status.fate], state_at=timezone.now(), due_at=None, interrupted_attempts=0, last_error=why
    )
    if is_updated and about.document:
        about.document.events.create(kind=KINDS[status.fate], detail=status.description[:200])


def reasons_text(status: MessageStatus) -> str:
    """Why, a line each, in the words of the other side."""
    reasons = [f"{each.description} ({each.place})" for each in status.issues[:MOST_REASONS]]
    return "\n".join([status.description, *reasons])[:4000]


def ignore(row: Transmission, why: str) -> None:
    log.warning("status ignored, from %s: %s", row.peer, why)
    finish(row, State.IGNORED, why=why[:500])
