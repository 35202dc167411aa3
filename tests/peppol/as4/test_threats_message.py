"""Threats A12 to A22: addresses, envelopes, compression, MIME and times that do not fit."""

import base64
import gzip
import tracemalloc
import zlib
from datetime import timedelta
from functools import cache

import pytest

from schakel.peppol import sbdh
from schakel.peppol.as4 import compression, names, soap
from schakel.peppol.as4.errors import As4Error
from schakel.peppol.as4.receive import Limits, receive
from schakel.peppol.identifiers import DocumentTypeId, ParticipantId, ProcessId
from tests.peppol.as4.messages import CONTENT_ID, HEADER, INVOICE, ROUTE, refused, replacing
from tests.peppol.fakes import NOW

ENVELOPE = sbdh.wrap(HEADER, INVOICE)


def test_A12_for_another_access_point(door, message):
    message.say(to_party="POP999009")
    error = refused(door, message)
    assert error.code == "PEPPOL:NOT_SERVICED"
    assert error.kind.ebms == "EBMS:0004"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sender", ParticipantId("0208:0000000196")),
        ("receiver", ParticipantId("0208:0000000196")),
        ("document_type", DocumentTypeId(ROUTE.document_type.value.replace("Invoice", "CreditNote"))),
        ("process", ProcessId("urn:peppol:bis:billing")),
    ],
)
def test_A13_header_and_envelope_disagree(door, message, field, value):
    kept = {name: getattr(ROUTE, name) for name in ("sender", "receiver", "document_type", "process")}
    message.say(route=type(ROUTE)(**(kept | {field: value})))
    error = refused(door, message)
    assert error.code == "EBMS:0003"
    assert str(value) in error.detail
    assert str(kept[field]) in error.detail


def test_A13_a_participant_written_in_other_case_is_the_same(door, message):
    message.edit_messaging = replacing("0208:0899965307", "0208:0899965307".upper())
    assert door.take_message(message).header == HEADER


def test_an_envelope_that_is_none(door, message):
    message.content = compression.compress(INVOICE)
    error = refused(door, message)
    assert (error.code, error.reason) == ("EBMS:0004", "INVALID_SBD_XML")


def test_A16_memory_stays_at_the_limit():
    packed, limit = bomb(64 << 20), 1 << 20
    tracemalloc.start()
    with pytest.raises(As4Error):
        compression.decompress(packed, limit=limit)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < limit + (16 << 20)


@cache
def bomb(size):
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(size >> 20)) + packer.flush()


def test_A16_a_bomb_stops_at_the_limit(door, message):
    message.content = bomb(64 << 20)
    door.limits = Limits(envelope=1 << 20)
    error = refused(door, message)
    assert error.code == "EBMS:0303"
    assert "1048576" in error.detail


