"""History: an uploaded invoice of January 2025 was in bookkeeping four seconds later and counted as overdue."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from schakel.hub.connections.unread_counts import News
from schakel.hub.documents.bills import effects
from schakel.hub.documents.bills.history import HistoryChoice, asked_of, decide_history
from schakel.hub.documents.bills.models import Bill, Effect, History
from schakel.hub.documents.bills.read import bill_for, read_new
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.documents.unread_counts import news
from schakel.hub.forwarding.dispatcher import dispatch_new, forward_again
from schakel.hub.forwarding.models import Forward, Forwarder, Route
from schakel.hub.network.responses.codes import AnswerStatus
from schakel.hub.network.responses.send import NO_ANSWERS, answerable_by, send_answer
from schakel.hub.payments.models import Payable
from schakel.hub.payments.payables import payable_for
from schakel.hub.payments.reminders import remind
from schakel.hub.payments.status import PaymentState, status_of
from tests.hub.conftest import signed_in
from tests.hub.documents.test_upload import upload
from tests.hub.documents.ubl import BAKERY, invoice, party

pytestmark = pytest.mark.django_db
OLD = {"date": "2025-01-10", "due": "<cbc:DueDate>2025-02-10</cbc:DueDate>"}


@pytest.fixture
def new_here(bakery):
    """Its connections began today."""
    bakery.connections.update(created_at=timezone.now())


@pytest.fixture
def ledger(office, purchases, alice):
    forwarder = Forwarder.objects.create(office=office, name="Ledger", kind="pull", created_by=alice)
    Route.objects.create(forwarder=forwarder, connection=purchases, since="2020-01-01T00:00Z")
    return forwarder


def brought(way: Way = Way.UPLOAD, history: HistoryChoice = HistoryChoice.BY_DATE, **told: str) -> Document:
    return file(invoice(**told), way, history=history).documents[0]


def effect(document: Document) -> str:
    return Bill.objects.get(document=document).effect


def test_an_uploaded_invoice_from_before_is_neither_booked_nor_overdue(alice, purchases, new_here, ledger):
    page = upload(alice, invoice(**OLD)).text
    document = Document.objects.get()
    dispatch_new()
    assert not Forward.objects.exists()
    assert forward_again(Document.objects.all(), of=ledger, also_sent=True) == 0
    assert status_of(payable_for(document)).state is PaymentState.HISTORY
    assert not Payable.objects.asking().exists()
    assert "is older than its connection here" in page
    assert (
        signed_in(alice).get("/documents/?q=2026-1184").text.count(f'href="/documents/{document.pk}/?q=2026-1184"') == 1
    )


def test_somebody_says_that_it_counts_and_everything_follows(alice, purchases, new_here, ledger):
    upload(alice, invoice(**OLD))
    document = Document.objects.get()
    dispatch_new()
    answer = signed_in(alice).post("/documents/history/", {"document": document.pk, "is_history": "0"}, follow=True)
    assert "1 document counts." in answer.text
    assert effects.of(Document.objects.get()).is_open
    assert status_of(payable_for(document)).state is PaymentState.OVERDUE
    assert Forward.objects.get().document == document
    signed_in(alice).post("/documents/history/", {"document": document.pk, "is_history": "1"})
    assert effect(document) == Effect.HISTORY
    assert [each.kind for each in document.events.order_by("pk")][-2:] == ["counts", "history"]


@pytest.mark.parametrize(
    ("way", "is_proposed"),
    [
        (Way.UPLOAD, True),
        (Way.API, True),
        (Way.FOLDER, True),
        (Way.COMMAND, False),
        (Way.PEPPOL, False),
        (Way.WRITTEN, False),
    ],
)
def test_by_which_ways_it_is_proposed(purchases, new_here, way, is_proposed):
    assert History.objects.filter(document=brought(way, **OLD), is_proposed=True).exists() is is_proposed


@pytest.mark.parametrize("way", [Way.PEPPOL, Way.WRITTEN])
def test_what_came_over_the_network_is_never_history(alice, purchases, new_here, way):
    document = brought(way, HistoryChoice.HISTORY, **OLD)
    signed_in(alice).post("/documents/history/", {"document": document.pk, "is_history": "1"})
    assert bill_for(document).effect == Effect.COUNTS


def test_what_was_issued_on_the_first_day_counts(purchases, new_here):
    today = timezone.localdate()
    assert bill_for(brought(date=today.isoformat())).effect == Effect.COUNTS
    assert bill_for(brought(date=(today - timedelta(1)).isoformat())).effect == Effect.HISTORY


def test_what_is_said_goes_before_the_date(purchases, sales, new_here):
    assert bill_for(brought(Way.API, HistoryChoice.COUNTS, **OLD)).effect == Effect.COUNTS
    sale = {"seller": party("Bakery", BAKERY), "buyer": party("Hotel", "0899965307"), "date": "2026-12-24"}
    document = brought(Way.COMMAND, HistoryChoice.HISTORY, **sale)
    assert (bill_for(document).effect, document.sent_elsewhere) == (Effect.HISTORY, True)


def test_a_sale_that_is_still_to_be_sent_is_not_proposed(alice, sales, new_here):
    sale = invoice(seller=party("Bakery", BAKERY), buyer=party("Hotel", "0899965307"), **OLD)
    upload(alice, sale, sales="to_send")
    assert not History.objects.exists()


def test_nobody_is_mailed_and_it_is_new_to_nobody(alice, clara, purchases, held, new_here, settings):
    soon = (timezone.localdate() + timedelta(2)).isoformat()
    document = brought(date="2025-01-10", due=f"<cbc:DueDate>{soon}</cbc:DueDate>")
    payable_for(document)
    remind()
    assert mail.outbox == []
    assert news(clara, [purchases.pk]) == {purchases.pk: News(0, document.received_at)}
    assert not Document.objects.unread_by(clara).exists()


def test_its_seller_gets_no_answer(alice, purchases, new_here):
    document = brought(**OLD)
    assert send_answer(document, AnswerStatus.ACCEPTED, by=alice) is NO_ANSWERS
    assert not answerable_by(alice, Document.objects.get())


def test_a_bill_that_comes_again_is_held_by_history(purchases, new_here):
    brought(**OLD)
    again = brought(Way.PEPPOL, note="Sent again", **OLD)
    read_new()
    assert effect(again) == Effect.DUPLICATE


def test_a_credit_note_for_a_bill_of_history_is_money_back(purchases, new_here):
    reference = "<cac:InvoiceDocumentReference><cbc:ID>2026-1184</cbc:ID></cac:InvoiceDocumentReference>"
    preceding = f"<cac:BillingReference>{reference}</cac:BillingReference>"
    old = brought(**OLD)
    note = brought(Way.PEPPOL, root="CreditNote", number="C-1", documents=preceding)
    read_new()
    assert Bill.objects.get(document=note).undoes_id == old.pk
    assert (effect(old), effect(note)) == (Effect.HISTORY, Effect.COUNTS)
    decide_history([old], is_history=False, by=None)
    assert (effect(old), effect(note)) == (Effect.CREDITED, Effect.CREDITED)


def test_the_same_bytes_again_change_nothing(purchases, new_here):
    document = brought(Way.PEPPOL, **OLD)
    brought(Way.UPLOAD, HistoryChoice.HISTORY, **OLD)
    assert bill_for(document).effect == Effect.COUNTS


def test_decided_twice_it_is_said_once(alice, purchases, new_here):
    document = brought(**OLD)
    assert [decide_history([document], is_history=True, by=alice) for _ in range(2)] == [1, 0]
    assert not asked_of(alice).exists()
    assert document.events.filter(kind="history").count() == 1


def test_G02_only_who_may_add_documents_decides(alice, clara, diane, purchases, new_here):
    document = brought(**OLD)
    for stranger in (clara, diane):
        signed_in(stranger).post("/documents/history/", {"document": document.pk, "is_history": "0"})
        assert str(document.number) not in signed_in(stranger).get("/documents/history/").text
    assert bill_for(document).effect == Effect.HISTORY


def test_all_that_is_asked_is_confirmed_at_once(alice, purchases, new_here):
    for number in ("1", "2", "3"):
        brought(number=number, **OLD)
    assert "3 documents were kept as history" in signed_in(alice).get("/documents/").text
    signed_in(alice).post("/documents/history/", {"is_history": "all"})
    assert "kept as history because" not in signed_in(alice).get("/documents/").text
    assert History.objects.active().count() == 3


@pytest.mark.parametrize("posted", [{}, {"is_history": "2"}, {"is_history": "0", "document": ["x", "9" * 40, "-1"]}])
def test_what_is_not_understood_changes_nothing(alice, purchases, new_here, posted):
    brought(**OLD)
    assert signed_in(alice).post("/documents/history/", posted).status_code == 302
    assert History.objects.undecided().count() == 1
