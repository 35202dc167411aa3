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

from schakel.hub import due, pulse, request_id, storage_failure
from schakel.hub.audit import chain as audit_chain
from schakel.hub.connections import change_notifications, handover_mails, invitation_mails, link_requests
from schakel.hub.connections import reminders as invitation_reminders
from schakel.hub.connections.company_import import worker as company_import
from schakel.hub.documents import folder as documents_folder
from schakel.hub.documents import quarantine_mail, virus_scan, waiting_files
from schakel.hub.documents.actions import worker as bulk_actions
from schakel.hub.documents.archives import worker as archives
from schakel.hub.documents.bills import compare_pdf
from schakel.hub.documents.bills import read as read_bills
from schakel.hub.documents.search import index as documents_index
from schakel.hub.forwarding import change_notices, dispatcher, notifications
from schakel.hub.forwarding import worker as forwarding_worker
from schakel.hub.network.access_points import certificates
from schakel.hub.network.access_points import worker as providers
from schakel.hub.network.accounts import trial as account_trials
from schakel.hub.network.inbound import filing as inbound
from schakel.hub.network.mls import send as mls_out
from schakel.hub.network.outbound import notifications as failures
from schakel.hub.network.outbound import recurring as outbound_recurring
from schakel.hub.network.outbound import worker as outbound
from schakel.hub.network.protests import send as protests
from schakel.hub.network.registration import closing as registration_closing
from schakel.hub.network.registration import mandate_mail
from schakel.hub.network.registration import worker as registration_worker
from schakel.hub.network.registration.runs import worker as runs
from schakel.hub.overview import counts, weekly_mail
from schakel.hub.payments import folder, payables, reminders, totals
from schakel.hub.payments import notifications as payment_notifications
from schakel.hub.records import expiry, nightly
from schakel.hub.records.audit import nightly as audit_nightly
from schakel.hub.records.company_export import worker as company_export
from schakel.hub.records.deletion import worker as deletion
from schakel.hub.sales.mailing import send as sales_mailing
from schakel.hub.sales.recurring import worker as recurring


def one_thread_at_a_time(step: Callable[[], int]) -> Callable[[], int]:
    """For a step that claims nothing: a second thread would only do the same again; or that must not keep all of them busy."""
    lock = threading.Lock()

    @wraps(step)
    def one_at_a_time() -> int:
        if not lock.acquire(blocking=False):
            return 0
        try:
            return step()
        finally:
            lock.release()

    return one_at_a_time


STEPS: list[Callable[[], int]] = [
    one_thread_at_a_time(due.wake_after_jump),
    inbound.work_received,
    virus_scan.scan_new,
    quarantine_mail.tell_owners,
    mls_out.answer_filed,
    one_thread_at_a_time(read_bills.read_new),
    one_thread_at_a_time(compare_pdf.compare_due),  # PDFs of strangers may take a second each: the others go on
    one_thread_at_a_time(documents_index.build_index),
    one_thread_at_a_time(dispatcher.dispatch_new),
    forwarding_worker.wake_approved,
    forwarding_worker.send_due,
    change_notices.send_due,
    one_thread_at_a_time(payables.read_new),
    one_thread_at_a_time(totals.update_totals),
    waiting_files.read_waiting,
    company_import.work_imports,
    archives.work_archives,
    bulk_actions.work_bulk_actions,
    documents_folder.read_folder,
    folder.read_folder,
    outbound.send_queued,
    providers.collect,
    providers.claim_unclaimed,
    providers.send_queued,
    providers.check_sent,
    account_trials.try_due,
    runs.ask_clients,
    one_thread_at_a_time(registration_closing.end_registrations),
    registration_worker.work_registrations,
    mandate_mail.send_mandates,
    recurring.make_due_drafts,
    outbound_recurring.send_recurring,
    sales_mailing.send_mailings,
    protests.send_protests,
    invitation_mails.send_invitation_mails,
    invitation_reminders.send_reminders,
    change_notifications.notify_of_changes,
    invitation_mails.notify_inviters,
    link_requests.notify_of_requests,
    handover_mails.notify_of_handovers,
    payment_notifications.notify_approvers,
    reminders.remind,
    one_thread_at_a_time(counts.update_counts),
    weekly_mail.send_weekly,
    notifications.notify_offices,
    failures.request_silence_notices,
    failures.send_notices,
    certificates.warn_of_expiry,
    nightly.check_store,
    one_thread_at_a_time(expiry.remove_expired),
    one_thread_at_a_time(deletion.work_deletion_lists),  # a long list must not keep all of them busy
    one_thread_at_a_time(company_export.work_exports),  # likewise a large company
    one_thread_at_a_time(audit_chain.link_new),
    one_thread_at_a_time(audit_nightly.check_and_anchor),
]  # each does a batch and says of how many rows

if settings.DEMO:  # elsewhere the room is not installed
    from schakel.hub.demonstration.confirming import confirm_arrived

    STEPS.append(confirm_arrived)

IDLE_PAUSE = 0.5  # seconds before a thread that found nothing looks again
SHORT_PAUSE = (
    0.1  # seconds after a round with little work: much of what a round costs does not depend on how much it finds
)
BUSY_ROWS = 10  # rows of one step
IDLE_STEP_PAUSE = (
    0.25  # seconds for which a thread does not ask a step again that found nothing, however much the others find
)
EXHAUSTED = 4  # exit code: out of memory or file descriptors; `schakel up` starts a fresh worker
FAILURE_PAUSE = 5.0  # seconds after a step that could not even look for work

idle = threading.Lock()  # threads that found nothing pause one after the other, so that idle ones cost what one costs

log = logging.getLogger(__name__)


def run_round() -> int:
    """Every step once. Returns how many rows were worked."""
    return sum(step() for step in STEPS)


def work(stop: Event, threads: int) -> None:
    """Rounds until told to stop, in so many threads that one slow answer does not hold up the rest."""
    started = [threading.Thread(target=run_thread, args=(stop,), name=f"worker {n}") for n in range(threads)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()


def run_thread(stop: Event) -> None:
    """A round that found much is followed by the next at once; one that found little, by a short pause, in which more
    comes together; one that found nothing, by a longer one."""
    nothing: dict[Callable[[], int], float] = {}  # when a step found none
    while not stop.is_set():
        close_old_connections()
        try_step(pulse.beat)
        now = time.monotonic()
        asked = [step for step in STEPS if now - nothing.get(step, -IDLE_STEP_PAUSE) >= IDLE_STEP_PAUSE]
        found = [try_step(step) for step in asked]
        nothing |= {step: now for step, rows in zip(asked, found, strict=True) if rows == 0}
        if None in found:
            stop.wait(FAILURE_PAUSE)
        elif not any(found):
            with idle:
                stop.wait(IDLE_PAUSE)
        elif max(each or 0 for each in found) < BUSY_ROWS:
            stop.wait(SHORT_PAUSE)
    connections.close_all()


def try_step(step: Callable[[], int]) -> int | None:
    """The others go on when one step fails; not when the process has run out of what the machine gives it (D16)."""
    with request_id.working_as(request_id.new()):
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
    while run_round() and time.monotonic() < until:
        pass
