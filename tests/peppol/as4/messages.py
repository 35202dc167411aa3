"""One builder of a valid signed and encrypted message, laid open in pieces so that a test can spoil exactly one."""

import base64
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import TypeVar

import pytest
from lxml import etree

from schakel.peppol import sbdh
from schakel.peppol.as4 import compression, ebms, encryption, mime, signature, soap, tokens
from schakel.peppol.as4.ebms import MessageRoute, PartInfo, UserMessage
from schakel.peppol.as4.errors import As4Error
from schakel.peppol.as4.names import DS, WSSE, WSU
from schakel.peppol.as4.receive import Limits, Received, receive
from schakel.peppol.demo_pki import DemoPki
from schakel.peppol.doors import Keys, Revocation
from schakel.peppol.identifiers import DocumentTypeId, ParticipantId, ProcessId
from schakel.peppol.keys import KeyRing, RsaKey
from schakel.peppol.pki import Trust
from tests.peppol.fakes import NOW, FixedClock

INVOICE = (
    b'<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"'
    b' xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">'
    b"<cbc:ID>2026-001</cbc:ID></Invoice>"
)
ROUTE = MessageRoute(
    ParticipantId("0208:0407214017"),
    ParticipantId("0208:0899965307"),
    DocumentTypeId(
        "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2::Invoice##"
        "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0::2.1"
    ),
    ProcessId("urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"),
)
HEADER = sbdh.Header(
    ROUTE.sender, ROUTE.receiver, ROUTE.document_type, ROUTE.process, "BE", "0b1c7c5e-1d1f-4c8e-9d2e-6a5a7b8c9d0e", NOW
)
MESSAGE_ID = "7f1d0c1e-3a1b-4c57-8b0a-0d9f4c7f6a01@alice.example"
CONTENT_ID = "payload@alice.example"

Text = Callable[[str], str]
Bytes = Callable[[bytes], bytes]
Digests = list[tuple[str, bytes]]


Value = TypeVar("Value")


def unchanged(value: Value) -> Value:
    return value


@dataclass
class Message:
    """A valid message. Every `edit_…` is a place to spoil it; what depends on that place is made afterwards."""

    key: RsaKey
    receiver: RsaKey
    user_message: UserMessage
    content: bytes
    edit_messaging: Text = unchanged  # before it is signed
    edit_digests: Callable[[Digests], Digests] = unchanged
    edit_signed_info: Text = unchanged  # before its value is computed
    edit_signature: Text = unchanged  # token and Signature, done
    edit_wrapped: Text = unchanged  # token, EncryptedKey and EncryptedData
    edit_session_key: Bytes = unchanged  # before it is wrapped
    edit_security: Text = unchanged
    edit_soap: Text = unchanged  # the whole envelope, signed
    edit_cipher: Bytes = unchanged
    edit_body: Bytes = unchanged  # the MIME message
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def make(cls, key: RsaKey, receiver: RsaKey, *, envelope: bytes | None = None) -> "Message":
        message = UserMessage(
            message_id=MESSAGE_ID,
            sent_at=NOW,
            from_party="POP999001",
            to_party="POP999002",
            conversation_id="conversation-1",
            route=ROUTE,
            payloads=(PartInfo(CONTENT_ID, gzipped=True),),
        )
        return cls(key, receiver, message, compression.compress(envelope or sbdh.wrap(HEADER, INVOICE)))

    def say(self, **changes: object) -> None:
        """Change what the ebMS header says."""
        self.user_message = replace(self.user_message, **changes)  # type: ignore[arg-type]  # names are checked at run time

    def wire(self) -> tuple[dict[str, str], bytes]:
        """HTTP headers and body."""
        messaging = self.edit_messaging(soap.messaging(ebms.write(self.user_message)))
        session_key = secrets.token_bytes(encryption.KEY_BYTES)
        digests = [*soap.digests(messaging), (f"cid:{CONTENT_ID}", signature.sha256(self.content))]
        signed = self._resigned(signature.sign(self.edit_digests(digests), key=self.key))
        wrapped = encryption.wrap_key(
            self.edit_session_key(session_key), receiver=self.receiver.certificate, content_id=CONTENT_ID
        )
        content = self.edit_wrapped(wrapped) + self.edit_signature(signed)
        envelope = soap.write(messaging, security=self.edit_security(tokens.write_security(content)))
        cipher = self.edit_cipher(b"".join(encryption.encrypt(session_key, self.content)))
        boundary = "the-boundary"
        soap_part = self.edit_soap(envelope.decode()).encode()
        body = mime.head(boundary, soap_part, content_id=CONTENT_ID) + cipher + mime.tail(boundary)
        return {"Content-Type": mime.content_type(boundary)} | self.headers, self.edit_body(body)

    def _resigned(self, text: str) -> str:
        if self.edit_signed_info is unchanged:
            return text
        text = re.sub(r"<ds:SignedInfo.*</ds:SignedInfo>", lambda m: self.edit_signed_info(m[0]), text, flags=re.DOTALL)
        document = f'<x xmlns:wsse="{WSSE}" xmlns:wsu="{WSU}">{text}</x>'.encode()
        try:
            signed_info = next(etree.fromstring(document).iter(f"{{{DS}}}SignedInfo"))
        except (etree.XMLSyntaxError, StopIteration):
            return text
        value = base64.b64encode(self.key.sign(signature.canonical(signed_info, []))).decode()
        return re.sub(r"(<ds:SignatureValue>).*(</ds:SignatureValue>)", rf"\g<1>{value}\g<2>", text)


@dataclass
class Door:
    """The receiving access point: everything `receive` is handed."""

    keys: Keys
    trust: Trust
    revocation: Revocation
    clock: FixedClock = field(default_factory=FixedClock)
    limits: Limits = field(default_factory=Limits)

    @classmethod
    def of(cls, pki: DemoPki, key: RsaKey) -> "Door":
        return cls(KeyRing([key]), pki.trust, pki)

    def take(self, headers: dict[str, str], body: bytes) -> Received:
        return receive(
            headers,
            BytesIO(body),
            keys=self.keys,
            trust=self.trust,
            clock=self.clock,
            revocation=self.revocation,
            limits=self.limits,
        )

    def take_message(self, message: Message) -> Received:
        return self.take(*message.wire())


def refused(door: Door, message: Message) -> As4Error:
    """The refusal of a spoiled message."""
    with pytest.raises(As4Error) as caught:
        door.take_message(message)
    return caught.value


def replacing(old: str, new: str, *, count: int = -1) -> Text:
    """Replace text that must be there."""

    def edit(text: str) -> str:
        assert old in text, old
        return text.replace(old, new, count)

    return edit
