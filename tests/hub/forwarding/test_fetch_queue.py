"""For a package that fetches: it waits until acknowledged, once."""

import pytest

from schakel.hub.connections.models import Connection
from schakel.hub.forwarding import document_hold, fetch_queue, worker
from schakel.hub.forwarding.dispatcher import dispatch_new
from schakel.hub.forwarding.models import Dispatch, Forward, Forwarder

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(forwarder, bought):
    forwarder("pull", address="")
    for number in "123":
        bought(number=number)
    dispatch_new()
    return Forward.objects.order_by("pk")


def test_it_waits_in_order_and_nothing_leaves_by_itself(waiting):
    assert worker.send_due() == 0
    everything = Connection.objects.all()
    found = fetch_queue.waiting_forwards(everything)
    assert found == list(waiting)
    assert fetch_queue.waiting_forwards(everything, found[1].pk) == [found[2]]
    assert fetch_queue.waiting_forwards(everything, most=1) == [found[0]]


def test_only_of_the_connections_asked_for(waiting, sales):
    assert fetch_queue.waiting_forwards(Connection.objects.filter(pk=sales.pk)) == []


def test_acknowledged_it_is_in_bookkeeping_and_said_again_changes_nothing(waiting):
    first = fetch_queue.waiting_forwards(Connection.objects.all())[0]
    assert fetch_queue.acknowledge(first)
    assert not fetch_queue.acknowledge(first)
    assert first not in fetch_queue.waiting_forwards(Connection.objects.all())
    assert Dispatch.objects.get(document=first.document).exported_at
    assert first.document.events.filter(kind="forwarded").count() == 1


def test_the_files_are_those_of_any_other_way(waiting):
    (file,) = fetch_queue.files_of(waiting[0])
    assert len(file.data) == waiting[0].document.size


def test_what_is_held_stopped_or_no_longer_ours_is_not_handed_out(waiting, alice, other_office, bakery):
    first, second, _third = fetch_queue.waiting_forwards(Connection.objects.all())
    document_hold.hold(first.document, alice)
    assert fetch_queue.waiting_forwards(Connection.objects.all())[0] == second
    row = Forwarder.objects.get()
    row.stop(Forwarder.Stopped.BY_HAND)
    assert fetch_queue.waiting_forwards(Connection.objects.all()) == []
    row.start()
    bakery.office = other_office
    bakery.save()
    assert fetch_queue.waiting_forwards(Connection.objects.all()) == []


def test_what_is_not_approved_hides_nothing_behind_it(waiting, monkeypatch):
    Forwarder.objects.update(after_approval=True)
    last = waiting[2]
    monkeypatch.setattr(fetch_queue, "is_approved", lambda document: document == last.document)
    assert fetch_queue.waiting_forwards(Connection.objects.all(), most=1) == [last]
