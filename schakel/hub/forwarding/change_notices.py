"""A package has a document that was refused, contested or replaced since, or counts again: it is told once, and the office too.

By mail or webhook, where the document went. By the other ways nothing can be told: then the office hears that it is theirs
to do. What the package knows is `Forward.known_as`, from the moment the document arrived.
"""

import uuid
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from schakel.hub import encryption
from schakel.hub.connections.turns import turn
from schakel.hub.documents.bills import effects
from schakel.hub.documents.bills.models import Bill, Effect
from schakel.hub.documents.bills.read import bill_for
from schakel.hub.due import work_each
from schakel.hub.forwarding import file_names, moves
from schakel.hub.forwarding.events import ForwardingEvent
from schakel.hub.forwarding.kinds.kind import Outcome, Parcel, Place, Result
from schakel.hub.forwarding.models import Attempt, Breaker, ChangeNotice, Forward, Forwarder, Route
from schakel.hub.forwarding.parcels import document_facts, header_line
from schakel.hub.forwarding.words import mark_of

MOST_TRIES = 24  # over about three days
PAUSE = timedelta(hours=1)  # until a forwarder that is off is looked at again
State = ChangeNotice.State


def told_as(effect: str) -> Effect:
    """What a package is told: everything that asks nothing of it is one."""
    return Effect(effect) if effect and effects.TABLE[effect].is_marked else Effect.COUNTS


def arrive(forward: Forward, attempt: Attempt, *, known_as: str, address: str | None = None) -> bool:
    """The package has it, and knows it as this. What changed on the way is told after it. False: it was there already."""
    columns: dict[str, Any] = {"last_error": "", "code": "", "approval_asked_at": None, "known_as": told_as(known_as)}
    if address is not None:
        columns["address"] = address
    with turn(forward.document.connection.company_id):
        is_made = forward.move(moves.ARRIVE, attempt=attempt, **columns)
        if is_made:
            note_change(forward, bill_for(forward.document).effect)
    return is_made


def note_changes(bills: Collection[Bill]) -> None:
    """Of these documents, those that a package has. In the turn of their companies."""
    effect_of = {bill.document_id: bill.effect for bill in bills}
    there = Forward.everything.filter(document__in=effect_of, state=Forward.State.SENT)
    for forward in there.select_related("forwarder"):
        note_change(forward, effect_of[forward.document_id])


def note_change(forward: Forward, effect: str) -> None:
    now, known = told_as(effect), told_as(forward.known_as)
    row = ChangeNotice.objects.filter(forward=forward)
    moment = timezone.now()
    changed = row.exclude(now=now).update(now=now, changed_at=moment)
    if not changed and (now == known or row.exists()):
        return
    if not changed:
        ChangeNotice.objects.create(forward=forward, now=now, office_knows=known, due_at=moment)
    else:  # what is in a worker's hands is looked at again when it ends
        row.filter(interrupted_attempts=0).update(due_at=moment, attempts=0, last_error="", state=State.QUEUED)
    forward.forwarder.schedule_notice()


def send_due() -> int:
    """The worker's step."""
    claimed = ChangeNotice.claim()
    return work_each(claimed, send, most=MOST_TRIES) if claimed else 0


def send(notice: ChangeNotice) -> None:
    forward, forwarder = notice.forward, notice.forward.forwarder
    route = Route.active().filter(forwarder=forwarder, connection=forward.connection_id).first()
    address = forward.address or (route.address if route else "")
    if route is None or not forwarder.kind_itself.takes_notices:
        notice.end(State.NO_ADDRESS)
    elif not forwarder.runs:
        notice.postpone(timezone.now() + PAUSE)
    elif until := Breaker.pause_of(forwarder.kind_itself.destination(forwarder.options)):
        notice.postpone(until + notice.backoff(timedelta(minutes=1)))
    elif begin(notice):
        record(notice, try_send(notice, address), address=address)
    else:
        notice.end(State.SENT)


