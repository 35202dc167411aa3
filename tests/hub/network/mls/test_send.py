"""Message Level Status, given and got. Rows E11 and E12 of the threats."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.network.events import NetworkEvent
from schakel.hub.network.inbound import filing as inbound
from schakel.hub.network.mls import send as mls_out
from schakel.hub.network.models import Transmission
from schakel.hub.network.outbound import worker as outbound
from schakel.hub.network.outbound.queue import queue
from schakel.peppol import mlr, mls, sbdh
from schakel.peppol.doors import Answer
from schakel.peppol.identifiers import ParticipantId, service_provider
from schakel.peppol.mls import Fate, Issue, MessageStatus, Reason
from schakel.peppol.sbdh import MlsType
from tests.hub.conftest import company_of, signed_in
from tests.hub.documents.ubl import MILL, invoice
from tests.hub.network.posting import post
from tests.hub.network.world import OTHER, OURS, THE_BAKERY, THEIRS, Peer, header

pytestmark = pytest.mark.django_db
US, THEM = service_provider(OURS), service_provider(THEIRS)


def worked(peer, document: bytes, **told) -> Transmission:
    """Received and filed; the worker has looked whether a status is owed."""
    assert post(peer.message(document, **told)).status_code == 200
    inbound.work_received()
    mls_out.answer_filed()
    return Transmission.objects.incoming().latest("pk")


def sent_status(peer) -> MessageStatus:
    outbound.send_queued()
    envelope = sbdh.unwrap(peer.taken[-1].envelope)
    assert (envelope.header.document_type, envelope.header.process) == (mls.DOCUMENT_TYPE, mls.PROCESS)
    assert mls.check(envelope.document) == ()
    return mls.read(envelope.document)


@pytest.fixture
def hears(peer):
    peer.publish(THEM, kind=mls.DOCUMENT_TYPE, process=mls.PROCESS)
    return peer


def test_a_document_that_breaks_the_rules_is_told_to_who_sent_it(hears, served):
    row = worked(hears, invoice(total="999.00"))
    assert (row.state, row.due_at, row.document.verdict) == ("filed", None, "invalid")
    status = sent_status(hears)
    assert (status.sender, status.receiver, status.about, status.fate) == (US, THEM, row.instance_id, Fate.REJECTED)
    assert status.description
    assert any(each.description.startswith("BR-CO-1") and each.reason is Reason.RULE_BROKEN for each in status.issues)
    assert row.statuses.get().state == "sent"


def test_what_nobody_can_read_is_a_syntax_fault(hears, served):
    head = header()
    envelope = (
        sbdh.wrap(head, invoice())
        .replace(b"<Invoice ", b"<InvitationMail ")
        .replace(b"</Invoice>", b"</InvitationMail>")
    )
    post(hears.message_of(envelope, head))
    inbound.work_received()
    mls_out.answer_filed()
    assert [each.reason for each in sent_status(hears).issues] == [Reason.SYNTAX]


def test_success_is_told_only_to_who_asked(hears, served):
    worked(hears, invoice())
    assert not Transmission.objects.outgoing().exists()
    worked(hears, invoice(number="2"), mls_type=MlsType.ALWAYS_SEND)
    assert sent_status(hears).fate is Fate.CONFIRMED


def test_it_goes_where_the_envelope_says(hears, served):
    elsewhere = ParticipantId("0242:000777")
    worked(hears, invoice(), mls_type=MlsType.ALWAYS_SEND, mls_to=elsewhere)
    assert Transmission.objects.outgoing().get().receiver == str(elsewhere)


@pytest.mark.parametrize(
    ("day", "state"), [(mls.RECEIVE_BY, "ignored"), (mls.RECEIVE_BY + timedelta(days=1), "failed")]
)
def test_one_that_nobody_takes_yet_is_no_failure_until_everybody_must(peer, served, day, state, monkeypatch):
    row = worked(peer, invoice(total="999.00"))
    now = datetime.combine(day, time(12), tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    Transmission.objects.update(due_at=None)
    status = row.statuses.get()
    status.work_again()
    outbound.send_queued()
    status.refresh_from_db()
    assert (status.state, status.due_at, status.tries.get().code) == (state, None, "NOT_REGISTERED")
    assert Transmission.objects.filter(Transmission.STUCK).exists() == (state == "failed")


def test_at_most_one_status_for_a_message_and_none_for_a_repeat(hears, served):
    row = worked(hears, invoice(), mls_type=MlsType.ALWAYS_SEND)
    row.work_again()
    mls_out.answer_filed()
    row.refresh_from_db()
    assert (row.due_at, row.statuses.count()) == (None, 1)
    message = hears.message(invoice(number="2"), mls_type=MlsType.ALWAYS_SEND)
    for _time in range(2):
        post(message)
    inbound.work_received()
    mls_out.answer_filed()
    assert Transmission.objects.outgoing().count() == 2


@pytest.fixture
def sale(office) -> Document:
    company_of(office, "Mill Vermeiren", MILL)
    return file(invoice(), Way.UPLOAD).documents[0]


@pytest.fixture
def on_its_way(sale, peer) -> Transmission:
    peer.publish(THE_BAKERY)
    return queue(sale)


def status(about: str, fate: Fate = Fate.CONFIRMED) -> MessageStatus:
    usual = MessageStatus("S-1", datetime.now(UTC).replace(microsecond=0), THEM, US, about, fate)
    issues = (Issue(Reason.RULE_BROKEN, "BR-CO-15: the sum is wrong", "/Invoice"),)
    return replace(usual, description="Wrong", issues=issues) if fate is Fate.REJECTED else usual


def tell(peer, told: MessageStatus) -> Transmission:
    """The other access point sends us a status."""
    head = mls.envelope(told, country="BE", instance_id=f"i-{told.id}-{told.about}-{told.fate}")
    assert post(peer.message_of(sbdh.wrap(head, mls.write(told)), head)).status_code == 200
    inbound.work_received()
    return Transmission.objects.incoming().latest("pk")


@pytest.mark.parametrize(
    ("fate", "state"), [(Fate.CONFIRMED, "confirmed"), (Fate.REJECTED, "rejected"), (Fate.PASSED_ON, "sent")]
)
def test_what_we_sent_is_confirmed_or_rejected(peer, on_its_way, alice, fate, state):
    outbound.send_queued()
    row = tell(peer, status(on_its_way.instance_id, fate))
    on_its_way.refresh_from_db()
    assert (on_its_way.state, row.state, row.about, row.company) == (state, "filed", on_its_way, None)
    page = signed_in(alice).get(f"/documents/{on_its_way.document_id}/").text
    assert ("BR-CO-15: the sum is wrong" in page) == (state == "rejected")


def test_E11_it_comes_before_our_own_note_of_the_sending(peer, on_its_way):
    """The same end, whichever is first: here the other side is quicker than our commit."""
    early = tell(peer, status(on_its_way.instance_id))
    assert (early.state, early.due_at is not None) == ("received", True)
    outbound.send_queued()
    Transmission.objects.filter(pk=early.pk).update(due_at=datetime(2026, 1, 1, tzinfo=UTC))
    inbound.work_received()
    on_its_way.refresh_from_db()
    assert (on_its_way.state, bool(on_its_way.receipt)) == ("confirmed", True)


def test_E11_it_has_the_message_though_the_receipt_was_lost(peer, on_its_way):
    peer.answers = [Answer(503, b"")]
    outbound.send_queued()
    tell(peer, status(on_its_way.instance_id))
    on_its_way.refresh_from_db()
    assert (on_its_way.state, on_its_way.due_at) == ("confirmed", None)


def test_E11_the_first_of_two_counts(peer, on_its_way):
    outbound.send_queued()
    tell(peer, status(on_its_way.instance_id))
    tell(peer, replace(status(on_its_way.instance_id, Fate.REJECTED), id="S-2"))
    on_its_way.refresh_from_db()
    assert on_its_way.state == "confirmed"
    kinds = on_its_way.document.events.values_list("kind", flat=True)
    assert [kind for kind in kinds if kind in (NetworkEvent.CONFIRMED, NetworkEvent.REFUSED)] == ["confirmed"]


def test_E11_strangers_are_ignored_and_logged(peer, on_its_way, caplog):
    outbound.send_queued()
    stranger = tell(Peer(OTHER), status(on_its_way.instance_id, Fate.REJECTED))
    unknown = tell(peer, status("nothing-of-ours"))
    on_its_way.refresh_from_db()
    assert [on_its_way.state, stranger.state, unknown.state] == ["sent", "ignored", "ignored"]
    assert "was not sent to POP000003" in stranger.last_error
    assert len([line for line in caplog.messages if "status ignored" in line]) == 2


def test_one_for_another_provider_is_not_taken_here(peer, db):
    told = replace(status("x"), receiver=ParticipantId("0242:000999"))
    head = mls.envelope(told, country="BE", instance_id="i")
    assert b"NOT_SERVICED" in post(peer.message_of(sbdh.wrap(head, mls.write(told)), head)).content
    assert not Transmission.objects.exists()


def test_E12_a_status_is_never_answered_with_a_status(hears, served):
    """Nor is one about our own status believed: the two could go on for ever."""
    worked(hears, invoice(total="999.00"))
    outbound.send_queued()
    ours = Transmission.objects.outgoing().get()
    row = tell(hears, status(ours.instance_id, Fate.REJECTED))
    mls_out.answer_filed()
    assert (row.state, Transmission.objects.outgoing().count()) == ("ignored", 1)
    envelope_asking = status("x")
    head = replace(mls.envelope(envelope_asking, country="BE", instance_id="j"), mls_type=MlsType.ALWAYS_SEND)
    post(hears.message_of(sbdh.wrap(head, mls.write(envelope_asking)), head))
    inbound.work_received()
    mls_out.answer_filed()
    assert Transmission.objects.outgoing().count() == 1


@pytest.mark.parametrize("kind", [mls.DOCUMENT_TYPE, mlr.DOCUMENT_TYPE])
def test_E12_nothing_is_owed_about_a_status_even_when_it_is_asked_for(kind):
    asked = replace(header(), mls_type=MlsType.ALWAYS_SEND)
    broken = Document(fault="not_xml")
    assert mls_out.is_owed(asked, broken)
    assert not mls_out.is_owed(replace(asked, document_type=kind), broken)


def test_a_status_that_breaks_its_rules_is_ignored(peer, on_its_way):
    outbound.send_queued()
    told = status(on_its_way.instance_id)
    head = mls.envelope(told, country="BE", instance_id="k")
    post(peer.message_of(sbdh.wrap(head, mls.write(told).replace(b">AP<", b">ZZ<")), head))
    inbound.work_received()
    row = Transmission.objects.incoming().get()
    assert (row.state, row.due_at) == ("ignored", None)