@pytest.mark.parametrize(
    "spoil",
    [
        lambda good: good[:-1],
        lambda good: good[: len(good) // 2],
        lambda good: good[:5],
        lambda good: b"",
        lambda good: good + good,
        lambda good: good + b"\0",
        lambda good: good + gzip.compress(b""),
        lambda good: good[:-8] + bytes(8),
        lambda good: b"\x1f\x8c" + good[2:],
        lambda good: zlib.compress(ENVELOPE),
    ],
)
def test_A17_gzip_that_is_not_one_whole_member(door, message, spoil):
    message.content = spoil(message.content)
    assert refused(door, message).code == "EBMS:0303"


def test_A17_bytes_behind_a_member_that_fills_a_slice():
    stored = zlib.compress(bytes(compression.SLICE - 23), level=0, wbits=31)
    assert len(stored) == compression.SLICE
    assert compression.decompress(stored, limit=1 << 20) == bytes(compression.SLICE - 23)
    with pytest.raises(As4Error):
        compression.decompress(stored + b"\0", limit=1 << 20)


def test_A18_says_gzip_and_is_not(door, message):
    message.content = ENVELOPE
    assert refused(door, message).code == "EBMS:0303"


COMPRESSION = f'<eb:Property name="CompressionType">{names.GZIP}</eb:Property>'


def test_A18_is_gzip_and_does_not_say_so(door, message):
    message.edit_messaging = replacing(COMPRESSION, "")
    assert refused(door, message).code == "EBMS:0303"


def test_A18_a_payload_that_neither_is_nor_says_gzip_is_taken(door, message):
    message.content = ENVELOPE
    message.edit_messaging = replacing(COMPRESSION, "")
    assert door.take_message(message).envelope == ENVELOPE
    door.limits = Limits(envelope=len(ENVELOPE) - 1)
    assert refused(door, message).code == "EBMS:0303"


def test_A18_another_compression(door, message):
    message.edit_messaging = replacing(COMPRESSION, COMPRESSION.replace("gzip", "x-brotli"))
    assert refused(door, message).code == "EBMS:0303"


class Endless:
    """A body without end, that counts what was taken from it."""

    taken = 0

    def read(self, size):
        self.taken += size
        return b"x" * size


def test_A19_a_body_without_end_is_read_up_to_the_limit(door):
    stream = Endless()
    with pytest.raises(As4Error) as caught:
        receive(
            {"Content-Type": "multipart/related; boundary=x"},
            stream,
            keys=door.keys,
            trust=door.trust,
            clock=door.clock,
            revocation=door.revocation,
            limits=Limits(message=1_000_000),
        )
    assert caught.value.http_status == 413
    assert stream.taken == 1_000_001


def at_front(old, new):
    return lambda body: body.replace(old, new, 1)


ATTACHMENT = b"Content-Type: application/octet-stream"
SOAP_TYPE = b"Content-Type: application/soap+xml; charset=UTF-8"


@pytest.mark.parametrize(
    "edit",
    [
        lambda body: body.replace(b"the-boundary", b"another"),
        lambda body: body.replace(b"--the-boundary--", b"--the-boundary"),
        lambda body: body + b"more",
        lambda body: b"",
        lambda body: body.replace(b"\r\n", b"\n"),
        lambda body: b"x" * 20_000 + b"\r\n" + body,
        at_front(b"--the-boundary\r\n", b"--the-boundary\r\n\r\n\r\n" * 10_000 + b"--the-boundary\r\n"),
        at_front(b"--the-boundary\r\n", b"--the-boundary  x\r\n"),
        at_front(ATTACHMENT, b"Content-Type: multipart/mixed; boundary=b"),
        at_front(ATTACHMENT, b"Content-Type: message/rfc822"),
        at_front(ATTACHMENT, b"X: " + b"x" * 1_000_000 + b"\r\n" + ATTACHMENT),
        at_front(ATTACHMENT, ATTACHMENT + b"\r\n" + ATTACHMENT),
        at_front(ATTACHMENT, b"no colon\r\n" + ATTACHMENT),
        at_front(ATTACHMENT, b"X: y\nZ: z\r\n" + ATTACHMENT),
        at_front(b"Content-ID: <", b"Content-ID: <a b"),
        at_front(b"Content-ID: <", b"X-ID: <"),
        at_front(b"binary\r\nContent-ID", b"quoted-printable\r\nContent-ID"),
        at_front(b"binary\r\nContent-ID", b"base64\r\nContent-ID"),
        at_front(SOAP_TYPE, b"Content-Type: application/soap+xml; charset=UTF-16"),
        at_front(SOAP_TYPE, b"Content-Type: application/soap+xml; charset=UTF-8; charset=UTF-8"),
        at_front(SOAP_TYPE, b"Content-Type: application/soap+xml; charset"),
        at_front(SOAP_TYPE, b"Content-Type: application/soap+xml; x=" + b"x" * 17_000),
        at_front(SOAP_TYPE, b"Content-Type: text/xml"),
        at_front(SOAP_TYPE, b"X: y"),
    ],
)
def test_A20_mime_that_is_not_as_it_should_be(door, message, edit):
    message.edit_body = edit
    assert refused(door, message).code == "EBMS:0007"


@pytest.mark.parametrize(
    "headers",
    [
        'Content-Disposition: attachment; filename="facture-été.xml"'.encode(),
        b'Content-Disposition: attachment; filename="facture-\xe9t\xe9.xml"',
        b"Content-Description: one\r\nContent-Description: two",
        b"X-Trace:\r\n  folded\r\n\tand again\r\n ",
    ],
)
def test_headers_of_a_part_that_mean_nothing_to_us_may_say_anything(door, message, headers):
    message.edit_body = at_front(ATTACHMENT, headers + b"\r\n" + ATTACHMENT)
    assert door.take_message(message).header == HEADER


@pytest.mark.parametrize("told", [b"; name=facture-\xe9t\xe9.gz", b"; x; x", b';\r\n\tname="a";\r\n name="b"', b""])
def test_parameters_of_an_attachment_mean_nothing(door, message, told):
    message.edit_body = at_front(ATTACHMENT, ATTACHMENT + told)
    assert door.take_message(message).header == HEADER


def percent(text):
    return text.replace("cid:payload@alice.example", "CID:%70ayload%40alice.example")


@pytest.mark.parametrize("place", ["edit_messaging", "edit_wrapped", "edit_signed_info"])
def test_an_address_of_a_part_may_be_percent_coded_wherever_it_stands(door, message, place):
    setattr(message, place, replacing("cid:payload@alice.example", "CID:%70ayload%40alice.example"))
    assert door.take_message(message).header == HEADER


def test_A04_two_spellings_of_one_part_are_one(door, message):
    message.edit_digests = lambda digests: [*digests, ("cid:payload%40alice.example", digests[-1][1])]
    assert refused(door, message).code == "EBMS:0103"


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "multipart/related",
        "multipart/related; boundary=",
        'multipart/related; boundary="a\\',
        f"multipart/related; boundary={'b' * 71}",
        f"multipart/related; boundary={'b' * 17_000}",
        "multipart/mixed; boundary=the-boundary",
        "multipart/related; boundary=the-boundary; boundary=the-boundary",
        "text/xml",
        "application/json",
    ],
)
def test_A20_content_types_that_are_not_of_a_message(door, message, content_type):
    message.headers = {"Content-Type": content_type}
    assert refused(door, message).code == "EBMS:0007"


