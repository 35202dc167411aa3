"""Threats B01 to B06 in the SOAP part: XML that is a weapon. Nothing is opened, nothing explodes."""

import socket
import tracemalloc

import pytest

from schakel.peppol.as4 import soap
from schakel.peppol.as4.errors import As4Error
from tests.peppol.as4.messages import refused

DOCTYPE = '<!DOCTYPE x [<!ENTITY e "evil">]>'


def with_doctype(text, *, encoding):
    return f'<?xml version="1.0" encoding="{encoding}"?>{DOCTYPE}{text}'.encode(encoding)


def spoil(message, edit):
    """Replace the SOAP part as bytes."""

    def edit_body(body):
        head, _, rest = body.partition(b"\r\n\r\n")
        soap_part, _, tail = rest.partition(b"\r\n--the-boundary")
        return head + b"\r\n\r\n" + edit(soap_part) + b"\r\n--the-boundary" + tail

    message.edit_body = edit_body


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-7"])
def test_B01_a_doctype_in_any_encoding(door, message, encoding):
    spoil(message, lambda part: with_doctype(part.decode(), encoding=encoding))
    assert refused(door, message).code == "EBMS:0009"


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_an_encoding_that_is_not_utf_8(door, message, encoding):
    spoil(message, lambda part: f'<?xml version="1.0" encoding="{encoding}"?>{part.decode()}'.encode(encoding))
    assert refused(door, message).code == "EBMS:0009"


LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(10))
BLOW_UP = f'<!DOCTYPE x [<!ENTITY a "{"a" * 100_000}">]>'


@pytest.mark.parametrize(
    "prefix", [f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>', BLOW_UP], ids=["billion laughs", "quadratic"]
)
def test_B02_entities_that_grow(door, message, prefix):
    entity = "&l10;" if "l10" in prefix else "&a;" * 1_000
    spoil(message, lambda part: prefix.encode() + part.replace(b"conversation-1", entity.encode()))
    tracemalloc.start()
    assert refused(door, message).code == "EBMS:0009"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 50_000_000


@pytest.mark.parametrize(
    "edit",
    [
        lambda part, url: f'<!DOCTYPE x SYSTEM "{url}">'.encode() + part,
        lambda part, url: (
            f'<!DOCTYPE x [<!ENTITY e SYSTEM "{url}">]>'.encode() + part.replace(b"conversation-1", b"&e;")
        ),
        lambda part, url: f'<!DOCTYPE x [<!ENTITY % e SYSTEM "{url}"> %e;]>'.encode() + part,
        lambda part, url: (
            f'<?xml-stylesheet href="{url}"?>'.encode() + part.replace(b"</soap:Body>", b"<x/></soap:Body>")
        ),
        lambda part, url: part.replace(
            b"conversation-1", f'<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="{url}"/>'.encode()
        ),
        lambda part, url: part.replace(
            b"<eb:UserMessage>",
            f'<eb:UserMessage xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x {url}">'.encode(),
        ),
    ],
)
@pytest.mark.parametrize("scheme", ["http", "file"])
def test_B03_nothing_is_opened(door, message, edit, scheme, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("the-secret")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.02)
        port = listener.getsockname()[1]
        url = f"http://127.0.0.1:{port}/x" if scheme == "http" else secret.as_uri()
        spoil(message, lambda part: edit(part, url))
        error = refused(door, message)
        assert "the-secret" not in error.detail
        with pytest.raises(TimeoutError):
            listener.accept()


@pytest.mark.parametrize("depth", [30, 300, 3_000, 100_000])
def test_B05_depth(depth):
    nested = b"<x>" * depth + b"</x>" * depth
    envelope = f'<s:Envelope xmlns:s="{soap.SOAP}"><s:Header>'.encode() + nested + b"</s:Header><s:Body/></s:Envelope>"
    with pytest.raises(As4Error) as caught:
        soap.read(envelope)
    assert caught.value.code == "EBMS:0009"


@pytest.mark.parametrize(
    "content",
    [
        "<x " + " ".join(f'a{number}="1"' for number in range(20_000)) + "/>",
        "<x " + " ".join(f'a{number}="1"' for number in range(200_000)) + "/>",
        "<x/>" * 6_000,
        "<x/>" * 1_000_000,
        f'<x a="{"a" * 11_000_000}"/>',
    ],
    ids=["attributes", "many attributes", "elements", "many elements", "one attribute"],
)
def test_B06_too_much_of_everything(door, message, content):
    spoil(message, lambda part: part.replace(b"</soap:Header>", content.encode() + b"</soap:Header>"))
    assert refused(door, message).code == "EBMS:0009"


def test_a_comment_inside_a_value_changes_neither_signature_nor_meaning(door, message):
    spoil(message, lambda part: part.replace(b">POP999001<", b">POP9<!-- x -->99001<"))
    assert door.take_message(message).sender == "POP999001"


@pytest.mark.parametrize(
    "envelope",
    [
        b"",
        b"no XML",
        b"<x/>",
        f'<s:Envelope xmlns:s="{soap.SOAP}"/>'.encode(),
        f'<s:Envelope xmlns:s="{soap.SOAP}"><s:Header/><s:Body/></s:Envelope>'.encode(),
        b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header/><s:Body/></s:Envelope>',
    ],
)
def test_what_is_not_a_soap_envelope(envelope):
    with pytest.raises(As4Error) as caught:
        soap.read(envelope)
    assert caught.value.code == "EBMS:0009"
