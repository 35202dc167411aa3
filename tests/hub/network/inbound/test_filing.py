"""What came in is filed once, where it belongs, and nothing is forgotten before it stands in the store."""

from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from schakel.hub.connections.models import Connection
from schakel.hub.documents import store
from schakel.hub.documents.events import DocumentEvent
from schakel.hub.documents.models import Document, Event, Way
from schakel.hub.network.inbound import filing as inbound
from schakel.hub.network.models import Transmission
from schakel.peppol import sbdh
from schakel.peppol.identifiers import DocumentTypeId, ParticipantId, ProcessId
from tests.hub.documents.ubl import BAKERY, MILL, invoice, party
from tests.hub.network.conftest import registered
from tests.hub.network.doors.test_as4 import envelope_of
from tests.hub.network.posting import post
from tests.hub.network.world import UBL, header

pytestmark = pytest.mark.django_db
SELF_BILLING = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:selfbilling:3.0"
SELF_BILLED = DocumentTypeId.of(f"{UBL}:Invoice-2", "Invoice", customization=SELF_BILLING, version="2.1")


def received(peer, document: bytes, **told) -> Transmission:
    assert post(peer.message(document, **told)).status_code == 200
    return Transmission.objects.latest("pk")


def test_an_invoice_is_filed_among_the_purchases_of_its_buyer(peer, served):
    row = received(peer, invoice())
    assert inbound.work_received() == 1
    row.refresh_from_db()
    assert (row.state, row.due_at, row.document.number) == ("filed", None, "2026-1184")
    assert row.document.connection == served.connections.get(side=Connection.Side.PURCHASE)
    assert [(e.kind, e.way) for e in row.document.events.all()] == [(DocumentEvent.RECEIVED, Way.PEPPOL)]
    assert invoice().endswith(store.read(row.document.sha256))  # without the XML declaration of its own
    assert inbound.work_received() == 0


def test_what_the_buyer_billed_himself_is_a_sale_of_the_receiver(peer, served):
    registration = registered(served, "9925", f"be{BAKERY}", str(SELF_BILLED))
    bytes_ = invoice(seller=party("Bakery", BAKERY), buyer=party("Mill", MILL), type_code="389")
    row = received(
        peer,
        bytes_,
        receiver=ParticipantId(f"9925:{registration.value}"),
        document_type=SELF_BILLED,
        process=ProcessId("urn:fdc:peppol.eu:2017:poacc:selfbilling:01:1.0"),
    )
    inbound.work_received()
    row.refresh_from_db()
    assert row.document.connection == served.connections.get(side=Connection.Side.SALES)


def test_B09_what_cannot_be_read_is_filed_and_shown(peer, served):
    head = header()
    envelope = sbdh.wrap(head, f'<Invoice xmlns="{UBL}:Invoice-2"/>'.encode()).replace(
        b"<Invoice ", b"<InvitationMail "
    )
    assert post(peer.message_of(envelope, head)).status_code == 200
    inbound.work_received()
    row = Transmission.objects.get()
    assert (row.state, bool(row.document.fault), row.document.verdict) == ("filed", True, "not_checked")


def test_B10_an_invalid_invoice_is_kept_with_what_is_wrong(peer, served):
    row = received(peer, invoice(total="999.00"))
    inbound.work_received()
    row.refresh_from_db()
    report = row.document.judgements.get().report
    assert row.document.verdict == "invalid"
    assert "BR-CO-15" in str(report)


def test_the_message_and_the_envelope_move_to_the_store(peer, served):
    sent = peer.message(invoice())
    post(sent)
    inbound.work_received()
    row = Transmission.objects.get()
    assert (row.raw, row.envelope) == (None, None)
    assert store.read(row.raw_sha256) == sent.body
    assert store.read(row.envelope_sha256) == envelope_of(sent)


@pytest.mark.parametrize("fault", ["down", "loses"])
def test_D11_the_row_keeps_everything_while_the_store_is_down_or_loses_it(peer, served, monkeypatch, fault):
    sent = peer.message(invoice())
    row = received(peer, invoice())

    def down(_name, _content):
        if fault == "down":
            raise OSError("no route to the store")

    with monkeypatch.context() as patched:
        patched.setattr(storages["documents"], "save", down)
        assert post(sent).status_code == 200  # receipts go on
        inbound.work_received()
        row.refresh_from_db()
        assert (row.state, row.document, bool(row.raw), bool(row.envelope)) == ("received", None, True, True)
        assert timezone.now() < row.due_at <= timezone.now() + inbound.LONGEST_WAIT
    Transmission.objects.update(due_at=timezone.now())
    inbound.work_received()
    assert [each.state for each in Transmission.objects.all()] == ["filed", "filed"]


def test_D12_filed_once_although_the_worker_died_at_the_last_moment(peer, served, monkeypatch):
    row = received(peer, invoice())

    def dies(*_args, **_told):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(inbound, "finish", dies)
        with pytest.raises(SystemExit):
            inbound.work_received()
    assert Document.objects.count() == 0  # all or nothing
    Transmission.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    inbound.work_received()
    row.refresh_from_db()
    assert [event.kind for event in row.document.events.all()] == [DocumentEvent.RECEIVED]


def test_E05_a_repeat_is_not_delivered_again(peer, served):
    sent = peer.message(invoice())
    post(sent)
    post(again := peer.message_of(envelope_of(sent), header()))
    inbound.work_received()
    first, repeat = Transmission.objects.order_by("pk")
    assert (repeat.state, repeat.document, repeat.due_at, repeat.raw) == ("repeated", first.document, None, None)
    assert store.read(repeat.raw_sha256) == again.body
    assert Event.objects.filter(document=first.document).count() == 1


