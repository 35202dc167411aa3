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

from schakel.hub.documents.approving import is_approved
from schakel.hub.documents.events import DocumentEvent
from schakel.hub.documents.models import Event
from schakel.hub.due import lease_clock, work_each
from schakel.hub.forwarding import encryption
from schakel.hub.forwarding.events import ForwardingEvent
from schakel.hub.forwarding.kinds import KINDS
from schakel.hub.forwarding.kinds.kind import ForwarderKind, Outcome, Place, Result
from schakel.hub.forwarding.models import Attempt, Breaker, Dispatch, Forward, Forwarder, Route
from schakel.hub.forwarding.parcels import Unsendable, parcel_of

BATCH = 20
LEASE = timedelta(minutes=10)  # longer than the longest try takes; renewed on the way
SEEN = timedelta(minutes=2)  # a worker that renewed no lease for so long may be dead: its turn is everybody's again
MOST_TRIES = 24  # over about three days
LONGEST_REST = timedelta(days=1)
TOO_LONG = timedelta(days=3)  # so long without a success, and a webhook is switched off
ASKED_AGAIN = timedelta(hours=1)  # whether it was approved meanwhile, when nobody says so

State = Forward.State
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
    with KINDS[claimed[0].forwarder.kind].batch():
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
        move_to(forward, State.WITHDRAWN)
    elif not route.forwarder.runs:
        forward.end_attempt(due_at=None)
    elif is_held(forward):
        move_to(forward, State.HELD)
    elif route.forwarder.after_approval and not is_approved(forward.document):
        now = timezone.now()
        forward.end_attempt(due_at=now + ASKED_AGAIN, attempts=0, approval_asked_at=now)
    else:
        send_by(forward, route)


def wake_approved() -> int:
    """The worker's step: what waits for approval is asked again as soon as somebody approved."""
    said = Event.objects.filter(
        document=OuterRef("document"), kind=DocumentEvent.PAYMENT_APPROVED, at__gt=OuterRef("approval_asked_at")
    )
    waiting = Forward.objects.queued().filter(approval_asked_at__isnull=False, due_at__gt=timezone.now())
    return waiting.at_rest().filter(Exists(said)).update(due_at=timezone.now())


def is_held(forward: Forward) -> bool:
    return Dispatch.objects.held().filter(document=forward.document_id).exists()


def send_by(forward: Forward, route: Route) -> None:
    kind, forwarder = KINDS[forward.forwarder.kind], forward.forwarder
    destination = kind.destination(forwarder.options)
    if until := Breaker.pause_of(destination):
        forward.postpone(until + forward.backoff(timedelta(minutes=1)))
        return
    note(forward, try_send(forward, route, kind), destination=destination, address=route.address)


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


def note(forward: Forward, outcome: Outcome, *, destination: str, address: str) -> None:
    """Everything that follows from one try, in one transaction."""
    if not outcome.is_try:
        forward.postpone(timezone.now() + (outcome.rest or forward.backoff()))
        return
    with transaction.atomic():
        Attempt.objects.create(
            forward=forward,
            address=address[:500],
            code=outcome.code,
            detail=outcome.detail[:500],
            status=outcome.status,
            answer=outcome.answer[:1024],
        )
        if outcome.result is Result.SENT:
            record_arrival(forward, destination, address=address)
        else:
            record_failure(forward, outcome, destination=destination, address=address)


def record_arrival(forward: Forward, destination: str, *, address: str) -> None:
    now = timezone.now()
    Breaker.record_success(destination)
    if forward.forwarder.failing_since:
        Forwarder.objects.filter(pk=forward.forwarder_id).update(failing_since=None)
        forward.forwarder.failing_since = None
    if forward.end_attempt(
        state=State.SENT,
        state_at=now,
        due_at=None,
        last_error="",
        code="",
        address=address[:254],
        approval_asked_at=None,
    ):
        Dispatch.record_export(forward.document_id)
        forward.document.events.create(kind=ForwardingEvent.FORWARDED, detail=forward.forwarder.name)


def record_failure(forward: Forward, outcome: Outcome, *, destination: str, address: str) -> None:
    """Not there: at an end, or later again."""
    rest = min(outcome.rest, LONGEST_REST) if outcome.rest else None
    if outcome.is_down:
        Breaker.record_failure(destination, pause=rest)
    mark_failing(forward.forwarder)
    is_final = outcome.result is Result.FAILED and not outcome.stops
    forward.retry(
        outcome.detail[:500] or outcome.code,
        most=0 if is_final else MOST_TRIES,
        at=timezone.now() + rest if rest else None,
    )
    Forward.everything.filter(pk=forward.pk).update(code=outcome.code, address=address[:254])
    if forward.due_at is None:
        give_up(forward)
    stop_where_asked(forward.forwarder, outcome)


def give_up(forward: Forward) -> None:
    """For good: until a person asks again. The office sees it, and is told."""
    Forward.objects.filter(pk=forward.pk, state=State.QUEUED).update(state=State.FAILED, state_at=timezone.now())
    forward.document.events.create(kind=ForwardingEvent.NOT_FORWARDED, detail=forward.forwarder.name)
    forward.forwarder.schedule_notice()


def mark_failing(forwarder: Forwarder) -> None:
    if not forwarder.failing_since:
        forwarder.failing_since = timezone.now()
        Forwarder.objects.filter(pk=forwarder.pk, failing_since=None).update(failing_since=forwarder.failing_since)


def stop_where_asked(forwarder: Forwarder, outcome: Outcome) -> None:
    """A changed host key, an address that is gone, a webhook that failed for days: nothing more goes there (F09)."""
    since = Forwarder.objects.values_list("failing_since", flat=True).get(pk=forwarder.pk)
    is_too_long = forwarder.kind == Forwarder.Kind.WEBHOOK and since and timezone.now() - since > TOO_LONG
    why = outcome.stops or (Forwarder.Stopped.TOO_LONG if is_too_long else "")
    if why:
        forwarder.stop(Forwarder.Stopped(why))
        forwarder.schedule_notice()


def move_to(forward: Forward, state: Forward.State) -> None:
    forward.end_attempt(state=state, state_at=timezone.now(), due_at=None)
