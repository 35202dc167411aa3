"""The door: a receipt only for what is stored, the same again for the same, and a plain no for everything else."""

import re
import sqlite3
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from schakel.hub.network.access_points import own as access_point
from schakel.hub.network.inbound import recipient
from schakel.hub.network.inbound import store as receipts
from schakel.hub.network.models import Registration, Transmission
from schakel.peppol import as4
from schakel.peppol.doors import Answer
from schakel.peppol.identifiers import ParticipantId
from schakel.peppol.keys import KeyRing
from schakel.peppol.pki import Role
from tests.hub.documents.ubl import invoice
from tests.hub.network.clocks import Clock
from tests.hub.network.posting import Endless, post, streamed
from tests.hub.network.world import OTHER, OURS, THE_MILL, Peer, SystemClock, header, keys, verify

pytestmark = pytest.mark.django_db


def refusal(sent: as4.Outgoing, response) -> str:
    """The code of the error signal."""
    answer = Answer(response.status_code, response.content, {"content-type": response["Content-Type"]})
    with pytest.raises((as4.Refused, as4.Unsettled)) as caught:
        as4.verify_receipt(answer, message_id=sent.message_id, digests=sent.digests, receiver=sent.receiver)
    return caught.value.code


def test_a_message_is_stored_with_its_receipt_and_work_that_is_due(peer, served):
    sent = peer.message(invoice())
    response = post(sent)
    verify(sent, response.status_code, response.content)
    row = Transmission.objects.get()
    assert (bytes(row.receipt), bytes(row.raw), row.state, row.company) == (
        response.content,
        sent.body,
        "received",
        served,
    )
    assert (row.peer, row.message_id, row.sender) == ("POP000002", sent.message_id, str(THE_MILL))
    assert (row.fair_key, row.due_at <= timezone.now()) == (served.office_id, True)


def test_no_session_and_no_sign_in_are_asked_for(peer, served, django_assert_num_queries):
    sent = peer.message(invoice())
    with django_assert_num_queries(2):  # registration with company; the insert, which looks for the envelope itself
        response = post(sent)
    assert not response.cookies


