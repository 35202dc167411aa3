"""D01–D04, D09, D12, E07: storage fails once at every call there is, and nothing is lost, and nothing is there twice."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from schakel.hub.documents.events import DocumentEvent
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Event, Way
from schakel.hub.network.inbound import filing as inbound
from schakel.hub.network.models import Transmission
from schakel.hub.network.outbound import worker as outbound
from schakel.hub.network.outbound.queue import queue
from tests.hub.conftest import company_of
from tests.hub.documents.ubl import MILL, invoice
from tests.hub.network.failing import failing_at
from tests.hub.network.posting import post
from tests.hub.network.world import THE_BAKERY, verify

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 100


def test_D01_D02_D04_E07_receiving(peer, served):
    failed = []
    for number in range(1, MANY):
        sent = peer.message(invoice(number=str(number)))
        with failing_at(number) as calls:
            response = post(sent)
        if response.status_code == 200:
            verify(sent, 200, response.content)
            assert Transmission.objects.filter(message_id=sent.message_id).count() == 1
        else:
            assert (response.status_code, response.content) == (503, b"")
        again = post(sent)
        verify(sent, again.status_code, again.content)
        assert bytes(Transmission.objects.get(message_id=sent.message_id).receipt) == again.content
        if not calls.failed:
            break
        failed.append(calls.failed)
    assert [call.split()[0] for call in failed] == ["SELECT", "INSERT", "after"]  # the commit is the INSERT's own


def rounds(step) -> None:
    """Until nothing is left, whatever the waits."""
    for _ in range(20):
        if not Transmission.objects.filter(due_at__isnull=False).update(due_at=timezone.now() - timedelta(seconds=1)):
            return
        step()


def interrupted(step, number: int) -> str:
    """The step, with storage failing once at this call: which one it was."""
    with failing_at(number) as calls, suppress(DatabaseError, OSError):
        step()  # the worker would log it, and go on
    return calls.failed


@pytest.mark.whole
def test_D03_D11_D12_filing(peer, served, caplog):
    failed = []
    for number in range(1, MANY):
        post(sent := peer.message(invoice(number=str(number))))
        failed.append(interrupted(inbound.work_received, number))
        rounds(inbound.work_received)
        row = Transmission.objects.get(message_id=sent.message_id)
        assert (row.state, row.raw, row.envelope, row.last_error) == ("filed", None, None, "")
        assert [event.kind for event in row.document.events.all()] == [DocumentEvent.RECEIVED]
        if not failed[-1]:
            break
    assert Document.objects.count() == number < MANY - 1
    assert {"before the commit", "after the commit", "save", "saved", "open"} <= set(failed)


@pytest.mark.whole
def test_D03_D11_D12_filing_together(peer, served, caplog):
    """Three at once, of which two are the same document: whatever fails, each is filed, and once."""
    failed = []
    for number in range(1, MANY):
        for name in ("a", "b", "b"):
            post(peer.message(invoice(number=f"{name}{number}")))
        failed.append(interrupted(inbound.work_received, number))
        rounds(inbound.work_received)
        last = Transmission.objects.order_by("-pk")[:3]
        assert {(row.state, row.raw, row.envelope, row.last_error) for row in last} == {("filed", None, None, "")}
        if not failed[-1]:
            break
    assert Document.objects.count() == 2 * number < 2 * MANY - 2
    assert Event.objects.filter(kind=DocumentEvent.RECEIVED).count() == 2 * number
    assert Event.objects.filter(kind=DocumentEvent.REPEATED).count() == number
    assert {"before the commit", "after the commit", "save", "settle", "settled", "open"} <= set(failed)


@pytest.mark.whole
def test_D12_E08_sending(peer, office, caplog):
    company_of(office, "Mill Vermeiren", MILL)
    peer.publish(THE_BAKERY)
    failed = []
    for number in range(1, MANY):
        row = queue(file(invoice(number=str(number)), Way.UPLOAD).documents[0])
        failed.append(interrupted(outbound.send_queued, number))
        rounds(outbound.send_queued)
        row.refresh_from_db()
        assert (row.state, bool(row.receipt)) == ("sent", True)
        assert row.tries.filter(code="").count() == 1
        if not failed[-1]:
            break
    assert number < MANY - 1
    assert {taken.message_id for taken in peer.taken} == set(Transmission.objects.values_list("message_id", flat=True))
    assert {"before the commit", "after the commit", "open"} <= set(failed)
