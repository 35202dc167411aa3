"""The worker: every step in order, again and again. It holds no logic; each room knows its own work."""

import errno
import logging
import os
import threading
import time
from collections.abc import Callable
from functools import wraps
from threading import Event

from django.conf import settings
from django.db import close_old_connections, connections

from schakel.hub import due, pulse, storage_failure
from schakel.hub.connections import change_notifications, mailing
from schakel.hub.documents import folder as documents_folder
from schakel.hub.documents import quarantine_mail, scanning, waiting
from schakel.hub.forwarding import dispatcher, notifications
from schakel.hub.forwarding import worker as forwarding_worker
from schakel.hub.network.access_points import certificates
from schakel.hub.network.access_points import worker as providers
from schakel.hub.network.inbound import filing as inbound
from schakel.hub.network.mls import send as mls_out
from schakel.hub.network.outbound import notifications as failures
from schakel.hub.network.outbound import recurring as outbound_recurring
from schakel.hub.network.outbound import worker as outbound
from schakel.hub.network.registration import mandate_mail
from schakel.hub.network.registration import worker as registration_worker
from schakel.hub.payments import folder, payables, reminders
from schakel.hub.payments import notifications as payment_notifications
from schakel.hub.sales.mailing import send as sales_mailing
from schakel.hub.sales.recurring import worker as recurring


def alone(step: Callable[[], int]) -> Callable[[], int]:
    """For a step that claims nothing: a second lane would only do the same again."""
    turn = threading.Lock()

    @wraps(step)
    def one_lane_at_a_time() -> int:
        if not turn.acquire(blocking=False):
            return 0
        try:
            return step()
        finally:
            turn.release()

    return one_lane_at_a_time


STEPS: list[Callable[[], int]] = [
    alone(due.wake_after_jump),
    inbound.work_received,
    scanning.scan_new,
    quarantine_mail.tell_owners,
    mls_out.answer_filed,
    alone(dispatcher.dispatch_new),
    forwarding_worker.wake_approved,
    forwarding_worker.send_due,
    alone(payables.read_new),
    waiting.read_waiting,
    documents_folder.read_folder,
    folder.read_folder,
    outbound.send_queued,
    providers.collect,
    providers.send_queued,
    providers.check_sent,
    registration_worker.work_registrations,
    mandate_mail.send_mandates,
    recurring.make_due,
    outbound_recurring.send_recurring,
    sales_mailing.send_mailings,
    mailing.send_letters,
    change_notifications.notify_of_changes,
    mailing.tell_inviters,
    payment_notifications.notify_approvers,
    reminders.remind,
    notifications.notify_offices,
    failures.request_silence_notices,
    failures.send_notices,
    certificates.warn_of_expiry,
]  # each does a batch and says of how many rows

if settings.DEMO:  # elsewhere the room is not installed
    from schakel.hub.demonstration.confirming import confirm_arrived

    STEPS.append(confirm_arrived)

PAUSE = 0.5  # seconds before a lane that found nothing looks again
BREATH = 0.1  # seconds after a round with little work: much of what a round costs does not depend on how much it finds
MUCH = 10  # rows of one step
ASIDE = 0.25  # seconds for which a lane does not ask a step again that found nothing, however much the others find
EXHAUSTED = 4  # exit code: out of memory or file descriptors; `schakel up` starts a fresh worker
TROUBLE = 5.0  # seconds after a step that could not even look for work

resting = threading.Lock()  # lanes that found nothing rest one after the other, so that idle ones cost what one costs

log = logging.getLogger(__name__)


def round_() -> int:
    """Every step once. Returns how many rows were worked."""
    return sum(step() for step in STEPS)


def work(stop: Event, lanes: int) -> None:
    """Rounds until told to stop, so many beside one another that one slow answer does not hold up the rest."""
    threads = [threading.Thread(target=lane, args=(stop,), name=f"lane {n}") for n in range(lanes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def lane(stop: Event) -> None:
    """A round that found much is followed by the next at once; one that found little, by a breath, in which more comes
    together; one that found nothing, by a rest."""
    nothing: dict[Callable[[], int], float] = {}  # when a step found none
    while not stop.is_set():
        close_old_connections()
        tried(pulse.beat)
        now = time.monotonic()
        asked = [step for step in STEPS if now - nothing.get(step, -ASIDE) >= ASIDE]
        found = [tried(step) for step in asked]
        nothing |= {step: now for step, rows in zip(asked, found, strict=True) if rows == 0}
        if None in found:
            stop.wait(TROUBLE)
        elif not any(found):
            with resting:
                stop.wait(PAUSE)
        elif max(each or 0 for each in found) < MUCH:
            stop.wait(BREATH)
    connections.close_all()


def tried(step: Callable[[], int]) -> int | None:
    """The others go on when one step fails; not when the process has run out of what the machine gives it (D16)."""
    try:
        return step()
    except Exception as fault:
        log.exception("%s.%s failed", step.__module__, step.__name__)
        storage_failure.end_if_lost(fault)
        if is_exhausted(fault):
            log.critical("the worker ends: no memory, or no more files may be opened")
            os._exit(EXHAUSTED)
        return None


def is_exhausted(fault: BaseException | None) -> bool:
    """What was lost on the way does not come back by trying again, but to a process that begins anew."""
    if isinstance(fault, OSError):
        return fault.errno in {errno.EMFILE, errno.ENFILE, errno.ENOMEM}
    return isinstance(fault, MemoryError) or (fault is not None and is_exhausted(fault.__cause__))


def drain(most: float = 30) -> None:
    """Rounds until nothing is due, for at most so many seconds."""
    until = time.monotonic() + most
    while round_() and time.monotonic() < until:
        pass
