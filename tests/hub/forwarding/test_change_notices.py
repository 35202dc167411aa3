"""A package that has a document hears once what became of it since: refused, contested, and that it counts again."""

import json

import pytest
from django.core import mail
from django.utils import timezone

from schakel.hub.documents.bills.answers import record_answer
from schakel.hub.documents.bills.models import BillAnswer
from schakel.hub.forwarding import change_notices, notifications, worker
from schakel.hub.forwarding.change_notices import send_due
from schakel.hub.forwarding.fetch_queue import acknowledge
from schakel.hub.forwarding.kinds.kind import Outcome
from schakel.hub.forwarding.models import Attempt, ChangeNotice, Forward, Forwarder
from tests.hub.conftest import signed_in
from tests.hub.forwarding.conftest import BOOKS, forwarded
from tests.hub.forwarding.receiver import receiving

pytestmark = pytest.mark.django_db
SECRET = {"secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLwSw"}


@pytest.fixture
def there(forwarder, bought, smtp):
    """Forwarded by mail already."""
    forwarder()
    document = bought()
    assert forwarded(document).state == "sent"
    smtp.kept.clear()
    return document


def again() -> None:
    ChangeNotice.objects.update(due_at=timezone.now())
    send_due()


def test_a_bill_that_is_refused_after_it_was_forwarded_is_told_once_to_its_address(there, smtp):
    record_answer(there, BillAnswer.REFUSED)
    send_due()
    again()
    (told,) = smtp.kept
    assert told["To"] == BOOKS
    assert told["Subject"].strip() == "2026-1184 – Mill Vermeiren – for Bakery Cornflower: refused"
    assert "take it out of the bookkeeping" in told.get_content()
    assert there.events.filter(kind="package_told").count() == 1
    record_answer(there, None)
    send_due()
    assert "counts again" in smtp.kept[1]["Subject"]
    assert smtp.kept[1]["Message-ID"] != told["Message-ID"]


def test_what_is_taken_back_before_it_was_told_is_not_told_at_all(there, smtp):
    record_answer(there, BillAnswer.REFUSED)
    record_answer(there, None)
    send_due()
    assert smtp.kept == []
    assert not ChangeNotice.objects.filter(due_at__isnull=False).exists()


def test_one_that_was_not_forwarded_yet_is_never_told(forwarder, bought, smtp):
    forwarder()
    document = bought()
    record_answer(document, BillAnswer.REFUSED)
    assert forwarded(document).state == "queued"
    assert not ChangeNotice.objects.exists()
    assert smtp.kept == []


def test_contested_it_goes_with_the_mark_and_is_not_told_a_second_time(forwarder, bought, smtp):
    forwarder()
    document = bought()
    record_answer(document, BillAnswer.CONTESTED)
    assert forwarded(document).known_as == "contested"
    (mail_,) = smtp.kept
    assert "do not pay it until this is settled" in mail_.get_body().get_content()
    assert not ChangeNotice.objects.exists()
    record_answer(document, BillAnswer.ACCEPTED)
    send_due()
    assert "counts again" in smtp.kept[1]["Subject"]


def test_D13_a_worker_that_dies_after_the_mail_left_tells_it_again_under_the_same_id(there, smtp, monkeypatch):
    record_answer(there, BillAnswer.REFUSED)
    monkeypatch.setattr(change_notices, "record", lambda *_args, **_named: None)  # it died here
    send_due()
    monkeypatch.undo()
    again()
    again()
    assert len({told["Message-ID"] for told in smtp.kept}) == 1
    assert len(smtp.kept) == 2


def test_D13_what_changed_back_after_a_mail_that_may_have_left_is_told_too(there, smtp, monkeypatch):
    record_answer(there, BillAnswer.REFUSED)
    monkeypatch.setattr(change_notices, "record", lambda *_args, **_named: None)
    send_due()
    monkeypatch.undo()
    record_answer(there, None)
    again()
    assert [("refused" in told["Subject"]) for told in smtp.kept] == [True, False]
    assert Forward.objects.get().known_as == "counts"