def test_E06_the_same_envelope_id_around_something_else_is_filed_too(peer, served):
    head = header()
    received(peer, invoice(), instance_id=head.instance_id)
    received(peer, invoice(number="2"), instance_id=head.instance_id)
    inbound.work_received()
    assert sorted(Document.objects.values_list("number", flat=True)) == ["2", "2026-1184"]


def test_the_same_bytes_in_a_new_envelope_are_the_document_we_have(peer, served):
    received(peer, invoice())
    received(peer, invoice())
    inbound.work_received()
    one, two = Transmission.objects.order_by("pk")
    assert one.document == two.document
    assert sorted(event.kind for event in one.document.events.all()) == [DocumentEvent.RECEIVED, DocumentEvent.REPEATED]


def test_a_kind_of_document_nobody_takes_is_kept_and_shown(peer, served):
    kind = DocumentTypeId.of(f"{UBL}:Catalogue-2", "Catalogue", customization="urn:x", version="2.1")
    served.registrations.update(document_types=[str(kind)])
    row = received(peer, f'<Catalogue xmlns="{UBL}:Catalogue-2"/>'.encode(), document_type=kind)
    inbound.work_received()
    row.refresh_from_db()
    assert (row.state, row.due_at, row.last_error, bool(row.raw)) == ("received", None, inbound.NO_ROOM, True)


def test_a_fault_nobody_expected_is_tried_again_and_never_given_up(peer, served, monkeypatch, caplog):
    row = received(peer, invoice())
    Transmission.objects.update(attempts=400)
    monkeypatch.setattr(inbound, "file", lambda *_told, **_named: 1 / 0)
    inbound.work_received()
    row.refresh_from_db()
    assert row.due_at <= timezone.now() + inbound.LONGEST_WAIT
    assert "ZeroDivisionError" in row.last_error


def test_a_batch_is_filed_in_one_go_each_where_it_belongs_and_once(peer, served, monkeypatch):
    for number in ("1", "2", "2"):
        received(peer, invoice(number=number))
    monkeypatch.setattr(inbound, "work", None)  # nothing is left to be filed alone
    assert inbound.work_received() == 3
    one, two, same = Transmission.objects.order_by("pk")
    assert [one.document.number, two.document.number, same.document] == ["1", "2", two.document]
    assert [event.kind for event in one.document.events.all()] == [DocumentEvent.RECEIVED]
    assert [event.kind for event in two.document.events.order_by("pk")] == [
        DocumentEvent.RECEIVED,
        DocumentEvent.REPEATED,
    ]
    assert [document.judgements.count() for document in (one.document, two.document)] == [1, 1]
    assert [(row.state, row.due_at, row.raw, row.envelope) for row in (one, two, same)] == [
        ("filed", None, None, None)
    ] * 3


def test_D11_one_that_was_changed_in_its_row_leaves_the_others_of_the_batch_filed(peer, served):
    good, bad, other = (received(peer, invoice(number=number)) for number in "123")
    Transmission.objects.filter(pk=bad.pk).update(raw=b"something else")
    inbound.work_received()
    states = dict(Transmission.objects.values_list("pk", "state"))
    assert states == {good.pk: "filed", bad.pk: "received", other.pk: "filed"}
    bad.refresh_from_db()
    assert "was changed in the row" in bad.last_error
    assert bad.attempts == 1


def test_one_bad_one_is_found_by_halves_so_that_the_others_are_not_worked_alone(peer, served, monkeypatch):
    rows = [received(peer, invoice(number=str(number))) for number in range(8)]
    Transmission.objects.filter(pk=rows[5].pk).update(envelope=b"no envelope")
    alone = []
    monkeypatch.setattr(inbound, "work", alone.append)
    assert inbound.work_received() == 8
    assert alone == rows[4:6]  # the last half of the half
    assert Transmission.objects.filter(state="filed").count() == Document.objects.count() == 6


def test_while_one_lane_takes_a_batch_another_leaves_what_came_since_for_the_next(peer, served):
    received(peer, invoice())
    with inbound.batch_lock:
        assert inbound.work_received() == 0
    assert inbound.work_received() == 1


def test_D13_what_a_worker_died_at_comes_few_at_a_time_and_ten_in_one_step(peer, served):
    rows = [received(peer, invoice(number=str(number))) for number in range(12)]
    Transmission.objects.filter(pk__in=[row.pk for row in rows[:3]]).update(interrupted_attempts=2)
    Transmission.objects.filter(pk__in=[row.pk for row in rows[3:5]]).update(interrupted_attempts=1)
    assert [inbound.work_received(), inbound.work_received()] == [12, 0]  # one, one, one, two, and the others together
    assert Transmission.objects.filter(state="filed", interrupted_attempts=0).count() == 12


def test_a_heavy_batch_is_filed_in_shares_and_what_was_read_is_let_go(peer, served, monkeypatch):
    for number in range(4):
        received(peer, invoice(number=str(number), note="x" * 40_000))
    monkeypatch.setattr(inbound, "TOGETHER", 100_000)
    seen = []
    for share in inbound.shares(rows := Transmission.claim()):
        assert [row for row in rows if vars(row).get("envelope") and vars(row).get("raw")] == share
        seen.append(len(share))
    assert sum(seen) == 4
    assert len(seen) > 1
    assert not any(vars(row).get("envelope") or vars(row).get("raw") for row in rows)


def test_a_large_one_is_filed_alone_so_that_memory_stays_bounded(peer, served, monkeypatch):
    alone = []
    monkeypatch.setattr(inbound, "work", alone.append)
    monkeypatch.setattr(inbound, "SMALL", 100_000)
    large = received(peer, invoice(note="x" * 100_000))
    for number in "12":
        received(peer, invoice(number=number))
    inbound.work_received()
    assert alone == [large]
    assert Document.objects.count() == 2
