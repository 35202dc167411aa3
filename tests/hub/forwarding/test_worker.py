"""From a filed document to the package: dispatched once, tried, told. Over real SMTP."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.files.storage import storages
from django.utils import timezone

from schakel.hub import worker as hub_worker
from schakel.hub.documents import store
from schakel.hub.documents.bills.answers import record_answer
from schakel.hub.documents.bills.decide import decide
from schakel.hub.documents.bills.models import BillAnswer, Twin
from schakel.hub.documents.quarantine import quarantine, release
from schakel.hub.forwarding import dispatcher, document_hold, notifications, worker
from schakel.hub.forwarding.dispatcher import dispatch_new
from schakel.hub.forwarding.events import ForwardingEvent
from schakel.hub.forwarding.models import Attempt, Breaker, Dispatch, Forward, Forwarder, Route
from tests.hub.forwarding.conftest import BOOKS, forwarded, once_more

pytestmark = pytest.mark.django_db
State = Forward.State


def test_the_xml_arrives_byte_for_byte(smtp, forwarder, bought):
    forwarder()
    document = bought()
    forward = forwarded(document)
    (got,) = smtp.kept
    (file,) = got.iter_attachments()
    assert hashlib.sha256(file.get_content()).hexdigest() == document.sha256
    assert got["To"] == BOOKS
    assert file.get_content_type() == "application/xml"
    assert (forward.state, forward.due_at) == (State.SENT, None)
    assert Dispatch.objects.get(document=document).exported_at
    assert document.events.filter(kind=ForwardingEvent.FORWARDED, detail="The books").count() == 1


def test_mails_of_one_batch_share_a_connection_and_one_that_failed_does_not_spoil_it(smtp, forwarder, bought):
    forwarder()
    documents = [bought(number=number) for number in "123"]
    dispatch_new()
    smtp.behave(drop=1)
    worker.send_due()
    states = [document.forwards.get().state for document in documents]
    assert sorted(states) == [State.QUEUED, State.SENT, State.SENT]
    assert smtp.connections <= 2


def test_each_document_becomes_one_forward_for_each_forwarder_however_often_one_looks(forwarder, bought):
    forwarder()
    forwarder(name="Another")
    document = bought()
    dispatch_new()
    dispatcher.dispatch([document])
    assert document.forwards.count() == 2


def test_what_is_probably_here_twice_waits_until_it_counts(smtp, forwarder, bought, alice):
    forwarder()
    first, again = bought(), bought(note="Sent again")
    forwarded(first)
    waiting = again.forwards.get()
    assert (len(smtp.kept), waiting.state, waiting.due_at) == (1, State.QUEUED, None)
    decide(Twin.objects.get(), Twin.Decision.TWO, by=alice)
    worker.send_due()
    waiting.refresh_from_db()
    assert (len(smtp.kept), waiting.state) == (2, State.SENT)


def test_what_counts_since_it_was_in_quarantine_goes_when_it_comes_back(smtp, forwarder, bought):
    forwarder()
    first, again = bought(), bought(note="Sent again")
    forwarded(first)
    quarantine(again, "x")
    record_answer(first, BillAnswer.REFUSED)
    worker.send_due()
    assert len(smtp.kept) == 1
    release(again)
    Forward.objects.filter(due_at__isnull=False).update(due_at=timezone.now())
    worker.send_due()
    assert again.forwards.get().state == State.SENT


def test_refused_before_it_left_it_stays_here_and_taken_back_it_goes(smtp, forwarder, bought):
    forwarder()
    document = bought()
    record_answer(document, BillAnswer.REFUSED)
    assert forwarded(document).due_at is None
    assert not smtp.kept
    record_answer(document, None)
    worker.send_due()
    assert len(smtp.kept) == 1


def test_documents_from_before_the_forwarder_stay_where_they_are(forwarder, bought):
    document = bought()
    forwarder()
    dispatch_new()
    assert not document.forwards.exists()
    assert Dispatch.objects.filter(document=document).exists()


def test_what_is_permanent_ends_at_once_and_the_office_is_told(smtp, forwarder, bought, settings, alice):
    smtp.behave(rcpt="550 no such user")
    row = forwarder()
    forward = forwarded(bought())
    assert (forward.state, forward.code, forward.due_at) == (State.FAILED, "address_refused", None)
    row.refresh_from_db()
    assert timezone.now() < row.due_at < timezone.now() + timedelta(hours=1)
    Forwarder.objects.update(due_at=timezone.now())
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    notifications.notify_offices()
    assert [each.to for each in mail.outbox] == [[alice.email]]
    assert "does not exist" in mail.outbox[0].body


def test_J03_a_mistyped_address_is_seen_within_the_hour_and_nothing_is_lost(smtp, forwarder, bought):
    smtp.behave(rcpt="550 no such user")
    forwarder(address="typo@package.example")
    document = bought()
    forwarded(document)
    assert Forwarder.objects.get().due_at < timezone.now() + timedelta(hours=1)
    assert store.read(document.sha256)
    Route.objects.update(address=BOOKS)
    smtp.behave()
    Forward.objects.all().queue_again(Forwarder.objects.get())
    worker.send_due()
    assert document.forwards.get().state == State.SENT


@pytest.mark.parametrize("code", ["450 mailbox busy", "451 greylisted, try later"])
def test_J02_what_is_temporary_is_tried_again(smtp, forwarder, bought, code):
    smtp.behave(rcpt=code)
    forwarder()
    forward = forwarded(bought())
    assert (forward.state, forward.code) == (State.QUEUED, "mail_later")
    assert forward.due_at > timezone.now()
    smtp.behave()
    assert once_more(forward).state == State.SENT
    assert list(Attempt.objects.order_by("pk").values_list("code", flat=True)) == ["mail_later", ""]


def test_J02_J06_a_line_cut_after_the_message_is_a_repeat_with_the_same_message_id(smtp, forwarder, bought):
    smtp.behave(drop=1)
    forwarder()
    forward = forwarded(bought())
    assert forward.state == State.QUEUED
    assert once_more(forward).state == State.SENT
    first, second = smtp.kept
    assert first["Message-ID"] == second["Message-ID"]
    assert [each.get_filename() for each in first.iter_attachments()] == [
        each.get_filename() for each in second.iter_attachments()
    ]


def test_J02_a_server_that_will_not_encrypt_gets_nothing(smtp, forwarder, bought, settings):
    settings.EMAIL_USE_TLS = True
    forwarder()
    forward = forwarded(bought())
    assert (forward.state, forward.code) == (State.QUEUED, "mail_server")
    assert smtp.kept == []


def test_J02_what_is_too_large_goes_as_a_link(smtp, forwarder, bought, settings):
    settings.MAIL_LIMIT = 1000
    forwarder()
    document = bought()
    forwarded(document)
    (got,) = smtp.kept
    assert not list(got.iter_attachments())
    assert f"{settings.URL}/documents/{document.pk}/" in got.get_content()


def test_J02_what_the_server_finds_too_large_goes_as_a_link(smtp, forwarder, bought):
    smtp.behave(data="552 too much mail data")
    forwarder()
    assert forwarded(bought()).state == State.SENT
    (got,) = smtp.kept
    assert not list(got.iter_attachments())


def test_J01_a_hostile_name_neither_adds_a_header_nor_stops_the_mail(smtp, forwarder, bought):
    forwarder()
    document = bought()
    document.party, document.number = "Evil\r\nBcc: thief@evil.example", "1\n\n<script>/../../x"
    document.save()
    assert forwarded(document).state == State.SENT
    (got,) = smtp.kept
    assert got["Bcc"] is None
    assert got["To"] == BOOKS
    (file,) = got.iter_attachments()
    assert "/" not in file.get_filename()
    assert ".." not in file.get_filename()


def test_E12_a_forwarded_mail_says_that_a_machine_wrote_it_and_an_address_has_its_fill(
    smtp, forwarder, bought, settings
):
    settings.MAILS_PER_ADDRESS_PER_HOUR = 1
    forwarder()
    first, second = bought(number="1"), bought(number="2")
    dispatch_new()
    worker.send_due()
    assert smtp.kept[0]["Auto-Submitted"] == "auto-generated"
    assert smtp.kept[0]["X-Schakel-Forward"]
    assert first.forwards.get().state == State.SENT
    waits = second.forwards.get()
    assert (waits.state, waits.attempts, len(smtp.kept)) == (State.QUEUED, 0, 1)


def test_a_mail_server_that_is_away_is_left_alone_by_all(forwarder, bought, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    forwarder()
    for number in "1234":
        bought(number=number)
    dispatch_new()
    worker.send_due()
    assert Attempt.objects.count() == 3
    assert Breaker.pause_of("mail")


def test_J08_after_three_days_of_failures_it_is_left_to_a_person_who_retries_with_one_click(smtp, forwarder, bought):
    smtp.behave(rcpt="450 later")
    forwarder()
    forward = forwarded(bought())
    Forward.objects.update(attempts=worker.MOST_TRIES - 1)
    forward = once_more(forward)
    assert (forward.state, forward.due_at) == (State.FAILED, None)
    assert Forwarder.objects.get().due_at
    smtp.behave()
    Forward.objects.failed().queue_again(forward.forwarder)
    worker.send_due()
    assert Forward.objects.get().state == State.SENT


def test_J08_the_tries_take_about_three_days(forwarder, bought):
    row = Forward()
    waits = timedelta()
    for row.attempts in range(1, worker.MOST_TRIES):
        waits += row.backoff()
    assert timedelta(days=1.5) < waits < timedelta(days=4)


def test_G04_a_queued_forward_stops_when_its_right_is_gone(smtp, forwarder, bought, other_office):
    forwarder()
    document = bought()
    dispatch_new()
    company = document.connection.company
    company.office = other_office
    company.save()
    worker.send_due()
    assert document.forwards.get().state == State.WITHDRAWN
    assert smtp.kept == []


def test_G04_a_retired_forwarder_sends_nothing_more(smtp, forwarder, bought):
    row = forwarder()
    document = bought()
    dispatch_new()
    row.retire()
    worker.send_due()
    assert (document.forwards.get().state, smtp.kept) == (State.WITHDRAWN, [])


def test_held_is_held_until_released(smtp, forwarder, bought, alice):
    forwarder()
    document = bought()
    assert document_hold.hold(document, alice)
    forward = forwarded(document)
    assert (forward.state, smtp.kept) == (State.HELD, [])
    assert not document_hold.hold(document, alice)
    assert document_hold.release(document, alice)
    assert forwarded(document).state == State.SENT
    kinds = document.events.values_list("kind", flat=True)
    assert {"held", "released", "forwarded"} <= set(kinds)


def test_stopped_it_waits_and_started_it_goes(smtp, forwarder, bought):
    row = forwarder()
    row.stop(Forwarder.Stopped.BY_HAND)
    document = bought()
    assert forwarded(document).state == State.QUEUED
    assert smtp.kept == []
    Forwarder.objects.get().start()
    worker.send_due()
    assert document.forwards.get().state == State.SENT


def test_only_after_approval_when_the_company_wants_that(smtp, forwarder, bought, alice, purchases, clara, held):
    from schakel.hub.payments import approvals
    from schakel.hub.payments.models import Approver, Rule

    Rule.objects.create(company=purchases.company, mode=Rule.Mode.ONE)
    Approver.objects.create(company=purchases.company, user=clara)
    forwarder(after_approval=True)
    document = bought()
    assert forwarded(document).state == State.QUEUED
    assert smtp.kept == []
    approvals.approve(document, clara)
    assert worker.wake_approved() == 1
    worker.send_due()
    assert document.forwards.get().state == State.SENT


def test_forwarded_again_is_another_edition_with_another_message_id(smtp, forwarder, bought):
    row = forwarder()
    document = bought()
    forwarded(document)
    documents = type(document).objects.all()
    assert dispatcher.forward_again(documents, of=row, also_sent=False) == 0
    assert dispatcher.forward_again(documents, of=row, also_sent=True) == 1
    worker.send_due()
    first, second = smtp.kept
    assert first["Message-ID"] != second["Message-ID"]
    assert Forward.objects.get().edition == 2


def test_again_takes_what_came_before_the_forwarder(smtp, forwarder, bought):
    document = bought()
    row = forwarder()
    dispatch_new()
    assert dispatcher.forward_again(type(document).objects.all(), of=row, also_sent=False) == 1
    assert forwarded(document).state == State.SENT


def test_K05_a_long_period_is_taken_in_pieces_and_whole(forwarder, bought, monkeypatch):
    monkeypatch.setattr(dispatcher, "BATCH", 2)
    documents = [bought(number=number) for number in "12345"]
    row = forwarder()
    everything = type(documents[0]).objects.all()
    assert dispatcher.forward_again(everything, of=row, also_sent=False) == 5
    assert dispatcher.forward_again(everything, of=row, also_sent=False) == 0
    assert Forward.objects.count() == Dispatch.objects.count() == 5


def test_D13_one_that_took_the_worker_down_three_times_is_set_aside_and_the_office_told(smtp, forwarder, bought):
    forwarder()
    document = bought()
    dispatch_new()
    Forward.objects.update(interrupted_attempts=3)
    worker.send_due()
    forward = document.forwards.get()
    assert (forward.state, forward.code, smtp.kept) == (State.FAILED, "fault", [])
    assert Forwarder.objects.get().due_at
    assert document.events.filter(kind="not_forwarded").count() == forward.tries.count() == 1
    assert Forward.objects.failed().queue_again(forward.forwarder) == 1, "it can be tried again"


def test_J08_what_fails_unforeseen_at_the_last_try_is_not_forwarded_and_told(smtp, forwarder, bought, monkeypatch):
    forwarder()
    document = bought()
    dispatch_new()
    Forward.objects.update(attempts=worker.MOST_TRIES - 1)
    monkeypatch.setattr(worker, "is_held", lambda _forward: 1 / 0)
    worker.send_due()
    forward = document.forwards.get()
    assert (forward.state, forward.due_at, forward.code) == (State.FAILED, None, "fault")
    assert "ZeroDivisionError" in forward.tries.get().detail
    assert Forwarder.objects.get().due_at


def test_a_damaged_file_is_told_and_never_sent(smtp, forwarder, bought):
    forwarder()
    document = bought()
    path = Path(storages["documents"].path(store.key(document.sha256)))
    path.chmod(0o600)
    path.write_bytes(b"other")
    forward = forwarded(document)
    assert (forward.state, forward.code, smtp.kept) == (State.FAILED, "damaged", [])


def test_the_worker_takes_all_steps(smtp, forwarder, bought):
    forwarder()
    document = bought()
    hub_worker.drain()
    assert document.forwards.get().state == State.SENT
