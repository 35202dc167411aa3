import dataclasses
import re
from datetime import UTC, datetime, timedelta

import pytest

from schakel.peppol import sbdh, xml, xml_outline
from schakel.peppol.errors import InvalidEnvelope, InvalidXml, PeppolError
from schakel.peppol.identifiers import DocumentTypeId, ParticipantId, ProcessId
from schakel.peppol.sbdh import MlsType
from tests.peppol import corpus

INVOICE = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
HEADER = sbdh.Header(
    sender=ParticipantId("0208:0407214017"),
    receiver=ParticipantId("0208:0203201340"),
    document_type=DocumentTypeId.of(INVOICE, "Invoice", customization="urn:x#y", version="2.1"),
    process=ProcessId("urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"),
    country_c1="BE",
    instance_id="a593a0aa-6ff7-48b0-8906-5534fa5212e0",
    created_at=datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
)
DOCUMENT = f'<Invoice xmlns="{INVOICE}"><ID>1 &amp; \u20ac</ID><!-- kept --></Invoice>'.encode()


def assert_refused(data: bytes, code: str) -> None:
    with pytest.raises(InvalidEnvelope) as caught:
        sbdh.unwrap(data)
    assert caught.value.code == code


def changed(pattern: str, replacement: str) -> bytes:
    text, count = re.subn(pattern, replacement, sbdh.wrap(HEADER, DOCUMENT).decode(), count=1, flags=re.DOTALL)
    assert count == 1
    return text.encode()


def test_what_is_wrapped_comes_out_unchanged():
    envelope = sbdh.unwrap(sbdh.wrap(HEADER, DOCUMENT))
    assert envelope.header == HEADER
    assert envelope.document == DOCUMENT
    assert sbdh.read_header(sbdh.wrap(HEADER, DOCUMENT)) == HEADER


def test_the_header_of_a_large_envelope_is_the_same(monkeypatch):
    monkeypatch.setattr(sbdh, "SMALL", 10)
    assert sbdh.read_header(sbdh.wrap(HEADER, DOCUMENT)) == HEADER


def test_a_comment_in_front_of_the_header_changes_nothing():
    envelope = sbdh.wrap(HEADER, DOCUMENT).replace(
        b"<sbdh:StandardBusinessDocumentHeader>", b"<!-- hello --><sbdh:StandardBusinessDocumentHeader>"
    )
    assert sbdh.read_header(envelope) == HEADER
    assert sbdh.unwrap(envelope).header == HEADER


def test_all_scopes_survive():
    header = dataclasses.replace(HEADER, mls_to=ParticipantId("0242:000306"), mls_type=MlsType.ALWAYS_SEND)
    assert sbdh.unwrap(sbdh.wrap(header, DOCUMENT)).header == header


