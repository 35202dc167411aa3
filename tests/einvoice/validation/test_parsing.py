"""Hostile bytes are refused before use (threats B01 to B06 and B17)."""

import socket

import pytest

from schakel.einvoice.validation import parsing
from schakel.einvoice.validation.parsing import TooLarge, UnreadableXml, parse

DOCTYPE = '<?xml version="1.0" encoding="{}"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
LAUGHS = "<!DOCTYPE a [<!ENTITY b0 'ha'>{}]><a x='&b20;'>&b20;</a>".format(
    "".join(f"<!ENTITY b{n + 1} '&b{n};&b{n};&b{n};&b{n};&b{n};&b{n};&b{n};&b{n};&b{n};&b{n};'>" for n in range(20))
)
PADDING = "<p>" + "x" * 9_500_000 + "</p>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-7", "iso-8859-1"])
def test_B01_a_doctype_is_refused_in_every_encoding(encoding: str) -> None:
    declared = encoding.removesuffix("-sig")
    with pytest.raises(UnreadableXml):
        parse(DOCTYPE.format(declared).encode(encoding))


@pytest.mark.parametrize("tail", ["", PADDING])
def test_B02_entities_that_grow_are_refused(tail: str) -> None:
    data = LAUGHS.replace("</a>", tail + "</a>").encode()
    with pytest.raises(UnreadableXml):
        parse(data)


def test_B03_nothing_outside_the_bytes_is_opened() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/x"
        for data in (
            f'<!DOCTYPE a SYSTEM "{address}"><a/>',
            f'<!DOCTYPE a [<!ENTITY % b SYSTEM "{address}">%b;]><a/>',
            f'<!DOCTYPE a [<!ENTITY b SYSTEM "{address}">]><a>&b;</a>',
        ):
            with pytest.raises(UnreadableXml):
                parse(data.encode())
        parse(
            f'<?xml-stylesheet href="{address}"?><a xmlns:i="http://www.w3.org/2001/XInclude" '
            f'xmlns:s="http://www.w3.org/2001/XMLSchema-instance" s:schemaLocation="urn:a {address}">'
            f'<i:include href="{address}"/></a>'.encode()
        )
        with pytest.raises(TimeoutError):
            listener.accept()


@pytest.mark.parametrize("depth", [101, 300, 3_000, 100_000])
def test_B05_deep_documents_are_refused(depth: int) -> None:
    with pytest.raises((TooLarge, UnreadableXml)):
        parse(b"<a>" * depth + b"</a>" * depth)


def test_B05_a_hundred_levels_are_read() -> None:
    assert parse(b"<a>" * 100 + b"</a>" * 100).tag == "a"


def test_B06_too_many_bytes_or_elements_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "MOST_TAGS", 10)
    with pytest.raises(TooLarge):
        parse(b"<a>" + b"<b/>" * 10 + b"</a>")
    monkeypatch.setattr(parsing, "MOST_BYTES", 10)
    with pytest.raises(TooLarge):
        parse(b"<a>12345678</a>")


def test_B07_a_large_attachment_is_read() -> None:
    assert len(parse(f"<a>{PADDING}{PADDING[:-4]}</p></a>".encode())) == 2
    with pytest.raises(UnreadableXml):
        parse(f"<a>{PADDING}".encode())
    with pytest.raises(UnreadableXml):
        parse(("<" + " " * 9_500_000).encode())


def test_B17_comments_and_cdata_do_not_split_a_value() -> None:
    assert parse(b"<a>12<!--x-->3<?p q?>4<![CDATA[5]]></a>").text == "12345"
