"""Parts in, parts out: what is written is read again, and what other products write is understood."""

import pytest

from schakel.peppol.as4 import mime
from schakel.peppol.as4.errors import As4Error

BODY = mime.head("b", b"<soap/>", content_id="a@b") + b"\r\n--not-the-boundary\r\n" + mime.tail("b")


def contents(content_type, body):
    return [(part.content_id, part.media_type.name, bytes(part.content)) for part in mime.read(content_type, body)]


def test_read_and_write_are_a_pair():
    assert contents(mime.content_type("b"), BODY) == [
        ("", "application/soap+xml", b"<soap/>"),
        ("a@b", "application/octet-stream", b"\r\n--not-the-boundary\r\n"),
    ]


def test_parts_are_views_not_copies():
    *_, part = mime.read(mime.content_type("b"), BODY)
    assert part.content.obj is BODY


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/related; boundary=b",
        'Multipart/Related;TYPE="application/soap+xml";boundary="b"',
        'multipart/related;\r\n\tboundary="\\b"; start="<root>"',
        "multipart/related; boundary=b;",
    ],
)
def test_ways_to_name_the_boundary(content_type):
    assert len(mime.read(content_type, BODY)) == 2


def test_a_message_that_is_not_multipart_is_its_own_part():
    assert contents("application/soap+xml; charset=utf-8", b"<soap/>") == [("", "application/soap+xml", b"<soap/>")]


def test_a_part_may_have_no_headers_and_no_content():
    assert contents("multipart/related; boundary=b", b"--b\r\n\r\n\r\n--b--") == [("", "text/plain", b"")]


def test_headers_may_be_folded_and_written_in_any_case():
    body = b"--b\r\ncontent-TYPE:\r\n text/xml\r\nCONTENT-ID: c@d\r\n\r\nx\r\n--b-- \r\n"
    assert contents("multipart/related; boundary=b", body) == [("c@d", "text/xml", b"x")]


def test_base64_may_be_broken_into_lines():
    body = b"--b\r\nContent-Transfer-Encoding: BASE64\r\n\r\nAQ\r\nID\r\n--b--"
    assert contents("multipart/related; boundary=b", body) == [("", "text/plain", b"\1\2\3")]


@pytest.mark.parametrize("content", [b"AQI", b"AQ=D", b"AQ*D", b"AQIDAA==AA"])
def test_base64_that_is_none(content):
    body = b"--b\r\nContent-Transfer-Encoding: base64\r\n\r\n" + content + b"\r\n--b--"
    with pytest.raises(As4Error):
        mime.read("multipart/related; boundary=b", body)


def test_twenty_parts_are_read_and_no_more():
    twenty = b"--b\r\n\r\n\r\n" * mime.MAX_PARTS + b"--b--"
    assert len(mime.read("multipart/related; boundary=b", twenty)) == mime.MAX_PARTS
    with pytest.raises(As4Error):
        mime.read("multipart/related; boundary=b", b"--b\r\n\r\n\r\n" + twenty)
