"""The ebMS header: what is written is read again, and what the profile does not have is refused."""

import dataclasses
from datetime import UTC, datetime

import pytest
from lxml import etree

from schakel.peppol.as4 import ebms, names, soap
from schakel.peppol.as4.errors import As4Error
from tests.peppol.as4.messages import refused, replacing


def read(text):
    return ebms.read(etree.fromstring(text))


def test_read_and_write_are_a_pair(message):
    written = soap.messaging(ebms.write(message.user_message))
    assert read(written) == message.user_message
    test = dataclasses.replace(message.user_message, route=None, payloads=())
    assert read(soap.messaging(ebms.write(test))) == test


@pytest.mark.parametrize("value", ['a"b', "a&b<c>d"])
def test_values_with_marks_survive(message, value):
    odd = dataclasses.replace(message.user_message, conversation_id=value)
    assert read(soap.messaging(ebms.write(odd))).conversation_id == value


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<eb:UserMessage>", '<eb:UserMessage mpc="urn:other">', "EBMS:0010"),
        (names.AGREEMENT, "urn:other", "EBMS:0010"),
        (names.PARTY_TYPE, "urn:other", "EBMS:0010"),
        (names.INITIATOR, names.RESPONDER, "EBMS:0010"),
        (names.RESPONDER, "urn:other", "EBMS:0010"),
        ("busdox-docid-qns::urn", "busdox-docid-qns:urn:x", "EBMS:0009"),
        ('type="cenbii-procid-ubl"', "", "EBMS:0001"),
        ("0208:0407214017<", "0208 0407214017<", "EBMS:0001"),
        ("conversation-1", "", "EBMS:0009"),
        ("conversation-1", "a\nb", "EBMS:0009"),
        ("originalSender", "other", "EBMS:0009"),
        ("originalSender", "finalRecipient", "EBMS:0009"),
        ("<eb:MessageId>", "<eb:MessageId>&lt;", "EBMS:0009"),
        ("2026-11-24T12:00:00.000Z", "yesterday", "EBMS:0009"),
        ("2026-11-24T12:00:00.000Z", "2026-13-24T12:00:00Z", "EBMS:0009"),
        ("2026-11-24T12:00:00.000Z", "0001-01-01T00:00:00+14:00", "EBMS:0003"),
        ("eb:PartyInfo>", "eb:PartyInf>", "EBMS:0009"),
        ("eb:UserMessage>", "eb:SignalMessage>", "EBMS:0009"),
    ],
)
def test_what_the_profile_does_not_have(door, message, old, new, code):
    if "procid" in old:
        old, new = f"<eb:Service {old}>", "<eb:Service>"
    if "docid" in old:
        new, code = new.replace("::", ":"), "EBMS:0001"
        old = "busdox-docid-qns::urn:oasis:names:specification:ubl:schema:xsd:Invoice-2::"
        new = "busdox-docid-qns:urn:oasis:names:specification:ubl:schema:xsd:Invoice-2:"
        message.edit_messaging = lambda text: replacing(old, new)(text).replace("::2.1", ":2.1")
    else:
        message.edit_messaging = replacing(old, new)
    assert refused(door, message).code == code


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("2026-11-24T12:00:00Z", datetime(2026, 11, 24, 12, tzinfo=UTC)),
        ("2026-11-24T13:00:00+01:00", datetime(2026, 11, 24, 12, tzinfo=UTC)),
        ("2026-11-24T12:00:00.1234567Z", datetime(2026, 11, 24, 12, 0, 0, 123456, tzinfo=UTC)),
        ("2026-11-24T12:00:00", datetime(2026, 11, 24, 12, tzinfo=UTC)),
    ],
)
def test_times_as_other_products_write_them(door, message, written, read_as):
    message.edit_messaging = replacing("2026-11-24T12:00:00.000Z", written)
    assert door.take_message(message).sent_at == read_as


def test_the_default_channel_may_be_named(door, message):
    message.edit_messaging = replacing("<eb:UserMessage>", f'<eb:UserMessage mpc="{ebms.DEFAULT_CHANNEL}">')
    assert door.take_message(message).sender == "POP999001"


def test_a_claimed_message_id_is_only_used_when_it_looks_like_one(door, message):
    message.edit_messaging = replacing("<eb:MessageId>", "<eb:MessageId>a b")
    assert refused(door, message).message_id is None


def test_nobody_writes_a_message_id_that_is_none(message):
    with pytest.raises(As4Error):
        ebms.write(dataclasses.replace(message.user_message, message_id="a b"))
