"""Sender and receiver in one process, with real cryptography: what goes out comes in, and the receipt comes back."""

import dataclasses
from datetime import timedelta
from io import BytesIO

import pytest
from lxml import etree

from schakel.peppol import as4, sbdh
from schakel.peppol.as4 import signature, soap
from schakel.peppol.doors import Answer, RevocationStatus
from schakel.peppol.keys import KeyRing, RsaKey
from schakel.peppol.pki import Role
from tests.peppol.as4.messages import HEADER, INVOICE, MESSAGE_ID, Door
from tests.peppol.fakes import NOW, SaidRevocation

URL = "https://bob.example/as4"
ENVELOPE = sbdh.wrap(HEADER, INVOICE)


@dataclasses.dataclass
class Loop:
    """An Http door that leads straight into the receiving access point, which answers as the hub does."""

    door: Door
    key: RsaKey
    received: list[as4.Received] = dataclasses.field(default_factory=list)

    def post(self, url, *, body, headers, limit, timeout):
        signal_type = {"content-type": as4.SIGNAL_TYPE}
        try:
            received = self.door.take(dict(headers), body)
        except as4.As4Error as error:
            return Answer(200, as4.error_signal(error, message_id="e@bob.example", key=self.key, at=NOW), signal_type)
        self.received.append(received)
        return Answer(200, as4.receipt(received, message_id="r@bob.example", key=self.key, at=NOW), signal_type)


@pytest.fixture
def loop(door, bob):
    return Loop(door, bob)


@pytest.fixture
def outgoing(alice, bob):
    return as4.build(ENVELOPE, HEADER, message_id=MESSAGE_ID, receiver=bob.certificate, key=alice, at=NOW)


def test_an_envelope_arrives_unchanged_and_the_receipt_proves_it(loop, outgoing):
    proof = as4.send(outgoing, url=URL, http=loop)
    (received,) = loop.received
    assert b"NonRepudiationInformation" in proof.receipt
    assert proof.signed_by == outgoing.receiver
    assert received.envelope == ENVELOPE
    assert received.header == HEADER
    assert (received.message_id, received.sender) == (MESSAGE_ID, "POP999001")
    assert received.raw == outgoing.body
    assert received.raw_sha256 == signature.sha256(outgoing.body)
    assert not received.is_test


def test_A23_a_connection_test_gets_a_receipt_and_delivers_nothing(loop, alice, bob):
    ping = as4.build_test(message_id=MESSAGE_ID, receiver=bob.certificate, key=alice, at=NOW)
    as4.send(ping, url=URL, http=loop)
    (received,) = loop.received
    assert received.is_test
    assert received.envelope == b""


def test_what_we_write_is_in_canonical_form_already(outgoing):
    soap_part = outgoing.body.partition(b"\r\n\r\n")[2].partition(b"\r\n--")[0]
    envelope = soap.read(soap_part)
    signed_info = next(envelope.security.iter("{*}SignedInfo"))
    for element in (envelope.messaging, envelope.body, signed_info):
        assert signature.canonical(element, []) in soap_part


def test_a_refusal_reaches_the_sender_with_its_code_and_nothing_else(loop, outgoing, alice):
    loop.door.keys = KeyRing([alice])
    with pytest.raises(as4.Unsettled) as caught:
        as4.send(outgoing, url=URL, http=loop)
    assert caught.value.code == "EBMS:0102"
    assert not caught.value.permanent
    assert "does not decrypt" not in caught.value.detail


def test_not_serviced_is_written_as_the_profile_wants(door, message, bob):
    error = as4.not_serviced(door.take_message(message))
    assert "0208:0899965307" in error.detail
    root = etree.fromstring(as4.error_signal(error, message_id="e@bob.example", key=bob, at=NOW))
    (found,) = root.iter("{*}Error")
    assert found.get("errorCode") == "EBMS:0004"
    assert found.get("severity") == "failure"
    assert found.get("refToMessageInError") == MESSAGE_ID
    assert found.findtext("{*}ErrorDetail") == "PEPPOL:NOT_SERVICED"


def test_the_receipt_is_the_same_however_often_it_is_sent(door, outgoing, bob):
    received = door.take({"content-type": outgoing.content_type}, outgoing.body)
    first, second = (as4.receipt(received, message_id="r@b", key=bob, at=NOW) for _ in range(2))
    assert first == second


def test_a_key_being_rolled_over_still_decrypts(door, outgoing, pki, bob):
    newer = pki.issue("POP999002", role=Role.ACCESS_POINT, valid_from=NOW - timedelta(days=1))
    door.keys = KeyRing([bob, newer])
    assert door.take({"content-type": outgoing.content_type}, outgoing.body).envelope == ENVELOPE


def test_large_envelopes_survive_both_ways(alice, bob, door):
    document = INVOICE.replace(b"2026-001", b"x" * 3_000_000)
    envelope = sbdh.wrap(HEADER, document)
    sent = as4.build(envelope, HEADER, message_id=MESSAGE_ID, receiver=bob.certificate, key=alice, at=NOW)
    assert door.take({"content-type": sent.content_type}, sent.body).envelope == envelope


def test_a_message_id_that_is_none_is_not_sent(alice, bob):
    with pytest.raises(as4.As4Error):
        as4.build(ENVELOPE, HEADER, message_id="<a@b>", receiver=bob.certificate, key=alice, at=NOW)


def test_A10_an_unknown_revocation_is_no_verdict_on_the_message(door, outgoing):
    door.revocation = SaidRevocation(RevocationStatus.UNKNOWN)
    with pytest.raises(as4.NotNow) as caught:
        door.take({"content-type": outgoing.content_type}, outgoing.body)
    assert not caught.value.permanent
    assert caught.value.http_status == 503


def test_A10_a_setting_takes_senders_nobody_can_be_asked_about(door, outgoing):
    received = as4.receive(
        {"Content-Type": outgoing.content_type},
        BytesIO(outgoing.body),
        keys=door.keys,
        trust=door.trust,
        clock=door.clock,
        revocation=SaidRevocation(RevocationStatus.UNKNOWN),
        allow_unknown_revocation=True,
    )
    assert received.sender == "POP999001"
