"""Threat A24: an answer counts as a receipt only when it proves that the right one has the right bytes."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from schakel.peppol import as4, sbdh
from schakel.peppol.as4 import refusals, signals, signature, soap, tokens
from schakel.peppol.demo_pki import DemoPki
from schakel.peppol.doors import Answer, RevocationStatus
from schakel.peppol.keys import RsaKey
from schakel.peppol.network import Network
from schakel.peppol.pki import Role
from tests.peppol.as4.messages import HEADER, INVOICE, MESSAGE_ID
from tests.peppol.fakes import NOW, FakeHttp, FakeResolver, FixedClock, SaidRevocation

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
    def verify(body, *, status=200, headers=XML, network=None):
        kept = {"message_id": MESSAGE_ID, "digests": outgoing.digests, "receiver": outgoing.receiver}
        return as4.verify_receipt(Answer(status, body, headers), **kept, network=network)

    return verify


@pytest.fixture
def network(pki):
    return Network("", pki.trust, FakeResolver(), FakeHttp(), pki, FixedClock())


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


RENEWED = {"valid_from": NOW - timedelta(days=1), "role": Role.ACCESS_POINT}


@pytest.fixture(scope="session")
def renewed(pki, alice) -> RsaKey:
    """A new certificate of bob's seat."""
    return pki.issue("POP999002", private=alice.private, **RENEWED)


def test_a_receipt_by_a_new_certificate_of_the_same_seat_is_one(verify, received, renewed, network):
    assert verify(receipt(received, renewed), network=network) == renewed.certificate
    with pytest.raises(as4.NoReceipt):
        verify(receipt(received, renewed))


def test_A24_a_certificate_of_the_seat_that_does_not_count(verify, received, pki, renewed, alice, network):
    later = {"valid_from": NOW + timedelta(days=1), "role": Role.ACCESS_POINT}
    impostor = DemoPki.make(now=NOW).issue("POP999002", private=alice.private, **RENEWED)
    strangers = {
        "NOT_YET_VALID": pki.issue("POP999002", private=alice.private, **later),
        "WRONG_ROLE": pki.issue("POP999002", private=alice.private, **RENEWED | {"role": Role.SMP}),
        "WRONG_ISSUER": impostor,
        "signed by POP999001": alice,
    }
    for why, key in strangers.items():
        with pytest.raises(as4.NoReceipt) as caught:
            verify(receipt(received, key), network=network)
        assert why in caught.value.detail
    for status in (RevocationStatus.REVOKED, RevocationStatus.UNKNOWN):
        with pytest.raises(as4.NoReceipt):
            verify(receipt(received, renewed), network=replace(network, revocation=SaidRevocation(status)))


def test_A24_names_alone_make_no_receipt_where_nobody_is_trusted(verify, received, alice, bob, renewed):
    """Anybody can write bob's and his issuer's names; only the issuer's key, which bob's certificate does not hold, tells."""
    impostor = DemoPki.make(now=NOW).issue("POP999002", private=alice.private, **RENEWED)
    for key in (renewed, impostor):
        assert (key.certificate.subject, key.certificate.issuer) == (bob.certificate.subject, bob.certificate.issuer)
        with pytest.raises(as4.NoReceipt, match="another than the access point addressed"):
            verify(receipt(received, key))


def refusal(code="EBMS:0009", *, inside="", about="", ref="", key=None):
    named = f"<eb:RefToMessageId>{ref}</eb:RefToMessageId>" if ref else ""
    refers = f' refToMessageInError="{about}"' if about else ""
    error = f'<eb:Error errorCode="{code}" severity="failure"{refers}{inside or ">"}</eb:Error>'
    content = f"<eb:SignalMessage><eb:MessageInfo>{named}</eb:MessageInfo>{error}</eb:SignalMessage>"
    return signed(content, key) if key else soap.write(soap.messaging(content), security="")


@pytest.mark.parametrize(
    "inside",
    [
        ' errorDetail="PEPPOL:NOT_SERVICED">',
        "><eb:ErrorDetail>PEPPOL:NOT_SERVICED</eb:ErrorDetail>",
        "><eb:Description>PEPPOL:NOT_SERVICED</eb:Description>",
    ],
)
def test_an_error_signal_is_a_refusal_wherever_its_detail_stands(verify, inside):
    with pytest.raises(as4.Refused) as caught:
        verify(refusal("EBMS:0004", inside=inside, about=MESSAGE_ID))
    assert caught.value.code == "PEPPOL:NOT_SERVICED"


