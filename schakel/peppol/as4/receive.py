"""Receive one message: what arrived over HTTP becomes a `Received`, or an As4Error that says why not.

Nothing is taken from a message before its signature holds, and then only from the very nodes that were signed.
Source: Peppol AS4 profile 2.0.3.
"""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from cryptography import x509

from schakel.peppol import pki, sbdh
from schakel.peppol.as4 import compression, ebms, encryption, mime, signature, soap
from schakel.peppol.as4.ebms import MessageRoute, UserMessage
from schakel.peppol.as4.errors import As4Error, Code, NotNow, TooLarge
from schakel.peppol.as4.names import SOAP_XML
from schakel.peppol.as4.signature import Reference, Signed
from schakel.peppol.doors import Clock, Key, Keys, Revocation
from schakel.peppol.errors import InvalidEnvelope, InvalidXml, RevocationUnknown, Untrusted

SLICE = 1 << 18


@dataclass(frozen=True)
class Limits:
    """How much we take in: bytes on the wire, bytes of the unzipped envelope, and how wrong a clock may be."""

    message: int = 100_000_000
    envelope: int = 100_000_000
    clock_skew: timedelta = timedelta(days=366)


class Stream(Protocol):
    """The body of the request, read in slices."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Received:
    """A message whose every check held.

    `raw` are the bytes as they came and `envelope` the StandardBusinessDocument in them; `header` is what it says.
    In a connection test both `envelope` is empty and `header` None: give the receipt, deliver nothing.
    `references` go into the receipt.
    """

    message_id: str
    conversation_id: str
    sent_at: datetime  # aware, UTC
    sender: str  # seat id of the access point that signed
    certificate: x509.Certificate
    header: sbdh.Header | None
    envelope: bytes
    raw: bytes
    raw_sha256: bytes
    references: tuple[Reference, ...]
    key: Key | None  # ours, for which it was encrypted; None in a connection test without attachment

    @property
    def is_test(self) -> bool:
        return self.header is None


def receive(
    headers: Mapping[str, str],
    stream: Stream,
    *,
    keys: Keys,
    trust: pki.Trust,
    clock: Clock,
    revocation: Revocation,
    limits: Limits = Limits(),
    allow_unknown_revocation: bool = False,
) -> Received:
    """Read, verify, decrypt and open one message. Whether its receiver is served here is the caller's question.

    Memory: the message, its attachment in the clear, and the unzipped envelope; nothing else of that size.

    Raises:
        As4Error  permanent: to be answered with `error_signal` and its `http_status`
        NotNow    temporary: nobody could say whether the sender's certificate is revoked; the same, without a verdict
    """
    raw = _read(stream, limit=limits.message)
    soap_part, attachments = _parts(headers, raw)
    envelope = soap.read(soap_part)
    try:
        signed = signature.verify(envelope, list(attachments))
        sender = _trusted(signed, trust=trust, at=clock.now(), revocation=revocation, lenient=allow_unknown_revocation)
        contents, key = _contents(envelope, attachments, signed, keys=keys)
        message = ebms.read(envelope.messaging)
        _require_consistent(message, sender=sender, keys=keys, at=clock.now(), limits=limits)
        return _received(message, contents, key=key, raw=raw, signed=signed, limit=limits.envelope)
    except As4Error as error:
        error.message_id = ebms.claimed_message_id(envelope.messaging)
        raise


def not_serviced(received: Received) -> As4Error:
    """The refusal of a message that is in order, but whose receiver is not served here for this kind of document."""
    who = "nobody" if received.header is None else f"{received.header.receiver}, {received.header.document_type}"
    error = As4Error(Code.NOT_SERVICED, who)
    error.message_id = received.message_id
    return error


def _read(stream: Stream, *, limit: int) -> bytes:
    body = io.BytesIO()
    while piece := stream.read(min(SLICE, limit + 1 - body.tell())):
        body.write(piece)
        if body.tell() > limit:
            raise TooLarge(Code.OTHER, f"more than {limit} bytes", reason="MESSAGE_TOO_LARGE")
    return body.getvalue()


def _parts(headers: Mapping[str, str], raw: bytes) -> tuple[bytes, dict[str, memoryview]]:
    """The SOAP part, and the attachments by Content-ID."""
    content_type = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    first, *others = mime.read(content_type, raw)
    if first.media_type.name != SOAP_XML:
        raise As4Error(Code.MIME_INCONSISTENCY, f"first part is {first.media_type.name!r:.100}")
    if first.media_type.parameters.get("charset", "utf-8").lower() != "utf-8":
        raise As4Error(Code.MIME_INCONSISTENCY, "the SOAP part is not in UTF-8")
    if not all(part.content_id for part in others):
        raise As4Error(Code.MIME_INCONSISTENCY, "an attachment without Content-ID")
    if len(first.content) > soap.LIMITS.bytes:
        raise soap.invalid("a SOAP part that is too large")
    return bytes(first.content), {part.content_id: part.content for part in others}


def _trusted(signed: Signed, *, trust: pki.Trust, at: datetime, revocation: Revocation, lenient: bool) -> str:
    """The seat id of the signer."""
    try:
        return pki.check(
            signed.certificate,
            role=pki.Role.ACCESS_POINT,
            trust=trust,
            at=at,
            revocation=revocation,
            allow_unknown=lenient,
        )
    except Untrusted as error:
        raise As4Error(Code.FAILED_AUTHENTICATION, str(error), reason=error.code) from error
    except RevocationUnknown as error:
        raise NotNow(Code.FAILED_AUTHENTICATION, str(error)) from error


def _contents(
    envelope: soap.SoapEnvelope, attachments: Mapping[str, memoryview], signed: Signed, *, keys: Keys
) -> tuple[dict[str, bytes], Key | None]:
    soap.require_empty(envelope.body)
    assert envelope.security is not None  # it holds the signature
    contents, key = encryption.decrypt(envelope.security, attachments, keys=keys)
    for content_id, content in contents.items():
        signed.check(content_id, content)
    return contents, key


def _require_consistent(message: UserMessage, *, sender: str, keys: Keys, at: datetime, limits: Limits) -> None:
    if message.from_party != sender:
        raise As4Error(Code.FAILED_AUTHENTICATION, f"signed by {sender}, from {message.from_party!r:.100}")
    if message.to_party not in {pki.seat_id(key.certificate) for key in keys.all()}:
        raise As4Error(Code.NOT_SERVICED, f"for access point {message.to_party!r:.100}")
    if abs(at - message.sent_at) > limits.clock_skew:
        told = f"sent at {message.sent_at.isoformat()}, it is {at.isoformat()}"
        raise As4Error(Code.VALUE_INCONSISTENT, told, reason="TIMESTAMP_TOO_FAR")


def _received(
    message: UserMessage, contents: Mapping[str, bytes], *, key: Key | None, raw: bytes, signed: Signed, limit: int
) -> Received:
    if [part.content_id for part in message.payloads] != list(contents):
        raise As4Error(Code.MIME_INCONSISTENCY, "the payloads announced are not those attached")
    if message.route is None:
        header, envelope = None, b""
    else:
        header, envelope = _opened(message, message.route, contents, limit=limit)
    return Received(
        message_id=message.message_id,
        conversation_id=message.conversation_id,
        sent_at=message.sent_at,
        sender=message.from_party,
        certificate=signed.certificate,
        header=header,
        envelope=envelope,
        raw=raw,
        raw_sha256=hashlib.sha256(raw).digest(),
        references=signed.references,
        key=key,
    )


def _opened(
    message: UserMessage, route: MessageRoute, contents: Mapping[str, bytes], *, limit: int
) -> tuple[sbdh.Header, bytes]:
    if len(contents) != 1:
        raise As4Error(Code.VALUE_INCONSISTENT, f"{len(contents)} payloads instead of one", reason="NOT_ONE_PAYLOAD")
    (content,) = contents.values()
    if message.payloads[0].gzipped:
        envelope = compression.decompress(content, limit=limit)
    elif content.startswith(compression.MAGIC) or len(content) > limit:
        raise compression.failure("a payload that is gzip without saying so, or too large")
    else:
        envelope = content
    try:
        header = sbdh.read_header(envelope, strict=False)
    except (InvalidEnvelope, InvalidXml) as error:
        raise As4Error(Code.OTHER, f"envelope: {error}", reason=error.code) from error
    _require_same(header, route)
    return header, envelope


def _require_same(header: sbdh.Header, route: MessageRoute) -> None:
    pairs = {
        "sender": (route.sender, header.sender),
        "receiver": (route.receiver, header.receiver),
        "document type": (route.document_type, header.document_type),
        "process": (route.process, header.process),
    }
    for name, (outside, inside) in pairs.items():
        if outside != inside:
            told = f"{name} is {outside} in the header, {inside} in the envelope"
            raise As4Error(Code.VALUE_INCONSISTENT, told, reason="ENVELOPE_MISMATCH")
