"""Nothing is sent for a document in quarantine, by any step of the worker; and when it is released everything is sent, once."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.utils import timezone

from schakel.hub import worker
from schakel.hub.connections.models import Access, Role
from schakel.hub.documents import store
from schakel.hub.documents.events import DocumentEvent
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Event, Way
from schakel.hub.documents.quarantine import quarantine, release
from schakel.hub.due import Due
from schakel.hub.forwarding import dispatcher
from schakel.hub.forwarding import models as forwarding
from schakel.hub.forwarding.models import Forwarder, Route
from schakel.hub.network.inbound import filing as inbound
from schakel.hub.network.mls import send as mls_out
from schakel.hub.network.models import Answer, Transmission
from schakel.hub.network.outbound.queue import queue
from schakel.hub.network.registration import document_types
from schakel.hub.network.responses import receive as responses_in
from schakel.hub.network.responses import send as responses_out
from schakel.hub.network.responses.codes import AnswerStatus
from schakel.hub.sales.models import Mailing
from schakel.peppol import mls, sbdh
from schakel.peppol.identifiers import ParticipantId, ProcessId, service_provider
from schakel.peppol.sbdh import MlsType
from tests.hub.documents.ubl import BAKERY, invoice, party
from tests.hub.network.posting import post
from tests.hub.network.world import THE_MILL, THEIRS

pytestmark = pytest.mark.django_db
HOTEL = "0899965307"


@pytest.fixture
def reached(peer):
    """Everybody who would hear something."""
    response = document_types.INVOICE_RESPONSE
    peer.publish(service_provider(THEIRS), kind=mls.DOCUMENT_TYPE, process=mls.PROCESS)
    peer.publish(THE_MILL, kind=response, process=ProcessId("urn:fdc:peppol.eu:poacc:bis:invoice_response:3"))
    peer.publish(ParticipantId(f"0208:{HOTEL}"))
    return peer


@pytest.fixture
def waiting(reached, served, alice, clara, purchases, sales):
    """A purchase and a sale of which everything that can be sent waits in its queue; the reminder is due too."""
    Access.objects.create(connection=purchases, user=clara, role=Role.FULL)
    books = Forwarder.objects.create(office=served.office, name="Books", kind="email", language="en")
    for connection in (purchases, sales):
        Route.objects.create(forwarder=books, connection=connection, address="books@package.example")
    soon = f"<cbc:DueDate>{timezone.localdate() + timedelta(days=3)}</cbc:DueDate>"
    assert post(reached.message(invoice(due=soon), mls_type=MlsType.ALWAYS_SEND)).status_code == 200
    inbound.work_received()
    bought = Document.objects.get()
    assert isinstance(responses_out.send_answer(bought, AnswerStatus.ACCEPTED, by=alice), Answer)
    sold = invoice(number="S-1", seller=party("Bakery", BAKERY), buyer=party("Hotel", HOTEL))
    sale = file(sold, Way.UPLOAD).documents[0]
    queue(sale)
    Mailing.objects.create(document=sale, email="hotel@hotel.example", language="en", by=alice, due_at=timezone.now())
    dispatcher.dispatch_new()
    return bought, sale


def rounds(count: int) -> None:
    """As if all waiting were over before each."""
    for _ in range(count):
        for model in (model for model in apps.get_models() if issubclass(model, Due)):
            model._base_manager.filter(due_at__isnull=False).update(due_at=timezone.now(), interrupted_attempts=0)
        for step in worker.STEPS:
            step()


def roots(peer) -> list[str]:
    return sorted(sbdh.unwrap(each.envelope).header.document_type.root for each in peer.taken)


def test_nothing_leaves_and_then_everything_once(waiting, reached):
    for document in waiting:
        assert quarantine(document, "Harmful")
    rounds(3)
    assert (roots(reached), [each.subject for each in mail.outbox]) == ([], [])
    assert not forwarding.Attempt.objects.exists()
    assert not Transmission.objects.exclude(last_error="").exists()
    assert not mls_out.Transmission.objects.filter(about__isnull=False).exists()
    for document in waiting:
        assert release(document)
    rounds(3)
    assert roots(reached) == ["ApplicationResponse", "ApplicationResponse", "Invoice"]
    to = sorted(address for each in mail.outbox for address in each.to)
    assert to == ["books@package.example", "books@package.example", "clara@clara.example", "hotel@hotel.example"]
    kinds = list(
        Event.objects.filter(document=waiting[0], kind__startswith="quarantine").values_list("kind", flat=True)
    )
    assert kinds == ["quarantined", "quarantine_ended"]


def test_what_a_worker_has_in_hand_already_does_not_go_either(waiting, reached, monkeypatch):
    claimed = Transmission.claim.__func__

    def and_then_quarantined(cls, *where, **named):
        rows = claimed(cls, *where, **named)
        for document in waiting:
            quarantine(document, "Harmful")
        return rows

    monkeypatch.setattr(Transmission, "claim", classmethod(and_then_quarantined))
    rounds(1)
    assert roots(reached) == []


def test_what_comes_again_is_no_second_document(waiting, reached):
    bought, _sale = waiting
    quarantine(bought, "Harmful")
    assert post(reached.message(store.read(bought.sha256))).status_code == 200
    inbound.work_received()
    assert Document.everything.count() == 2
    assert bought.events.filter(kind=DocumentEvent.REPEATED).exists()


def test_an_answer_that_comes_meanwhile_stands_with_its_document_afterwards(waiting, alice):
    _bought, sale = waiting
    quarantine(sale, "Harmful")
    answer = Answer(number=sale.number, issue_date=sale.issue_date)
    row = Transmission.objects.outgoing().get(document=sale)
    assert responses_in.find_document(Transmission(company=row.company, sender=row.receiver), answer) == sale