@pytest.mark.parametrize("told", [{"about": MESSAGE_ID}, {"ref": MESSAGE_ID}, {"ref": MESSAGE_ID, "about": MESSAGE_ID}])
def test_an_unsigned_error_that_names_our_message_ends_it_but_not_with_5xx(verify, told):
    with pytest.raises(as4.Refused) as caught:
        verify(refusal(**told))
    assert caught.value.code == "EBMS:0009"
    with pytest.raises(as4.Unsettled) as passing:
        verify(refusal(**told), status=500)
    assert (passing.value.code, passing.value.permanent) == ("EBMS:0009", False)


@pytest.mark.parametrize("told", [{}, {"ref": "x@y"}, {"about": "x@y"}, {"ref": MESSAGE_ID, "about": "x@y"}])
def test_A24_an_error_of_nobody_we_know_or_about_another_message_ends_nothing(verify, bob, told):
    for key in [None, bob] if told else [None]:
        with pytest.raises(as4.Unsettled) as caught:
            verify(refusal(**told, key=key), status=400)
        assert caught.value.code == "EBMS:0301"
        assert "EBMS:0009" in caught.value.detail


def test_an_error_signed_by_the_access_point_addressed_needs_no_name(verify, alice, bob, renewed, network):
    for key in (bob, renewed):
        with pytest.raises(as4.Refused):
            verify(refusal(key=key), network=network)
    with pytest.raises(as4.Unsettled):
        verify(refusal(key=alice), network=network)


@pytest.mark.parametrize("code", [*refusals.PASSING, "EBMS:9999", "", "nonsense"])
def test_what_will_pass_or_nobody_knows_ends_nothing(verify, bob, code):
    with pytest.raises(as4.Unsettled) as caught:
        verify(refusal(code, about=MESSAGE_ID, key=bob))
    assert caught.value.code == code.upper()


@pytest.mark.parametrize("code", refusals.FINAL)
def test_what_is_a_verdict_on_the_message_ends_it(verify, code):
    with pytest.raises(as4.Refused):
        verify(refusal(code, about=MESSAGE_ID))


def test_every_code_we_send_is_in_the_table():
    assert {code.code for code in as4.Code} <= {*refusals.FINAL, *refusals.PASSING}
    assert not {*refusals.FINAL} & {*refusals.PASSING}


def test_a_warning_is_not_a_refusal(verify):
    error = '<eb:Error errorCode="EBMS:0002" severity="warning"/>'
    messaging = soap.messaging(f"<eb:SignalMessage><eb:MessageInfo/>{error}</eb:SignalMessage>")
    with pytest.raises(as4.NoReceipt):
        verify(soap.write(messaging, security=""))


@pytest.mark.parametrize("code", list(as4.Code))
def test_every_error_can_be_written_and_read_again(verify, bob, code):
    with pytest.raises(as4.As4Error) as caught:
        verify(as4.error_signal(as4.As4Error(code, "secret"), message_id="e@bob.example", key=bob, at=NOW))
    assert caught.value.code == code.code
    assert "secret" not in str(caught.value)


def test_a_refusal_tells_its_reason(verify, bob):
    error = as4.As4Error(as4.Code.FAILED_AUTHENTICATION, "secret", reason="CERTIFICATE_EXPIRED")
    with pytest.raises(as4.Refused) as caught:
        verify(as4.error_signal(error, message_id="e@bob.example", key=bob, at=NOW))
    assert caught.value.detail == "CERTIFICATE_EXPIRED"


def test_an_error_signal_is_signed(bob):
    envelope = soap.read(as4.error_signal(as4.As4Error(as4.Code.OTHER, "x"), message_id="e@b", key=bob, at=NOW))
    assert signature.verify(envelope, []).certificate == bob.certificate
    assert tokens.reference(next(envelope.security.iter("{*}KeyInfo"))).get("URI") == "#signer"
