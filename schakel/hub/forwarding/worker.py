"""The worker's second step here: a batch of forwards of one turn, each tried once. Each try is an Attempt.

A batch is of one turn, and a turn that another worker is busy with is passed over: so a server that hangs keeps one
worker for its time-out, until its breaker opens, and nobody else's documents wait for it.
"""

import logging
import random
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, prefetch_related_objects
from django.utils import timezone

from schakel.hub import encryption
from schakel.hub.documents.approval import is_approved
from schakel.hub.documents.bills import effects
from schakel.hub.documents.events import DocumentEvent
from schakel.hub.documents.models import Event
from schakel.hub.due import lease_clock, work_each
from schakel.hub.forwarding import moves
from schakel.hub.forwarding.bill_effects import is_forwardable, wait_until_it_counts
from schakel.hub.forwarding.change_notices import arrive
from schakel.hub.forwarding.kinds.kind import ForwarderKind, Outcome, Place, Result
from schakel.hub.forwarding.models import Attempt, Breaker, Dispatch, Forward, Forwarder, Route
from schakel.hub.forwarding.parcels import Unsendable, parcel_of

BATCH = 20
LEASE = timedelta(minutes=10)  # longer than the longest try takes; renewed on the way
SEEN = timedelta(minutes=2)  # a worker that renewed no lease for so long may be dead: its turn is everybody's again
MOST_TRIES = 24  # over about three days
LONGEST_REST = timedelta(days=1)
ASKED_AGAIN = timedelta(hours=1)  # whether it was approved meanwhile, when nobody says so

log = logging.getLogger(__name__)


def send_due() -> int:
    """The worker's step."""
    turn = next_turn()
    if turn is None:
        return 0
    claimed = Forward.claim(Q(turn=turn), batch=BATCH, lease=LEASE)
    if not claimed:
        return 0
    prefetch_related_objects(claimed, "forwarder", "document__connection__company")
    with claimed[0].forwarder.kind_itself.batch():
        return work_each(claimed, send, most=MOST_TRIES, lease=LEASE)


def next_turn() -> str | None:
    """Any of those that have something due, and that no other worker is seen at."""
    of_each = Forward.objects.order_by().values_list("turn", flat=True).distinct()
    busy = of_each.filter(due_at__gt=lease_clock.now() + LEASE - SEEN, interrupted_attempts__gt=0)
    turns = sorted(set(of_each.filter(due_at__lte=timezone.now())) - set(busy))
    return random.choice(turns) if turns else None  # noqa: S311 -- fairness is no secret


def send(forward: Forward) -> None:
    """One try, unless there is no right or no reason to it any more (G04)."""
    route = Route.active().filter(forwarder=forward.forwarder_id, connection=forward.connection_id).first()
    if route is None:
        forward.move(moves.WITHDRAW)
    elif not route.forwarder.runs:
        wait_for_start(forward)
    elif is_held(forward):
        hold(forward)
    elif not is_forwardable(forward.document):
        wait_until_it_counts(forward)
    elif route.forwarder.after_approval and not is_approved(forward.document):
        now = timezone.now()
        forward.move(moves.WAIT, due_at=now + ASKED_AGAIN, attempts=0, approval_asked_at=now)
    else:
        send_by(forward, route)


def wake_approved() -> int:
    """The worker's step: what waits for approval is asked again as soon as somebody approved."""
    said = Event.objects.filter(
        document=OuterRef("document"), kind=DocumentEvent.PAYMENT_APPROVED, at__gt=OuterRef("approval_asked_at")
    )
    waiting = Forward.objects.filter(approval_asked_at__isnull=False, due_at__gt=timezone.now())
    return waiting.filter(Exists(said)).move(moves.WAIT, due_at=timezone.now())


def wait_for_start(forward: Forward) -> None:
    """Looked at once more under the lock that switching it on takes, so that none is left behind by the two at once."""
    with transaction.atomic():
        forwarder = Forwarder.objects.select_for_update().get(pk=forward.forwarder_id)
        is_off = forwarder.stopped and forwarder.ended_at is None
        forward.move(moves.WAIT, due_at=None if is_off else timezone.now())


def hold(forward: Forward) -> None:
    """The same, with the lock that releasing takes."""
    with transaction.atomic():
        if is_held(forward, lock=True):
            forward.move(moves.HOLD)
        else:
            forward.move(moves.WAIT, due_at=timezone.now())


def is_held(forward: Forward, *, lock: bool = False) -> bool:
    held = Dispatch.objects.held().filter(document=forward.document_id)
    return bool(held.select_for_update().first()) if lock else held.exists()


def send_by(forward: Forward, route: Route) -> None:
    kind, forwarder = forward.forwarder.kind_itself, forward.forwarder
    destination = kind.destination(forwarder.options)
    if until := Breaker.pause_of(destination):
        forward.postpone(until + forward.backoff(timedelta(minutes=1)))
        return
    record(forward, try_send(forward, route, kind), destination=destination, address=route.address)


def try_send(forward: Forward, route: Route, kind: ForwarderKind) -> Outcome:
    if kind.is_address_needed and not route.address:
        return Outcome(Result.FAILED, "no_address")
    try:
        secrets = forward.forwarder.secrets
        return kind.send(parcel_of(forward), Place(forward.forwarder, route.address, secrets))
    except Unsendable as fault:
        return Outcome(Result.FAILED, fault.code)
    except encryption.Unreadable:
        return Outcome(Result.FAILED, "secret")
    except Exception as fault:  # of one parcel or one server; the others go on
        log.exception("forward %s", forward.pk)
        return Outcome(Result.LATER, "fault", detail=f"{type(fault).__name__}: {fault}")


def record(forward: Forward, outcome: Outcome, *, destination: str, address: str) -> None:
    """Everything that follows from one try, in one transaction."""
    if not outcome.is_try:
        forward.postpone(timezone.now() + (outcome.rest or forward.backoff()))
        return
    attempt = Attempt(
        address=address[:500],
        code=outcome.code,
        detail=outcome.detail[:500],
        status=outcome.status,
        answer=outcome.answer[:1024],
    )
    with transaction.atomic():
        if outcome.result is Result.SENT:
            record_arrival(forward, attempt, destination=destination)
        else:
            record_failure(forward, attempt, outcome, destination=destination)


def record_arrival(forward: Forward, attempt: Attempt, *, destination: str) -> None:
    Breaker.record_success(destination)
    forward.forwarder.mark_working()
    known_as = effects.effect_on(forward.document) or ""  # as the parcel said
    arrive(forward, attempt, known_as=known_as, address=attempt.address[:254])


def record_failure(forward: Forward, attempt: Attempt, outcome: Outcome, *, destination: str) -> None:
    """Not there: at an end, or later again. What waits for a person (a key, an address that is gone) is not at an end."""
    rest = min(outcome.rest, LONGEST_REST) if outcome.rest else None
    if outcome.is_down:
        Breaker.record_failure(destination, pause=rest)
    forward.forwarder.mark_failing()
    is_final = outcome.result is Result.FAILED and not outcome.stops
    forward.record_failure(
        attempt,
        error=outcome.detail[:500] or outcome.code,
        most=0 if is_final else MOST_TRIES,
        at=timezone.now() + rest if rest else None,
    )
    if why := outcome.stops or forward.forwarder.why_stop():
        forward.forwarder.stop(Forwarder.Stopped(why))
        forward.forwarder.schedule_notice()
