import socket
import time

import pytest

from schakel.peppol import xml, xml_outline
from schakel.peppol.errors import InvalidXml

LAUGHS = b"".join(b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 10))
BILLION_LAUGHS = b'<!DOCTYPE r [<!ENTITY a0 "lol">' + LAUGHS + b'] ><r x="&a9;">&a9;</r>'


def assert_refused(data: bytes, code: str = "INVALID_XML", **given) -> None:
    with pytest.raises(InvalidXml) as caught:
        xml.parse(data, **given)
    assert caught.value.code == code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-1"])
def test_B01_doctype_is_refused_in_every_encoding_we_read(encoding):
    name = encoding.removesuffix("-sig")
    assert_refused(f'<?xml version="1.0" encoding="{name}"?><!DOCTYPE r><r/>'.encode(encoding), "DOCTYPE_REFUSED")
    assert xml.parse(f'<?xml version="1.0" encoding="{name}"?><r/>'.encode(encoding)).tag == "r"


@pytest.mark.parametrize("encoding", ["utf-7", "cp037", "utf-32"])
def test_B01_other_encodings_are_not_read(encoding):
    assert_refused(f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE r><r/>'.encode(encoding))


def test_B01_entity_left_unresolved_is_still_refused():
    assert_refused(b'<!DOCTYPE r [<!ENTITY e "x">]><r>&e;</r>', "DOCTYPE_REFUSED")


@pytest.mark.parametrize("doctype", ['<!DOCTYPE r [<!ENTITY % e SYSTEM "{}">%e;]>', '<!DOCTYPE r SYSTEM "{}">'])
def test_B03_a_file_that_a_doctype_names_is_not_opened(doctype, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("were it opened, this would be a syntax error")
    assert_refused(f"{doctype.format(secret.as_uri())}<r/>".encode(), "DOCTYPE_REFUSED")


@pytest.mark.parametrize("bomb", [BILLION_LAUGHS, BILLION_LAUGHS + b" " * 11_000_000])
def test_B02_billion_laughs_is_refused_fast(bomb):
    started = time.perf_counter()
    assert_refused(bomb)
    assert time.perf_counter() - started < 0.5  # 0.05 s alone; the machine is shared


def test_B02_the_outline_expands_nothing_either():
    with pytest.raises(InvalidXml) as caught:
        xml_outline.outline(BILLION_LAUGHS)
    assert caught.value.code == "DOCTYPE_REFUSED"


def test_B02_quadratic_blow_up_is_refused():
    assert_refused(b'<!DOCTYPE r [<!ENTITY e "' + b"x" * 50_000 + b'">]><r a="' + b"&e;" * 50_000 + b'"/>')


def outside_documents(address: str) -> list[str]:
    return [
        f'<!DOCTYPE r [<!ENTITY e SYSTEM "{address}">]><r>&e;</r>',
        f'<!DOCTYPE r [<!ENTITY % e SYSTEM "{address}"> %e;]><r/>',
        f'<!DOCTYPE r SYSTEM "{address}"><r/>',
    ]


def harmless_documents(address: str) -> list[str]:
    return [
        f'<r xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{address}" parse="text"/></r>',
        f'<?xml-stylesheet type="text/xsl" href="{address}"?><r/>',
        f'<r xmlns:s="http://www.w3.org/2001/XMLSchema-instance" s:schemaLocation="urn:x {address}"/>',
    ]


def test_B03_nothing_outside_is_ever_fetched(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        for address in (f"http://127.0.0.1:{listener.getsockname()[1]}/x", secret.as_uri()):
            for text in outside_documents(address):
                with pytest.raises(InvalidXml):
                    xml.parse(text.encode())
            assert [xml.text_of(xml.parse(text.encode())) for text in harmless_documents(address)] == ["", "", ""]
        with pytest.raises(BlockingIOError):  # nobody has knocked
            listener.accept()


@pytest.mark.parametrize("depth", [101, 300, 3_000, 100_000])
def test_B05_depth_is_limited(depth):
    with pytest.raises(InvalidXml):
        xml.parse(b"<a>" * depth + b"</a>" * depth)
    assert xml.parse(b"<a>" * 100 + b"</a>" * 100).tag == "a"


def test_B05_the_own_limit_holds_for_huge_documents_too():
    assert_refused(b"<a>" * 101 + b"x" * 11_000_000 + b"</a>" * 101, "XML_TOO_LARGE")


def test_B06_limits_on_bytes_elements_and_attributes():
    few = xml.Limits(bytes=1_000, nodes=10, attributes=3)
    assert_refused(b"<r>" + b" " * 1_000 + b"</r>", "XML_TOO_LARGE", limits=few)
    assert_refused(b"<r>" + b"<a/>" * 30 + b"</r>", "XML_TOO_LARGE", limits=few)
    assert_refused(b"<r>" + b"<a/>" * 10 + b"</r>", "XML_TOO_LARGE", limits=few)
    assert_refused(b'<r a="" b="" c="" d=""/>', "XML_TOO_LARGE", limits=few)
    assert len(xml.parse(b"<r>" + b"<a/>" * 9 + b"</r>", limits=few)) == 9


def test_B06_200_000_attributes():
    assert_refused(b"<r " + b" ".join(b'a%d="1"' % i for i in range(200_000)) + b"/>", "XML_TOO_LARGE")


def test_text_over_ten_megabytes_is_read():
    assert len(xml.text_of(xml.parse(b"<r>" + b"Q" * 10_500_000 + b"</r>"))) == 10_500_000


@pytest.mark.parametrize(
    "data", [b"", b"  ", b"hello", b"<r>", b"<r/><r/>", b"<r>&nope;</r>", b"<r a='1' a='2'/>", b"<r>\0</r>"]
)
def test_what_is_not_well_formed_is_refused(data):
    assert_refused(data)


def test_text_ignores_comments_and_instructions():
    assert xml.text_of(xml.parse(b"<r> 12<!--x-->34<?p q?>5 </r>")) == "12345"
    assert xml.text_of(None) == ""
