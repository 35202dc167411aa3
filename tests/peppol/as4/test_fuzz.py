"""However a message is damaged, receiving it ends in a result or an As4Error, and memory stays where it was."""

import base64
import random
import resource
from collections import Counter
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from schakel.peppol import as4, sbdh
from schakel.peppol.as4 import compression, mime
from schakel.peppol.as4.ebms import PartInfo
from schakel.peppol.doors import Answer
from tests.peppol.as4.fuzzing import rearranged, spoiled
from tests.peppol.as4.messages import CONTENT_ID, HEADER, INVOICE, MESSAGE_ID, Door, Message
from tests.peppol.fakes import NOW

ENVELOPE = sbdh.wrap(HEADER, INVOICE)
MEBIBYTE = 1 << 20


def in_body(message: Message, chance: random.Random) -> None:
    message.edit_body = lambda body: spoiled(body, chance)


def in_soap(message: Message, chance: random.Random) -> None:
    message.edit_soap = lambda text: spoiled(text.encode(), chance).decode("utf-8", "replace")


def in_soap_tree(message: Message, chance: random.Random) -> None:
    message.edit_soap = lambda text: rearranged(text, chance)


def in_signed_header(message: Message, chance: random.Random) -> None:
    message.edit_messaging = lambda text: rearranged(text, chance)


def in_signed_info(message: Message, chance: random.Random) -> None:
    message.edit_signed_info = lambda text: rearranged(text, chance)


def in_signature(message: Message, chance: random.Random) -> None:
    message.edit_signature = lambda text: rearranged(text, chance)


def in_encryption(message: Message, chance: random.Random) -> None:
    message.edit_wrapped = lambda text: rearranged(text, chance)


def in_certificate(message: Message, chance: random.Random) -> None:
    der = message.key.certificate.public_bytes(Encoding.DER)
    written, damaged = (base64.b64encode(one).decode() for one in (der, spoiled(der, chance)))
    message.edit_signature = lambda text: text.replace(written, damaged)


def in_compression(message: Message, chance: random.Random) -> None:
    message.content = spoiled(message.content, chance)


def in_envelope(message: Message, chance: random.Random) -> None:
    message.content = compression.compress(spoiled(ENVELOPE, chance))


def in_plain_envelope(message: Message, chance: random.Random) -> None:
    text = rearranged(ENVELOPE.decode().partition("?>")[2], chance)
    message.content = text.encode()
    message.edit_messaging = lambda header: header.replace(
        '<eb:Property name="CompressionType">application/gzip</eb:Property>', ""
    )


PLACES: list[Callable[[Message, random.Random], None]] = [
    in_body,
    in_soap,
    in_soap_tree,
    in_signed_header,
    in_signed_info,
    in_signature,
    in_encryption,
    in_certificate,
    in_compression,
    in_envelope,
    in_plain_envelope,
]


AFTER_SIGNING = {in_body, in_soap, in_soap_tree, in_signature, in_encryption, in_certificate}


def meaning(received: as4.Received) -> tuple[object, ...]:
    """What a signature vouches for."""
    return (
        received.message_id,
        received.conversation_id,
        received.sent_at,
        received.sender,
        received.header,
        received.envelope,
    )


def outcomes(door: Door, message: Callable[[], Message], *, seeds: range) -> Counter[str]:
    """How many messages of which outcome; anything but a result or an As4Error escapes and fails the test."""
    found: Counter[str] = Counter()
    for seed in seeds:
        chance = random.Random(seed)
        one = message()
        PLACES[seed % len(PLACES)](one, chance)
        try:
            received = door.take(*one.wire())
            found["received"] += 1
            if PLACES[seed % len(PLACES)] in AFTER_SIGNING:
                assert meaning(received) == meaning(door.take(*message().wire()))
        except as4.As4Error as error:
            found[error.code] += 1
    return found


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@pytest.mark.parametrize("count", [300, pytest.param(50_000, marks=pytest.mark.long)])
def test_damaged_messages(door, alice, bob, count):
    outcomes(door, lambda: Message.make(alice, bob), seeds=range(100))
    before = peak()
    found = outcomes(door, lambda: Message.make(alice, bob), seeds=range(100, 100 + count))
    assert found.total() == count
    assert len(found) > 7, found
    assert peak() - before < 64, "MiB"


@pytest.mark.parametrize("count", [1_000, pytest.param(50_000, marks=pytest.mark.long)])
def test_damaged_mime_bodies(alice, bob, count):
    headers, body = Message.make(alice, bob).wire()
    before = peak()
    refused = 0
    for seed in range(count):
        chance = random.Random(seed)
        content_type = headers["Content-Type"]
        if seed % 4 == 0:
            content_type = spoiled(content_type.encode(), chance).decode("latin-1")
        try:
            parts = mime.read(content_type, spoiled(body, chance))
            assert len(parts) <= mime.MAX_PARTS
        except as4.As4Error:
            refused += 1
    assert 0 < refused < count
    assert peak() - before < 64, "MiB"


@pytest.mark.parametrize("count", [200, pytest.param(10_000, marks=pytest.mark.long)])
def test_damaged_receipts(door, message, alice, bob, count):
    outgoing = as4.build(ENVELOPE, HEADER, message_id=MESSAGE_ID, receiver=bob.certificate, key=alice, at=NOW)
    received = door.take({"Content-Type": outgoing.content_type}, outgoing.body)
    receipt = as4.receipt(received, message_id="r@bob.example", key=bob, at=NOW)
    counted = 0
    for seed in range(count):
        chance = random.Random(seed)
        body = spoiled(receipt, chance) if seed % 2 else rearranged(receipt.decode(), chance).encode()
        kept = {"message_id": MESSAGE_ID, "digests": outgoing.digests, "receiver": outgoing.receiver}
        try:
            as4.verify_receipt(Answer(200, body, {"content-type": as4.SIGNAL_TYPE}), **kept)
        except as4.As4Error:
            counted += 1
    assert counted > count // 2


def test_what_is_announced_twice_is_refused(door, message):
    message.say(payloads=(PartInfo(CONTENT_ID, gzipped=True),) * 2)
    with pytest.raises(as4.As4Error):
        door.take_message(message)
