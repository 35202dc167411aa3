"""Captured messages of phase4, Holodeck and Peppol's test network: what their signatures vouch for holds here too."""

import base64
import re
from contextlib import suppress
from datetime import timedelta

import pytest

from schakel.peppol import as4, pki
from schakel.peppol.as4 import ebms, mime, signals, signature, soap
from schakel.peppol.doors import Answer
from tests.peppol.corpus import document, lines
from tests.peppol.fakes import SaidRevocation

FIELD = re.compile(rb"^([\w-]+):[ \t]*(.*(?:\r?\n[ \t].*)*)", re.MULTILINE)


def opened(line):
    """SOAP envelope and Content-IDs of one captured message, HTTP headers undone."""
    content_type, body = "application/soap+xml", document("as4", line)
    if body.startswith(b"\r\n--"):  # the HTTP headers were not captured
        boundary = body[4:].partition(b"\r\n")[0].decode()
        content_type = f'multipart/related; boundary="{boundary}"'
    elif line["raw_http_dump"]:
        head, body = re.split(rb"\r?\n\r?\n", body, maxsplit=1)
        headers = {name.lower(): value for name, value in FIELD.findall(head)}
        content_type = re.sub(r"\s+", " ", headers[b"content-type"].decode())
    first, *others = mime.read(content_type, body)
    return soap.read(bytes(first.content)), [part.content_id for part in others]


def captured(name):
    return next(line for line in lines("as4") if line["file"].endswith(name))


def test_every_signature_gets_the_verdict_of_the_manifest():
    signed = [line for line in lines("as4") if "signature" in line]
    assert len(signed) >= 5
    for line in signed:
        envelope, content_ids = opened(line)
        told = line["signature"]
        holds = told["signature_value_ok"] and all(one["digest_ok"] is not False for one in told["references"])
        if holds:
            found = signature.verify(envelope, content_ids)
            assert found.certificate.serial_number == int(told["signer"]["serial_hex"], 16)
        else:
            with pytest.raises(as4.As4Error):
                signature.verify(envelope, content_ids)


def test_every_message_is_read_or_refused():
    for line in lines("as4"):
        try:
            envelope, _ = opened(line)
        except as4.As4Error:
            continue
        for kind in line["contains"]:
            if kind in {"Receipt", "Error"}:
                assert bool(signals.read(envelope.messaging).problems) == (kind == "Error")
            else:
                with suppress(as4.As4Error):  # those of other profiles are refused
                    assert ebms.read(envelope.messaging).message_id == line["message_id"]


def test_a_message_of_the_test_network_is_trusted_there_and_only_there():
    envelope, content_ids = opened(captured("dump-raw.as4out"))
    certificate = signature.verify(envelope, content_ids).certificate
    message = ebms.read(envelope.messaging)
    assert message.route.receiver.value == "9915:helger"
    kept = {"role": pki.Role.ACCESS_POINT, "at": message.sent_at + timedelta(minutes=1), "revocation": SaidRevocation()}
    assert pki.check(certificate, trust=pki.Trust.of("test"), **kept) == message.from_party == "POP000306"
    with pytest.raises(pki.Untrusted):
        pki.check(certificate, trust=pki.Trust.of("production"), **kept)


@pytest.mark.parametrize("name", ["helger.as4in", "dataport1-mustunderstand.as4in", "TestReceipt12.xml"])
def test_receipts_count_for_the_message_they_are_about(name):
    line = captured(name)
    envelope, _ = opened(line)
    signal = signals.read(envelope.messaging)
    digests = [(uri, base64.b64decode(digest)) for uri, digest in signal.acknowledged]
    signer = signature.verify(envelope, []).certificate
    body = document("as4", line)
    answer = Answer(200, body[body.index(b"<?xml") :])
    as4.verify_receipt(answer, message_id=line["ref_to_message_id"], digests=digests, receiver=signer)


@pytest.mark.parametrize("name", ["ErrorMessage.xml", "ErrorMessageNoRefToMessageID.xml", "ErrorMessageWithFault.xml"])
def test_errors_of_others_are_read_and_end_what_they_name(name):
    line = captured(name)
    error = line["errors"][0]
    about = error.get("refToMessageInError") or line.get("ref_to_message_id") or "x@y"
    kept = {"message_id": about, "digests": [], "receiver": None}
    with pytest.raises(as4.As4Error) as caught:
        as4.verify_receipt(Answer(200, document("as4", line)), **kept)
    assert error["errorCode"] in str(caught.value)
    assert caught.value.permanent is (about != "x@y")
    with pytest.raises(as4.Unsettled):
        as4.verify_receipt(Answer(500, document("as4", line)), **kept)