def begin(notice: ChangeNotice) -> bool:
    """False: the package knows it already, and nothing else is on its way there."""
    with turn(notice.document.connection.company_id):
        notice.now = ChangeNotice.objects.values_list("now", flat=True).get(pk=notice.pk)
        if notice.now == (notice.begun or told_as(notice.forward.known_as)):
            return bool(notice.begun)
        notice.uid, notice.begun = uuid.uuid4(), notice.now
        ChangeNotice.objects.filter(pk=notice.pk).update(uid=notice.uid, begun=notice.begun)
    return True


def try_send(notice: ChangeNotice, address: str) -> Outcome:
    forwarder = notice.forward.forwarder
    try:
        return forwarder.kind_itself.send(parcel_of(notice), Place(forwarder, address, forwarder.secrets))
    except encryption.Unreadable:
        return Outcome(Result.FAILED, "secret")


def parcel_of(notice: ChangeNotice) -> Parcel:
    document, forward = notice.document, notice.forward
    words = file_names.words_of(document)
    with override(forward.forwarder.language):
        words |= {"now": notice.word}
        return Parcel(
            id=notice.uid.hex,
            event=notice.uid.hex,
            subject=header_line(_("%(number)s – %(party)s – for %(company)s: %(now)s") % words),
            text=" ".join([_("We forwarded this document earlier; this has changed since."), mark_of(notice.begun)]),
            link=settings.URL + reverse("documents:detail", args=[document.pk]),
            files=(),
            facts={
                **document_facts(document),
                "counts_as": notice.begun,
                "changed_at": notice.changed_at.isoformat(),
                "forwarded": f"msg_{forward.uid.hex}",
            },
            is_notice=True,
        )


def record(notice: ChangeNotice, outcome: Outcome, *, address: str) -> None:
    if not outcome.is_try:
        notice.postpone(timezone.now() + (outcome.rest or notice.backoff()))
        return
    answer = {"detail": outcome.detail[:500], "status": outcome.status, "answer": outcome.answer[:1024]}
    Attempt.objects.create(
        forward=notice.forward, address=address[:500], code=outcome.code, is_notice=True, by_hand=False, **answer
    )
    forwarder = notice.forward.forwarder
    if outcome.is_down:
        Breaker.record_failure(forwarder.kind_itself.destination(forwarder.options), pause=outcome.rest)
    if outcome.result is Result.SENT:
        record_sent(notice)
    elif outcome.result is Result.FAILED or notice.attempts >= MOST_TRIES:
        notice.end_attempt(
            state=State.FAILED, state_at=timezone.now(), due_at=None, last_error=outcome.detail, begun=""
        )
        notice.document.events.create(kind=ForwardingEvent.PACKAGE_NOT_TOLD, detail=forwarder.name)
    else:
        notice.retry(outcome.detail[:500] or outcome.code, most=MOST_TRIES)


def record_sent(notice: ChangeNotice) -> None:
    """What it was told is what it knows, also when this worker was too slow. If more changed meanwhile, that is told next."""
    forward = notice.forward
    with turn(notice.document.connection.company_id):
        Forward.everything.filter(pk=forward.pk).update(known_as=notice.begun)
        ChangeNotice.objects.filter(pk=notice.pk, uid=notice.uid).update(begun="")
        forward.document.events.create(kind=ForwardingEvent.PACKAGE_TOLD, detail=forward.forwarder.name)
        more = ChangeNotice.objects.exclude(now=notice.begun).filter(pk=notice.pk).exists()
        notice.end(State.QUEUED if more else State.SENT, due_at=timezone.now() if more else None)


def of_the_office(forwarder: Forwarder) -> QuerySet[ChangeNotice]:
    """What its people were not told yet."""
    there = Forward.objects.filter(pk=OuterRef("forward"))
    rows = ChangeNotice.objects.filter(Exists(there), forward__forwarder=forwarder).exclude(office_knows=F("now"))
    return rows.select_related("forward__document__connection__company").order_by("-changed_at")


def record_office_told(notices: Collection[ChangeNotice]) -> None:
    """As they were told: what changed once more since is told next."""
    for each in notices:
        ChangeNotice.objects.filter(pk=each.pk).update(office_knows=each.now)