def test_declaration_and_prolog_stay_behind():
    prolog = b'\xef\xbb\xbf<?xml version="1.0" encoding="UTF-8"?>\n<!-- by somebody -->\n'
    assert sbdh.unwrap(sbdh.wrap(HEADER, prolog + DOCUMENT + b"\n")).document == DOCUMENT


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_other_encodings_become_utf_8(encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?><Invoice xmlns="{INVOICE}">\u00e9</Invoice>'
    wrapped = sbdh.wrap(HEADER, text.encode(encoding))
    assert sbdh.unwrap(wrapped).document.decode() == f'<Invoice xmlns="{INVOICE}">\u00e9</Invoice>'
    again = wrapped.decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert sbdh.unwrap(again).header == HEADER


def test_large_documents_are_not_copied():
    big = DOCUMENT.replace(b"<ID>", b"<ID>" + b"Q" * 11_000_000)
    pieces = list(sbdh.wrap_in_pieces(HEADER, big))
    assert pieces[1].obj is big
    assert sbdh.unwrap(b"".join(pieces)).document == big


def test_namespaces_of_the_envelope_are_declared_on_the_document():
    data = sbdh.wrap(HEADER, f'<u:Invoice xmlns:u="{INVOICE}" xmlns:c="urn:a&amp;b"><c:ID/></u:Invoice>'.encode())
    borrowed = f'xmlns:sbdh="{sbdh.NAMESPACE}" xmlns:u="{INVOICE}" xmlns:c="urn:a&amp;b" xmlns:n="urn:unused"'
    data = data.replace(f'xmlns:sbdh="{sbdh.NAMESPACE}"'.encode(), borrowed.encode())
    data = data.replace(f'<u:Invoice xmlns:u="{INVOICE}" xmlns:c="urn:a&amp;b">'.encode(), b"<u:Invoice>")
    root = xml.parse(sbdh.unwrap(data).document)
    assert root.nsmap == {"u": INVOICE, "c": "urn:a&b"}
    assert root[0].tag == "{urn:a&b}ID"


def test_default_namespace_is_declared_only_where_it_is_used():
    data = sbdh.wrap(HEADER, f'<u:Invoice xmlns:u="{INVOICE}"><u:ID/></u:Invoice>'.encode())
    data = data.replace(b"<sbdh:StandardBusinessDocument ", b'<sbdh:StandardBusinessDocument xmlns="urn:d" ')
    assert b"urn:d" not in sbdh.unwrap(data).document
    assert xml.parse(sbdh.unwrap(data.replace(b"<u:ID/>", b"<ID/>")).document)[0].tag == "{urn:d}ID"


def test_only_the_promised_document_is_wrapped():
    with pytest.raises(InvalidEnvelope) as caught:
        sbdh.wrap(HEADER, b'<CreditNote xmlns="urn:x"/>')
    assert caught.value.code == "INVALID_BUSINESS_MESSAGE"
    with pytest.raises(InvalidXml):
        sbdh.wrap(HEADER, b"<!DOCTYPE Invoice>" + DOCUMENT)


def test_corpus():
    for line in corpus.lines("sbdh"):
        expected = line.get("upstream_expectation")
        if expected is None:
            continue
        assert verdict(corpus.document("sbdh", line)) == (expected if expected == "valid" else expected["invalid"]), (
            line
        )


def test_corpus_without_expectation():
    """Old or generic envelopes: valid exactly when they name the country of the original sender."""
    for line in corpus.lines("sbdh"):
        if "upstream_expectation" not in line:
            assert (verdict(corpus.document("sbdh", line)) == "valid") is line["has_country_c1"], line


def verdict(data: bytes) -> str:
    try:
        sbdh.unwrap(data)
    except PeppolError as error:
        return error.code
    return "valid"


@pytest.mark.parametrize(
    ("pattern", "replacement", "code"),
    [
        ("<sbdh:HeaderVersion>1.0", "<sbdh:HeaderVersion>1.1", "INVALID_HEADER_VERSION"),
        ("iso6523-actorid-upis", "busdox-actorid-upis", "INVALID_SENDER_AUTHORITY"),
        ("0208:0203201340", "0203201340", "INVALID_RECEIVER_VALUE"),
        (">BE<", ">be<", "INVALID_COUNTRY_C1"),
        ("urn:x#y::2.1", "urn:x", "INVALID_DOCUMENT_TYPE_IDENTIFIER"),
        ("2026-11-24T09:30:00.000[+]00:00", "2026-11-24T09:30:00", "INVALID_CREATION_DATE_TIME"),
        ("2026-11-24T09:30:00.000[+]00:00", "2026-11-24", "INVALID_SBD_XML"),
        ("2026-11-24T", "2026-13-24T", "INVALID_SBD_XML"),
        ("<sbdh:Type>Invoice</sbdh:Type>", "", "INVALID_SBD_XML"),
        ("<sbdh:Scope>", "<sbdh:Scope><sbdh:More/>", "INVALID_SBD_XML"),
        ("<sbdh:BusinessScope>", "<sbdh:More/><sbdh:BusinessScope>", "INVALID_SBD_XML"),
        ("(<sbdh:Scope>.*?</sbdh:Scope>)", r"\1\1", "INVALID_SCOPE_COUNT"),
        ("<Invoice.*</Invoice>", "<a/><b/>", "INVALID_SBD_XML"),
        ("<Invoice.*</Invoice>", "<sbdh:StandardBusinessDocument/>", "INVALID_BUSINESS_MESSAGE"),
        ("<Invoice.*</Invoice>", '<Invoice xmlns="urn:other"/>', "INVALID_BUSINESS_MESSAGE"),
    ],
)
def test_rules_the_corpus_does_not_touch(pattern, replacement, code):
    assert_refused(changed(pattern, replacement), code)


def test_comments_between_the_parts_are_passed_over():
    for place in ("<sbdh:StandardBusinessDocumentHeader>", "<sbdh:HeaderVersion>", "<sbdh:Sender>", "<Invoice"):
        data = changed(place, f"<!-- here --><?and here?>{place}")
        assert sbdh.read_header(data) == sbdh.unwrap(data).header == HEADER


def test_root_must_be_an_envelope():
    assert_refused(DOCUMENT, "INVALID_SBD_XML")


MLS_SCOPES = (
    "<sbdh:Scope><sbdh:Type>MLS_TO</sbdh:Type><sbdh:InstanceIdentifier>test</sbdh:InstanceIdentifier></sbdh:Scope>"
    "<sbdh:Scope><sbdh:Type>MLS_TYPE</sbdh:Type><sbdh:InstanceIdentifier>NEVER</sbdh:InstanceIdentifier></sbdh:Scope>"
)


@pytest.mark.parametrize(
    ("pattern", "replacement", "codes"),
    [
        ("</sbdh:BusinessScope>", MLS_SCOPES + "</sbdh:BusinessScope>", ("INVALID_MLS_TO", "INVALID_MLS_TYPE")),
        ("09:30:00.000[+]00:00", "09:30:00", ("INVALID_CREATION_DATE_TIME",)),
        ("<Invoice.*</Invoice>", '<Other xmlns="urn:other"/>', ("INVALID_BUSINESS_MESSAGE",)),
    ],
)
def test_a_receiver_is_warned_of_what_does_not_hinder_delivery(pattern, replacement, codes):
    header = sbdh.unwrap(changed(pattern, replacement), strict=False).header
    assert header == dataclasses.replace(HEADER, warnings=codes)
    assert_refused(changed(pattern, replacement), codes[0])


def test_content_that_is_not_xml_has_a_type_without_root():
    pdf = dataclasses.replace(HEADER, document_type=DocumentTypeId("urn:peppol:doctype:pdf+xml##urn:f:1.0::D22B"))
    binary = f'<b:BinaryContent xmlns:b="{sbdh.WRAPPED}" mimeType="application/pdf">QQ==</b:BinaryContent>'.encode()
    assert sbdh.unwrap(sbdh.wrap(pdf, binary)) == sbdh.Envelope(pdf, binary)
    with pytest.raises(InvalidEnvelope):
        sbdh.wrap(pdf, DOCUMENT)


def test_content_that_is_not_xml_travels_in_an_element_of_its_own():
    binary = '<b:BinaryContent xmlns:b="http://peppol.eu/xsd/ticc/envelope/1.0" mimeType="x/y">QQ==</b:BinaryContent>'
    assert sbdh.unwrap(changed("<Invoice.*</Invoice>", binary)).document == binary.encode()


def test_time_with_offset_and_many_decimals():
    header = sbdh.unwrap(changed("09:30:00.000[+]00:00", "10:30:00.123456789+01:00")).header
    assert header.created_at - HEADER.created_at == timedelta(microseconds=123456)


def test_B01_doctype_in_an_envelope_is_refused():
    for data in (sbdh.wrap(HEADER, DOCUMENT), sbdh.wrap(HEADER, DOCUMENT).decode().encode("utf-16")):
        at = data.index("<sbdh".encode("utf-16-le" if b"\0" in data else "ascii"))
        doctype = "<!DOCTYPE x>".encode("utf-16-le" if b"\0" in data else "ascii")
        with pytest.raises(InvalidXml):
            sbdh.unwrap(data[:at] + doctype + data[at:])


@pytest.mark.parametrize(
    "inner", [b"<a>" * 99 + b"</a>" * 99, b"<a" + b" a%d=''" * 5 % (1, 2, 3, 4, 5) + b"/>", b"<a/>" * 7]
)
def test_B05_B06_limits_hold_without_a_tree(inner):
    data = b"<r>" + inner + b"</r>"
    xml_outline.outline(data)
    for tight in (xml.Limits(depth=9, attributes=4, nodes=7), xml.Limits(bytes=9)):
        with pytest.raises(InvalidXml) as caught:
            xml_outline.outline(data, limits=tight)
        assert caught.value.code == "XML_TOO_LARGE"


@pytest.mark.parametrize("tail", [b"", b" ", b"<!--x-->", b"<?p x?>", b"text"])
@pytest.mark.parametrize("child", [b"<a/>", b'<a b="/>"/>', b"<a></a >", b"<a>><b/></a>"])
def test_the_end_of_an_element_is_found_whatever_follows(child, tail):
    _, (first, second) = xml_outline.outline(data := b"<r>" + child + tail + b"<z/></r>")
    assert data[first.start : first.end] == child
    assert data[second.start : second.end] == b"<z/>"


def test_not_well_formed_is_refused():
    with pytest.raises(InvalidXml):
        xml_outline.outline(b'<r xmlns="urn:{x}"/>')
    with pytest.raises(InvalidXml):
        sbdh.unwrap(sbdh.wrap(HEADER, DOCUMENT)[:-1])
    with pytest.raises(InvalidXml):
        xml_outline.outline(b"<r><x:a/></r>")