def test_A20_two_attachments_of_one_name(door, message):
    message.edit_body = lambda body: body.replace(
        b"--the-boundary--", f"--the-boundary\r\nContent-ID: <{CONTENT_ID}>\r\n\r\nx\r\n--the-boundary--".encode()
    )
    assert refused(door, message).code == "EBMS:0007"


def test_A20_base64_that_decodes_is_taken(door, message):
    def encode(body):
        head, _, rest = body.partition(b"binary\r\nContent-ID")
        headers, _, content = rest.partition(b"\r\n\r\n")
        cipher = content.removesuffix(b"\r\n--the-boundary--\r\n")
        packed = base64.encodebytes(cipher).replace(b"\n", b"\r\n")
        return head + b"base64\r\nContent-ID" + headers + b"\r\n\r\n" + packed + b"\r\n--the-boundary--\r\n"

    message.edit_body = encode
    assert door.take_message(message).envelope == ENVELOPE


def test_A20_a_preamble_and_headers_in_lower_case_are_taken(door, message):
    message.edit_body = lambda body: b"MIME-Version: 1.0\r\n\r\n" + body
    headers, body = message.wire()
    assert door.take({"content-type": headers["Content-Type"]}, body).header == HEADER


def test_A21_announced_but_not_there(door, message):
    part = f'<eb:PartInfo href="cid:other"><eb:PartProperties>{COMPRESSION}</eb:PartProperties></eb:PartInfo>'
    message.edit_messaging = replacing("</eb:PayloadInfo>", f"{part}</eb:PayloadInfo>")
    assert refused(door, message).code == "EBMS:0007"


def test_A21_there_but_not_announced(door, message):
    message.say(payloads=())
    assert refused(door, message).code == "EBMS:0007"


def test_A21_somewhere_else(door, message):
    message.edit_messaging = replacing(f'href="cid:{CONTENT_ID}"', 'href="https://evil.example/invoice.xml"')
    assert refused(door, message).code == "EBMS:0009"


def test_A21_no_payload_at_all(door, message):
    message.say(payloads=())
    message.edit_digests = lambda digests: digests[:2]
    message.edit_wrapped = lambda _: ""
    message.edit_body = lambda body: body[: body.rindex(b"\r\n--the-boundary\r\n")] + b"\r\n--the-boundary--"
    assert refused(door, message).code == "EBMS:0003"


def test_A21_a_payload_in_the_body(door, message, monkeypatch):
    monkeypatch.setattr(soap, "BODY", soap.BODY.replace("></", "><x></x></"))
    assert refused(door, message).code == "EBMS:0009"


def test_A22_an_old_message_is_taken_within_the_setting(door, message):
    message.say(sent_at=NOW - timedelta(days=300))
    assert door.take_message(message).sent_at == NOW - timedelta(days=300)


@pytest.mark.parametrize("years", [-20, -2, 2, 900])
def test_A22_a_time_that_is_years_off(door, message, years):
    message.say(sent_at=NOW.replace(year=NOW.year + years))
    assert refused(door, message).code == "EBMS:0003"
