"""What goes out: look up, send, believe only the receipt. Each try is an Attempt.

A try whose outcome nobody knows is followed by another with the same message id and the same envelope (E08), so that the
other side knows it for the same. What is permanent ends at once; what is temporary is tried for about three days.
"""

from datetime import timedelta
from functools import partial

from cryptography.hazmat.primitives.serialization import Encoding
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from schakel.hub.documents import store
from schakel.hub.due import work_each
from schakel.hub.network.access_points import own as access_point
from schakel.hub.network.access_points.accounts import sent_by_provider
from schakel.hub.network.access_points.own import AccessPoint
from schakel.hub.network.mls.send import is_for_nobody_yet
from schakel.hub.network.models import Attempt, Breaker, Notice, Transmission
from schakel.hub.network.outbound.lookup import destination
from schakel.hub.outside import retry_after
from schakel.peppol import as4, sbdh
from schakel.peppol.errors import PeppolError
from schakel.peppol.smp import Destination

BATCH = 4
LEASE = timedelta(minutes=10)  # longer than a batch of look-ups and time-outs takes
TIMEOUT = 60.0  # seconds for the message and its receipt
MOST_TRIES = 24  # over about three days
LONGEST_REST = timedelta(days=1)  # however long the other side wants to be left alone
ABOUT_THE_MESSAGE = {400, 405, 413, 415, 422}  # HTTP: another try of the same would fare no better

State = Transmission.State


def send_queued() -> int:
    """The worker's step: a batch of what is to be sent."""
    ours = access_point.current()
    if ours is None:
        return 0
    queued = Q(direction=Transmission.Direction.OUT, state=State.QUEUED) & ~sent_by_provider()
    return work_each(Transmission.claim(queued, batch=BATCH, lease=LEASE), partial(send, ours=ours), most=MOST_TRIES)


def send(row: Transmission, *, ours: AccessPoint) -> None:
    try:
        found = destination(row, network=ours.network)
    except PeppolError as error:
        record_failure(row, error, to=None)
        return
    if until := Breaker.pause_of(found.seat_id):
        row.postpone(until + row.backoff(timedelta(minutes=1)))
        return
    try:
        proof = deliver(row, found, ours=ours)
    except PeppolError as error:
        record_failure(row, error, to=found)
    else:
        record_receipt(row, proof, to=found)


def deliver(row: Transmission, to: Destination, *, ours: AccessPoint) -> as4.Delivered:
    """The receipt, verified. Raises as `as4.send`."""
    envelope = store.read(row.envelope_sha256)
    message = as4.build(
        envelope,
        sbdh.read_header(envelope),
        message_id=row.message_id,
        receiver=to.certificate,
        key=ours.keys.newest(),
        at=ours.clock.now(),
    )
    return as4.send(message, url=to.address, http=ours.http, timeout=TIMEOUT, network=ours.network)


def record_receipt(row: Transmission, proof: as4.Delivered, *, to: Destination) -> None:
    """Sent; unless the receiver's own status came sooner than our note of this (E11), which then stands."""
    now = timezone.now()
    with transaction.atomic():
        attempt = Attempt(transmission=row, peer=to.seat_id, url=to.address[:500])
        if proof.signed_by != to.certificate:
            attempt.addressed = to.certificate.public_bytes(Encoding.PEM).decode()
            attempt.signed = proof.signed_by.public_bytes(Encoding.PEM).decode()
        attempt.save()
        Breaker.record_success(to.seat_id)
        same = Transmission.objects.filter(pk=row.pk)
        same.update(peer=to.seat_id, receipt=proof.receipt, due_at=None, interrupted_attempts=0, last_error="")
        same.filter(state=State.QUEUED).update(state=State.SENT, state_at=now)


def record_failure(row: Transmission, error: PeppolError, *, to: Destination | None) -> None:
    """Not sent: at an end, or later again."""
    rest = requested_pause(error)
    with transaction.atomic():
        seat_id, url = (to.seat_id, to.address[:500]) if to else ("", "")
        Attempt.objects.create(
            transmission=row, peer=seat_id, url=url, code=error.code[:60], detail=error.detail[:2000]
        )
        if is_final(error):
            row.retry(str(error)[:500], most=0)
        else:
            if to:
                Breaker.record_failure(to.seat_id, pause=rest)
            row.retry(str(error)[:500], most=MOST_TRIES, at=timezone.now() + rest if rest else None)
        if row.due_at is None:
            state = State.IGNORED if is_for_nobody_yet(row, error, now=timezone.now()) else State.FAILED
            same = Transmission.objects.filter(pk=row.pk, state=State.QUEUED)  # a status may have come meanwhile (E11)
            if same.update(state=state, state_at=timezone.now()) and state == State.FAILED:
                Notice.request(row.company_id)


def is_final(error: PeppolError) -> bool:
    if isinstance(error, as4.NoReceipt) and not isinstance(error, as4.Unsettled):
        return error.answer.status in ABOUT_THE_MESSAGE
    return error.permanent


def requested_pause(error: PeppolError) -> timedelta | None:
    """How long the other side wants to be left alone, from Retry-After: seconds, or a date."""
    asked = retry_after(error.answer) if isinstance(error, as4.NoReceipt) else None
    return min(asked, LONGEST_REST) if asked else None
