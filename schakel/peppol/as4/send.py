"""Send one message: build it, post it, and believe only a receipt that proves it arrived.

Source: Peppol AS4 profile 2.0.3.
"""

import base64
import io
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from cryptography import x509

from schakel.peppol import pki, sbdh
from schakel.peppol.as4 import compression, ebms, encryption, mime, refusals, signals, signature, soap, tokens
from schakel.peppol.as4.ebms import MessageRoute, PartInfo, UserMessage
from schakel.peppol.as4.errors import As4Error, Code, NoReceipt, Refused, Unsettled
from schakel.peppol.as4.names import SOAP_XML
from schakel.peppol.doors import Answer, Http, Key
from schakel.peppol.errors import PeppolError
from schakel.peppol.network import Network

ANSWER_LIMIT = 1_000_000  # bytes


@dataclass(frozen=True)
class Outgoing:
    """A message ready for the wire, and what its receipt must acknowledge.

    Keep `message_id`, `digests` and `receiver` with the attempt: `verify_receipt` wants them.
    """

    message_id: str
    content_type: str
    body: bytes
    digests: tuple[tuple[str, bytes], ...]  # `#id` or `cid:…`, SHA-256
    receiver: x509.Certificate


def build(
    envelope: bytes, header: sbdh.Header, *, message_id: str, receiver: x509.Certificate, key: Key, at: datetime
) -> Outgoing:
    """Compress, sign and encrypt one envelope for the access point with certificate `receiver`.

    `header` is that of the envelope. `message_id` (`left@right`) was fixed before the first try; a retry uses it again.
    `at` is aware. Raises As4Error EBMS:0009 for a message id that is none.

    Memory besides the envelope: its compressed form, and the message.
    """
    route = MessageRoute(header.sender, header.receiver, header.document_type, header.process)
    content = compression.compress(envelope)
    part = PartInfo(re.sub(r"[^A-Za-z0-9.@_-]", "-", f"payload-{message_id}"), gzipped=True)
    message = _message(route, (part,), message_id=message_id, receiver=receiver, key=key, at=at)
    messaging, digests = _digested(message)
    digests.append((f"cid:{part.content_id}", signature.sha256(content)))
    session_key = secrets.token_bytes(encryption.KEY_BYTES)
    wrapped = encryption.wrap_key(session_key, receiver=receiver, content_id=part.content_id)
    security = tokens.write_security(wrapped + signature.sign(digests, key=key))
    boundary = secrets.token_hex(16)
    body = io.BytesIO()
    body.write(mime.head(boundary, soap.write(messaging, security=security), content_id=part.content_id))
    for piece in encryption.encrypt(session_key, content):
        body.write(piece)
    body.write(mime.tail(boundary))
    return Outgoing(message_id, mime.content_type(boundary), body.getvalue(), tuple(digests), receiver)


def build_test(*, message_id: str, receiver: x509.Certificate, key: Key, at: datetime) -> Outgoing:
    """A connection test: a message without payload that the other side answers with a receipt and delivers nowhere."""
    message = _message(None, (), message_id=message_id, receiver=receiver, key=key, at=at)
    messaging, digests = _digested(message)
    body = soap.write(messaging, security=tokens.write_security(signature.sign(digests, key=key)))
    return Outgoing(message_id, signals.SIGNAL_TYPE, body, tuple(digests), receiver)


@dataclass(frozen=True)
class Delivered:
    """The proof that a message arrived: the receipt as it came, and the certificate that signed it."""

    receipt: bytes
    signed_by: x509.Certificate


def send(
    outgoing: Outgoing, *, url: str, http: Http, timeout: float = 120.0, network: Network | None = None
) -> Delivered:
    """Post the message and give back the receipt, verified: from then on it has arrived. `network` as `verify_receipt`.

    Raises:
        Unreachable  temporary: no answer
        NoReceipt    temporary: an answer that is not the receipt
        Unsettled    temporary: an error signal that ends nothing
        Refused      permanent: an error signal
    """
    headers = {"Content-Type": outgoing.content_type}
    answer = http.post(url, body=outgoing.body, headers=headers, limit=ANSWER_LIMIT, timeout=timeout)
    signer = verify_receipt(
        answer,
        message_id=outgoing.message_id,
        digests=outgoing.digests,
        receiver=outgoing.receiver,
        network=network,
    )
    return Delivered(answer.body, signer)


