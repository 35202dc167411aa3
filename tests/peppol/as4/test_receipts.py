"""Threat A24: an answer counts as a receipt only when it proves that the right one has the right bytes."""

import re
from dataclasses import replace

import pytest

from schakel.peppol import as4, sbdh
from schakel.peppol.as4 import signals, signature, soap, tokens
from schakel.peppol.doors import Answer
from tests.peppol.as4.messages import HEADER, INVOICE, MESSAGE_ID
from tests.peppol.fakes import NOW

XML = {"content-type": as4.SIGNAL_TYPE}


@pytest.fixture
def outgoing(alice, bob):
    envelope = sbdh.wrap(HEADER, INVOICE)
    return as4.build(envelope, HEADER, message_id=MESSAGE_ID, receiver=bob.certificate, key=alice, at=NOW)


@pytest.fixture
def received(door, outgoing):
    return door.take({"content-type": outgoing.content_type}, outgoing.body)


@pytest.fixture
def verify(outgoing):
    def verify(body, *, status=200, headers=XML):
        kept = {"message_id": MESSAGE_ID, "digests": outgoing.digests, "receiver": outgoing.receiver}
        as4.verify_receipt(Answer(status, body, headers), **kept)

    return verify


def signed(content, key):
    return signals._signed(content, key)


def receipt(received, key):
    return as4.receipt(received, message_id="r@bob.example", key=key, at=NOW)


def test_the_right_receipt_counts_with_or_without_content_type(verify, received, bob):
    verify(receipt(received, bob))
    verify(receipt(received, bob), headers={})


def test_A24_receipt_for_a_message_we_never_sent(verify, received, bob):
    with pytest.raises(as4.NoReceipt) as caught:
        verify(receipt(replace(received, message_id="other@alice.example"), bob))
    assert caught.value.code == "EBMS:0302"
    assert not caught.value.permanent


@pytest.mark.parametrize("kept", [[], [0], [0, 1], [0, 1, 2, 2]])
def test_A24_receipt_that_does_not_acknowledge_everything(verify, received, bob, kept):
    with pytest.raises(as4.NoReceipt):
        verify(receipt(replace(received, references=[received.references[index] for index in kept]), bob))


def test_A24_receipt_with_other_digests(verify, door, outgoing, alice, bob):
    again = as4.build(
        sbdh.wrap(HEADER, INVOICE.replace(b"001", b"002")),
        HEADER,
        message_id=MESSAGE_ID,
        receiver=bob.certificate,
        key=alice,
        at=NOW,
    )
    received = door.take({"content-type": again.content_type}, again.body)
    with pytest.raises(as4.NoReceipt) as caught:
        verify(receipt(received, bob))
    assert "digests" in caught.value.detail


def test_A24_receipt_signed_by_another_access_point(verify, received, alice):
    with pytest.raises(as4.NoReceipt) as caught:
        verify(receipt(received, alice))
    assert caught.value.code == "EBMS:0302"


def test_A24_receipt_without_signature(verify, received, bob):
    unsigned = re.sub(rb"<wsse:Security.*</wsse:Security>", b"", receipt(received, bob), flags=re.DOTALL)
    with pytest.raises(as4.NoReceipt) as caught:
        verify(unsigned)
    assert caught.value.code == "EBMS:0302"


def test_A24_receipt_that_was_touched(verify, received, bob):
    with pytest.raises(as4.NoReceipt):
        verify(receipt(received, bob).replace(b"r@bob.example", b"s@bob.example"))


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (502, b"<html>bad gateway</html>"),
        (200, b""),
        (200, b"<!DOCTYPE x><x/>"),
        (202, b"ok"),
    ],
)
def test_an_answer_that_is_no_signal(verify, status, body):
    with pytest.raises(as4.NoReceipt) as caught:
        verify(body, status=status)
    assert caught.value.code == "EBMS:0301"
    assert caught.value.answer.status == status


def test_a_signal_without_receipt_and_errors(verify, bob):
    with pytest.raises(as4.NoReceipt):
        verify(signed("<eb:SignalMessage><eb:MessageInfo></eb:MessageInfo></eb:SignalMessage>", bob))


def test_a_receipt_that_acknowledges_nothing(verify, received, bob):
    with pytest.raises(as4.NoReceipt) as caught:
        verify(receipt(replace(received, references=()), bob))
    assert "acknowledges nothing" in caught.value.detail


@pytest.mark.parametrize("place", ["attribute", "element", "description"])
def test_an_error_signal_is_a_refusal_wherever_its_detail_stands(verify, bob, place):
    error = {
        "attribute": ' severity="Failure" errorDetail="PEPPOL:NOT_SERVICED">',
        "element": ' severity="failure"><eb:ErrorDetail>PEPPOL:NOT_SERVICED</eb:ErrorDetail>',
        "description": ' severity="failure"><eb:Description>PEPPOL:NOT_SERVICED</eb:Description>',
    }[place]
    messaging = soap.messaging(
        f'<eb:SignalMessage><eb:MessageInfo/><eb:Error errorCode="EBMS:0004"{error}</eb:Error></eb:SignalMessage>'
    )
    with pytest.raises(as4.Refused) as caught:
        verify(soap.write(messaging, security=""), status=500)
    assert caught.value.code == "PEPPOL:NOT_SERVICED"


def test_a_warning_is_not_a_refusal(verify):
    error = '<eb:Error errorCode="EBMS:0002" severity="warning"/>'
    messaging = soap.messaging(f"<eb:SignalMessage><eb:MessageInfo/>{error}</eb:SignalMessage>")
    with pytest.raises(as4.NoReceipt):
        verify(soap.write(messaging, security=""))


@pytest.mark.parametrize("code", list(as4.Code))
def test_every_error_can_be_written_and_read_again(verify, bob, code):
    with pytest.raises(as4.Refused) as caught:
        verify(as4.error_signal(as4.As4Error(code, "secret"), message_id="e@bob.example", key=bob, at=NOW))
    assert caught.value.code == code.code
    assert "secret" not in str(caught.value)


def test_an_error_signal_is_signed(bob):
    envelope = soap.read(as4.error_signal(as4.As4Error(as4.Code.OTHER, "x"), message_id="e@b", key=bob, at=NOW))
    assert signature.verify(envelope, []).certificate == bob.certificate
    assert tokens.reference(next(envelope.security.iter("{*}KeyInfo"))).get("URI") == "#signer"