def looks(statement: str, values) -> list[str]:
    """How SQLite, which keeps no statistics and may take the wrong index, finds the rows."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values)
        return [plan for *_, plan in cursor.fetchall()]


def test_what_came_before_is_found_by_its_instance_id_however_many_there_are(db):
    found = looks(*receipts.empty_row())
    assert any("(instance_id=?)" in look for look in found)
    assert not any("direction=?" in look or look.startswith("SCAN network") for look in found)


def test_who_takes_it_is_found_by_participant_however_many_are_registered(db):
    found = looks(recipient.REGISTERED, recipient.values("0208:0407214017"))
    assert any("(scheme=? AND value=?)" in look for look in found)
    assert not any(look.startswith("SCAN") for look in found)


def test_D02_E01_the_same_message_gets_the_same_receipt_whenever_it_comes(peer, served):
    sent = peer.message(invoice())
    first = post(sent)
    Transmission.objects.update(created_at=timezone.now() - timedelta(days=400))
    Registration.objects.update(state=Registration.State.UNREGISTERED)
    assert post(sent).content == first.content
    assert Transmission.objects.count() == 1


def test_E03_the_same_id_with_other_contents_is_refused_and_the_first_stays(peer, served, caplog):
    sent = peer.message(invoice())
    first = post(sent)
    other = peer.message(invoice(number="2"), message_id=sent.message_id)
    assert refusal(other, post(other)) == "EBMS:0003"
    assert "came before with other contents" in caplog.text
    assert bytes(Transmission.objects.get().receipt) == first.content


def test_E04_the_same_id_from_another_access_point_is_another_message(peer, served):
    sent = peer.message(invoice())
    first = post(sent)
    other = Peer(OTHER).message(invoice(number="2"), message_id=sent.message_id)
    response = post(other)
    verify(other, response.status_code, response.content)
    assert (post(sent).content, post(other).content) == (first.content, response.content)
    assert Transmission.objects.count() == 2


def test_E05_the_same_envelope_in_another_message_is_a_repeat(peer, served):
    first = peer.message(invoice())
    post(first)
    again = peer.message_of(envelope_of(first), header())
    response = post(again)
    verify(again, response.status_code, response.content)
    original, repeat = Transmission.objects.order_by("pk")
    assert (repeat.state, repeat.repeat_of, repeat.conflict) == ("repeated", original, False)


def envelope_of(sent: as4.Outgoing) -> bytes:
    """As we see it."""
    return Peer(OURS).read(sent.body, {"Content-Type": sent.content_type}).envelope


def test_E06_the_same_instance_id_around_something_else_is_kept_and_flagged(peer, served):
    head = header()
    post(peer.message(invoice(), instance_id=head.instance_id))
    post(peer.message(invoice(number="2"), instance_id=head.instance_id))
    assert [(row.state, row.conflict) for row in Transmission.objects.order_by("pk")] == [
        ("received", False),
        ("received", True),
    ]


def test_A12_for_somebody_who_is_not_served_here_or_not_for_this_kind(peer, served, caplog):
    stranger = peer.message(invoice(), receiver=ParticipantId("0208:0899965307"))
    assert refusal(stranger, post(stranger)) == "PEPPOL:NOT_SERVICED"
    Registration.objects.update(document_types=[])
    sent = peer.message(invoice())
    assert refusal(sent, post(sent)) == "PEPPOL:NOT_SERVICED"
    assert Transmission.objects.count() == 0
    assert [line.count("\n") for line in caplog.messages] == [0, 0]


def test_A12_a_message_for_another_access_point(peer, served):
    sent = Peer(OTHER).message(invoice())
    misaddressed = as4.build(
        envelope_of(sent), header(), message_id="m@x", receiver=peer.key.certificate, key=peer.key, at=timezone.now()
    )
    assert post(misaddressed).status_code == 200
    assert Transmission.objects.count() == 0


def test_A19_more_than_the_limit_is_not_read(peer, served, settings, ours):
    sent = peer.message(invoice())
    response = streamed(sent, source := Endless(), str(ours.limits.message + 1))
    assert (response.status_code, source.taken) == (413, 0)


def test_A19_chunks_without_end_are_read_up_to_the_limit(peer, served, ours, monkeypatch):
    monkeypatch.setitem(ours.__dict__, "limits", as4.Limits(message=300_000))
    response = streamed(peer.message(invoice()), source := Endless())
    assert response.status_code == 413
    assert source.taken <= 300_001


def test_A19_a_message_that_ends_before_its_length_is_no_message(peer, served, caplog):
    sent = peer.message(invoice())
    assert streamed(sent, BytesIO(sent.body), str(len(sent.body) + 5)).status_code == 408
    assert "ended 5 bytes early" in caplog.text


def test_chunks_are_read_to_their_end(peer, served):
    sent = peer.message(invoice())
    response = streamed(sent, BytesIO(sent.body))
    assert response.status_code == 200
    verify(sent, response.status_code, response.content)


def test_A25_another_host_plain_http_and_other_methods(peer, served, settings):
    sent = peer.message(invoice())
    assert post(sent, host="evil.example").status_code == 400
    assert Client(headers={"host": "localhost"}).get("/as4").status_code == 405
    settings.SECURE = True
    assert post(sent).status_code == 400
    assert post(sent, **{"wsgi.url_scheme": "https"}).status_code == 200


def test_a_message_to_an_installation_without_access_point(peer, monkeypatch):
    monkeypatch.setattr("schakel.hub.network.access_points.own.current", lambda: None)
    assert post(peer.message(invoice())).status_code == 503


def test_what_nobody_can_say_about_a_certificate_is_asked_again_later(peer, served, ours, monkeypatch):
    def unknown(*_args, **_named):
        raise as4.NotNow(as4.Code.FAILED_AUTHENTICATION, "revocation unknown")

    monkeypatch.setattr(as4, "receive", unknown)
    response = post(peer.message(invoice()))
    assert (response.status_code, response["Retry-After"], response.content) == (503, "600", b"")


def test_a_connection_test_is_answered_and_delivers_nothing(peer, served):
    ours = keys()[1][OURS].certificate
    sent = as4.build_test(message_id="t@mill.example", receiver=ours, key=peer.key, at=timezone.now())
    response = post(sent)
    verify(sent, response.status_code, response.content)
    assert Transmission.objects.count() == 0


@pytest.mark.parametrize("fault", ["database or disk is full", "database is locked"])
def test_D04_D06_E07_what_cannot_be_stored_gets_no_receipt_and_is_taken_when_it_can(peer, served, monkeypatch, fault):
    sent = peer.message(invoice())

    def fail(*_args, **_named):
        raise OperationalError(fault)

    with monkeypatch.context() as patched:
        patched.setattr(receipts, "insert_message", fail)
        response = post(sent)
        assert (response.status_code, response["Retry-After"], response.content) == (503, "60", b"")
    again = post(sent)
    verify(sent, again.status_code, again.content)


def test_D09_stored_although_the_connection_was_lost_at_the_commit(peer, served):
    sent = peer.message(invoice())

    def lost(execute, sql, params, many, context):
        done = execute(sql, params, many, context)
        if sql.lstrip().startswith("INSERT"):
            raise OperationalError("server closed the connection unexpectedly")
        return done

    with connection.execute_wrapper(lost):
        response = post(sent)
    verify(sent, response.status_code, response.content)
    assert bytes(Transmission.objects.get().receipt) == response.content


def test_D05_a_disk_that_lost_what_it_had_is_not_asked_again(peer, served, monkeypatch, caplog, failing_disk):
    cause = sqlite3.OperationalError("disk I/O error")
    cause.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC

    def fail(*_args, **_named):
        raise OperationalError("disk I/O error") from cause

    with monkeypatch.context() as patched:
        patched.setattr(receipts, "insert_message", fail)
        assert post(peer.message(invoice())).status_code == 503
    assert "the disk failed, the service ends" in caplog.text
    response = post(peer.message(invoice()))  # meanwhile
    assert (response.status_code, response.content, response["Retry-After"]) == (503, b"", "60")


@pytest.fixture
def in_auckland(monkeypatch):
    """The machine's own time is thirteen hours away."""
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_D15_a_receipt_says_when_in_utc_wherever_the_machine_is(peer, served, in_auckland):
    response = post(peer.message(invoice()))
    (said,) = re.findall(rb"<eb:Timestamp>([^<]*)Z</eb:Timestamp>", response.content)
    at = datetime.fromisoformat(said.decode()).replace(tzinfo=UTC)
    assert abs(at - datetime.now(UTC)) < timedelta(minutes=1)


def test_L07_a_sender_that_still_knows_our_old_certificate_gets_a_receipt_under_it(peer, served, ours, monkeypatch):
    """During a renewal: what it looked up before is what it believes."""
    pki, issued = keys()
    newer = pki.issue(
        OURS, role=Role.ACCESS_POINT, valid_from=datetime.now(UTC) - timedelta(hours=1), private=issued[OTHER].private
    )
    renewed = replace(ours, keys=KeyRing([issued[OURS], newer]))
    monkeypatch.setattr(access_point, "current", lambda: renewed)
    sent = peer.message(invoice())
    answer = post(sent)
    assert (answer.status_code, sent.receiver) == (200, issued[OURS].certificate)
    verify(sent, answer.status_code, answer.content)  # without a network only the certificate addressed counts
    ended = Clock(issued[OURS].certificate.not_valid_after_utc + timedelta(days=1))
    received = as4.receive(
        {"Content-Type": sent.content_type}, BytesIO(sent.body), keys=renewed.keys, trust=pki.trust, clock=SystemClock(),
        revocation=pki,
    )  # fmt: skip
    assert receipts.receipt_key(received, ours=replace(renewed, clock=ended)) == newer