def verify_receipt(
    answer: Answer,
    *,
    message_id: str,
    digests: Sequence[tuple[str, bytes]],
    receiver: x509.Certificate,
    network: Network | None = None,
) -> x509.Certificate:
    """The signer, when the answer proves that the access point addressed took over what we signed.

    The access point is its seat, not one certificate: with `network` a receipt counts too that another certificate of the
    same seat signed, which the network trusts now (one was renewed). Without, only `receiver` itself.

    Raises:
        NoReceipt  temporary: EBMS:0301 when it is no receipt, EBMS:0302 when it is not this one or not theirs
        Unsettled  temporary: an error signal that will pass (HTTP 5xx, or its code), is about another message, or is neither
                   signed by the access point addressed nor names our message
        Refused    permanent: any other error signal
    """
    envelope, signal = _signal(answer)
    if signal.problems:
        is_theirs = not _why_not_theirs(_signer(envelope), receiver, network=network)
        _raise_refusal(signal, answer, message_id=message_id, is_theirs=is_theirs)
    try:
        signed = signature.verify(envelope, [])
    except As4Error as error:
        raise NoReceipt(Code.INVALID_RECEIPT, str(error), answer=answer) from error
    ours = sorted((uri, base64.b64encode(digest).decode()) for uri, digest in digests)
    if why := _why_not_theirs(signed.certificate, receiver, network=network):
        raise NoReceipt(Code.INVALID_RECEIPT, why, answer=answer)
    if signal.ref_to_message_id != message_id:
        raise NoReceipt(Code.INVALID_RECEIPT, f"about {signal.ref_to_message_id!r:.300}", answer=answer)
    if sorted(signal.acknowledged) != ours:
        raise NoReceipt(Code.INVALID_RECEIPT, "acknowledges other digests than ours", answer=answer)
    return signed.certificate


def _signer(envelope: soap.SoapEnvelope) -> x509.Certificate | None:
    """Of an error signal, which need not be signed."""
    try:
        return signature.verify(envelope, []).certificate
    except As4Error:
        return None


def _why_not_theirs(signer: x509.Certificate | None, receiver: x509.Certificate, *, network: Network | None) -> str:
    """Nothing when it is the certificate addressed, or one of the same seat that the network trusts."""
    if signer is not None and signer == receiver:
        return ""
    if signer is None or network is None:
        return "signed by another than the access point addressed"
    at, revocation = network.clock.now(), network.revocation
    try:
        seat = pki.check(signer, role=pki.Role.ACCESS_POINT, trust=network.trust, at=at, revocation=revocation)
    except PeppolError as error:
        return f"signed with a certificate that does not count: {error}"
    return "" if seat == pki.seat_id(receiver) else f"signed by {seat}, not by the access point addressed"


def _message(
    route: MessageRoute | None,
    payloads: tuple[PartInfo, ...],
    *,
    message_id: str,
    receiver: x509.Certificate,
    key: Key,
    at: datetime,
) -> UserMessage:
    return UserMessage(
        message_id=message_id,
        sent_at=at,
        from_party=pki.seat_id(key.certificate),
        to_party=pki.seat_id(receiver),
        conversation_id=message_id,
        route=route,
        payloads=payloads,
    )


def _digested(message: UserMessage) -> tuple[str, list[tuple[str, bytes]]]:
    messaging = soap.messaging(ebms.write(message))
    return messaging, soap.digests(messaging)


def _signal(answer: Answer) -> tuple[soap.SoapEnvelope, signals.Signal]:
    try:
        first, *_ = mime.read(answer.headers.get("content-type", SOAP_XML), answer.body)
        envelope = soap.read(bytes(first.content))
        return envelope, signals.read(envelope.messaging)
    except As4Error as error:
        raise NoReceipt(Code.MISSING_RECEIPT, str(error), answer=answer) from error


def _raise_refusal(signal: signals.Signal, answer: Answer, *, message_id: str, is_theirs: bool) -> NoReturn:
    failures = [one for one in signal.problems if one.severity.lower() == "failure"]
    named = [{one.about, signal.ref_to_message_id} - {""} for one in failures]
    meant = ({message_id}, set()) if is_theirs else ({message_id},)
    ours = [one for one, names in zip(failures, named, strict=True) if names in meant]
    said = f"{signal.problems!r:.500}"
    if not ours:
        what = "an error about another message, or of nobody we know" if failures else "only warnings"
        raise Unsettled(f"{what}: {said}", answer=answer)
    final = next((one for one in ours if refusals.is_final(one.code, status=answer.status)), None)
    if final is None:
        raise Unsettled(said, answer=answer, code=ours[0].code)
    raise Refused(final.code, final.detail)
