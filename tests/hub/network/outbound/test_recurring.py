"""What comes back each month and is sent by itself: from the day in the calendar to the receipt of the customer's access point."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from schakel.hub.documents import store
from schakel.hub.documents.models import Document
from schakel.hub.network.models import Transmission
from schakel.hub.network.outbound import recurring as outbound_recurring
from schakel.hub.network.outbound import worker as outbound
from schakel.hub.sales.models import Draft, Occurrence, Recurrence
from schakel.hub.sales.recurring import worker as recurring
from schakel.peppol import sbdh
from schakel.peppol.identifiers import ParticipantId
from tests.hub.network.world import THE_BAKERY
from tests.hub.sales.conftest import content

pytestmark = pytest.mark.django_db
HOTEL = ParticipantId("0208:0899965307")


@pytest.fixture
def due(sales, alice) -> Recurrence:
    first = timezone.localdate()
    row = recurring.create_recurrence(sales, content(), by=alice, mode="send", first=first, until=None, times=None)
    Recurrence.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    return row


def worked() -> list[int]:
    """The worker's steps, in its order."""
    return [recurring.make_due_drafts(), outbound_recurring.send_recurring(), outbound.send_queued()]


def test_it_is_written_issued_queued_and_taken_by_the_customers_access_point(due, peer):
    peer.publish(HOTEL)
    assert recurring.make_due_drafts() == 1
    assert not Document.objects.exists()
    assert outbound_recurring.send_recurring() == 1
    document, queued = Document.objects.get(), Transmission.objects.get()
    assert (Draft.objects.get().document, queued.document, queued.state) == (document, document, "queued")
    assert outbound.send_queued() == 1
    (taken,) = peer.taken
    assert sbdh.unwrap(taken.envelope).document in store.read(document.sha256)
    assert (taken.header.sender, taken.header.receiver) == (THE_BAKERY, HOTEL)
    sent = Transmission.objects.get()
    assert (sent.state, bool(sent.receipt), sent.message_id) == ("sent", True, taken.message_id)


def test_a_customer_on_the_network_by_his_vat_number_only_gets_it_too(due, peer):
    by_vat = ParticipantId("9925:be0899965307")
    peer.publish(by_vat)
    assert worked() == [1, 1, 1]
    assert (peer.taken[0].header.receiver, Transmission.objects.get().state) == (by_vat, "sent")


def test_it_is_sent_once_and_the_next_month_again(due, peer):
    peer.publish(HOTEL)
    assert worked() == [1, 1, 1]
    assert worked() == [0, 0, 0]
    Recurrence.objects.update(due_at=timezone.now())
    assert worked() == [1, 1, 1]
    assert len({taken.message_id for taken in peer.taken}) == len(set(Document.objects.values_list("number"))) == 2


def test_who_is_not_on_the_network_gets_no_number_and_a_person_sees_why(due, peer):
    assert worked() == [1, 1, 0]
    left = Occurrence.objects.get()
    assert (left.due_at, left.draft.document, Document.objects.count(), peer.taken) == (None, None, 0, [])
    assert (left.last_error, left.why) == ("nowhere", "The customer is not on Peppol.")
    with override("nl"):
        assert left.why == "De klant zit niet op Peppol."