def test_what_changes_while_it_is_being_told_is_told_next(there, smtp, monkeypatch):
    record_answer(there, BillAnswer.REFUSED)
    sent = change_notices.try_send

    def meanwhile(notice: ChangeNotice, address: str) -> Outcome:
        outcome = sent(notice, address)
        if len(smtp.kept) == 1:
            record_answer(there, None)
        return outcome

    monkeypatch.setattr(change_notices, "try_send", meanwhile)
    send_due()
    send_due()
    assert ["refused" in told["Subject"] for told in smtp.kept] == [True, False]


def test_what_is_refused_while_it_is_on_its_way_is_told_when_it_arrived(forwarder, bought, smtp, monkeypatch):
    forwarder()
    document = bought()
    sent = worker.try_send

    def meanwhile(*args) -> Outcome:
        outcome = sent(*args)
        record_answer(document, BillAnswer.REFUSED)
        return outcome

    monkeypatch.setattr(worker, "try_send", meanwhile)
    assert forwarded(document).state == "sent"
    send_due()
    assert "refused" in smtp.kept[1]["Subject"]


def test_an_address_that_refuses_ends_it_and_the_document_says_so(there, smtp, alice):
    smtp.behave(rcpt="550 no such box")
    record_answer(there, BillAnswer.REFUSED)
    send_due()
    assert ChangeNotice.objects.get().state == "failed"
    assert there.events.filter(kind="package_not_told").exists()
    assert "The package could not be told" in signed_in(alice).get(f"/documents/{there.pk}/").text


def test_a_server_that_is_down_is_tried_again(there, smtp):
    smtp.behave(data="451 later")
    record_answer(there, BillAnswer.REFUSED)
    send_due()
    smtp.behave()
    again()
    assert len(smtp.kept) == 1
    assert Attempt.objects.filter(is_notice=True).count() == 2


def test_a_webhook_gets_an_event_of_its_own(forwarder, bought, settings):
    settings.OUTBOUND_PRIVATE = ["127.0.0.0/8"]
    with receiving() as (host, got):
        settings.ALLOWED_TARGETS = {host}
        forwarder("webhook", address="", secrets=SECRET, options={"url": f"http://{host}/fine"})
        document = bought()
        forwarded(document)
        record_answer(document, BillAnswer.REFUSED)
        send_due()
        again()
    (first, filed), (second, changed) = got
    assert json.loads(filed)["data"]["counts_as"] == "counts"
    told = json.loads(changed)
    assert (told["type"], told["data"]["counts_as"], told["data"]["files"]) == ("document.changed", "refused", [])
    assert told["data"]["forwarded"] == first["webhook-id"] != second["webhook-id"]


def test_the_office_is_told_once_and_also_where_the_package_cannot_be(forwarder, bought, smtp, settings, mailoutbox):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    made = forwarder("pull", address="")
    document = bought()
    forward = forwarded(document)
    acknowledge(forward)
    record_answer(document, BillAnswer.REFUSED)
    send_due()
    assert ChangeNotice.objects.get().state == "no_address"
    for _turn in range(2):
        Forwarder.objects.filter(pk=made.pk).update(due_at=timezone.now())
        notifications.notify_offices()
    (told,) = mail.outbox
    assert told.subject == "Changed after it was forwarded to bookkeeping: The books"
    assert "please change it there yourself" in told.body
    record_answer(document, None)
    Forwarder.objects.filter(pk=made.pk).update(due_at=timezone.now())
    notifications.notify_offices()
    assert "It counts again" in mail.outbox[1].body


def test_G04_a_package_that_lost_its_way_is_told_nothing(there, smtp, purchases):
    purchases.routes.all().delete()
    record_answer(there, BillAnswer.REFUSED)
    send_due()
    assert smtp.kept == []
