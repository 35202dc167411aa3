"""The turns of workers: what one has in hand is left to it, and what it dropped is taken up by another."""

import time
from datetime import timedelta

import pytest
from django.db.models import Q
from django.utils import timezone

from schakel.hub.forwarding import worker
from schakel.hub.forwarding.dispatcher import dispatch_new
from schakel.hub.forwarding.models import Forward

pytestmark = pytest.mark.django_db
State = Forward.State


def test_a_dead_worker_holds_up_only_what_it_had_in_hand_and_the_rest_of_its_turn_for_two_minutes(
    smtp, forwarder, bought, monkeypatch
):
    row = forwarder()
    documents = [bought(number=str(n)) for n in range(4)]
    dispatch_new()
    turn = Forward.objects.values_list("turn", flat=True).first()
    in_hand = Forward.claim(Q(turn=turn), batch=2, lease=worker.LEASE)  # and then it dies
    assert worker.send_due() == 0, "it may be alive"
    later = timezone.now() + worker.SEEN + timedelta(seconds=1)
    monkeypatch.setattr(worker.lease_clock, "read", lambda: later)
    worker.lease_clock.detector.last = None  # two minutes went by: that is no jump of the clock
    assert worker.send_due() == 2
    assert sorted(row.forwards.filter(state=State.SENT).values_list("document", flat=True)) == sorted(
        {each.pk for each in documents} - {each.document_id for each in in_hand}
    )


def test_a_slow_worker_keeps_its_turn_to_itself(smtp, forwarder, bought, monkeypatch):
    forwarder()
    for n in range(3):
        bought(number=str(n))
    dispatch_new()
    monkeypatch.setattr(worker, "LEASE", timedelta(seconds=0.6))
    monkeypatch.setattr(worker, "SEEN", timedelta(seconds=0.6))
    sent, turns = worker.send, []

    def slow(forward):
        time.sleep(0.3)
        turns.append(worker.next_turn())
        sent(forward)

    monkeypatch.setattr(worker, "send", slow)
    assert worker.send_due() == 3
    assert turns == [None, None, None]
    assert Forward.objects.filter(state=State.SENT).count() == 3
