"""The one reader, by its settings; that it keeps hostile bytes out is tested where each package reads (B01 to B09, B17)."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel import base, einvoice, peppol, sepa
from schakel.base.xml import BIG, NETWORK_ENCODINGS, Limits, Reader, XmlRefusal, _declares_type, encoding_of
from schakel.einvoice import parse as einvoice_xml
from schakel.einvoice.errors import EInvoiceError
from schakel.peppol import xml as peppol_xml
from schakel.peppol.errors import InvalidXml
from schakel.sepa import xml as sepa_xml
from schakel.sepa.errors import SepaError

PARSERS = {"base/xml.py", "base/ubl_schema.py"}  # the second reads the schemas that lie beside it


class Refused(Exception):
    pass


def refusing(reason):
    return lambda detail: Refused(reason, detail)


REFUSALS = {reason: refusing(reason) for reason in XmlRefusal}
READER = Reader(REFUSALS)


def reason_for(data, *, reader=READER, **limits):
    with pytest.raises(Refused) as caught:
        reader.read(data, Limits(**limits))
    return caught.value.args[0]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("before", ["", " \r\n\t", " " * 5_000])
def test_blanks_before_a_document_without_declaration_are_read_in_every_encoding(codec, before):
    assert READER.read(f"{before}<a>é</a>".encode(codec), Limits()).text == "é"


@pytest.mark.parametrize("codec", ["cp037", "cp500", "utf-32", "utf-32-le", "utf-7", "utf-8"])
def test_B06_an_encoding_in_which_marks_cannot_be_counted_is_not_read(codec):
    written = {"utf-8": "windows-31j"}.get(codec, codec)
    assert reason_for(f'<?xml version="1.0" encoding="{written}"?><a/>'.encode(codec)) is XmlRefusal.NOT_WELL_FORMED
    if codec not in {"utf-8", "utf-7"}:
        assert reason_for("<a/>".encode(codec)) is XmlRefusal.NOT_WELL_FORMED


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b'<?xml version="1.0" encoding="iso-8859-15"?><a/>', "ISO-8859-15"),
        (b"<?xml version='1.0' encoding = 'utf-8' ?><a/>", "UTF-8"),
        (b'<a encoding="utf-7"/>', "UTF-8"),
        (b'<?xml version="1.0"?><a encoding="utf-7"/>', "UTF-8"),
        ("<a/>".encode("utf-16"), "UTF-16"),
        ('<?xml version="1.0" encoding="utf-7"?><a/>'.encode("utf-16"), "UTF-7"),
    ],
)
def test_the_encoding_is_what_the_declaration_says(data, encoding):
    assert encoding_of(data) == encoding


def test_a_reader_takes_only_its_encodings():
    data = '<?xml version="1.0" encoding="windows-1252"?><a>€</a>'.encode("cp1252")
    assert READER.read(data, Limits()).text == "€"
    assert reason_for(data, reader=Reader(REFUSALS, encodings=NETWORK_ENCODINGS)) is XmlRefusal.NOT_WELL_FORMED


def test_marks_and_blanks_are_kept_or_dropped():
    data = b"<a> <b>1<!--x-->2</b> </a>"
    dropped = Reader(REFUSALS, keep_blanks=False).read(data, Limits())
    kept = Reader(REFUSALS, keep_marks=True).read(data, Limits())
    assert (dropped.text, dropped[0].text, kept.text, kept[0].text) == (None, "12", " ", "1")


def test_B06_a_long_text_is_read_only_where_it_may_be():
    data = b"<a>" + b"x" * (BIG + 100) + b"</a>"
    assert len(READER.read(data, Limits()).text or "") == BIG + 100
    assert reason_for(data, reader=Reader(REFUSALS, big_texts=False)) is XmlRefusal.TOO_LARGE


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<a><b/><b/><b/></a>", XmlRefusal.TOO_LARGE),
        (b"<a" + b"".join(b' a%d=""' % at for at in range(8)) + b"/>", XmlRefusal.TOO_LARGE),
        (b"<a>" * 20 + b"</a>" * 20, XmlRefusal.TOO_LARGE),
        (b"<a><b><c><d/></c></b></a>", XmlRefusal.TOO_DEEP),
        (b"<a>" + b"x" * 300 + b"</a>", XmlRefusal.TOO_LARGE),
        (b"<a " + b"x" * 60_000 + b'="1"/>', XmlRefusal.TOO_LARGE),
    ],
)
def test_B05_B06_each_limit_has_its_reason(data, reason):
    limits = {"bytes": 200, "depth": 3, "nodes": 3, "attributes": 7} if len(data) < 1_000 else {}
    if reason is XmlRefusal.TOO_DEEP:
        limits |= {"nodes": 100}
    assert reason_for(data, **limits) is reason


def test_B02_entities_that_refer_to_each_other_are_refused():
    loop = b'<!DOCTYPE a [<!ENTITY b "&c;"><!ENTITY c "&b;">]><a x="&b;"/>'
    assert reason_for(loop) in {XmlRefusal.ENTITIES, XmlRefusal.DOCTYPE}


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("before", ["", "\n", "<!-- a > b <c> -->", "<?p <q> ?>\n<!--x-->", "<!--x-->" * 5_000])
def test_B01_B02_a_doctype_before_a_big_document_is_found_whatever_is_before_it(codec, before):
    declared = before + '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>' + " " * BIG
    assert reason_for(declared.encode(codec)) in REFUSALS.keys() - {XmlRefusal.TOO_DEEP}
    assert _declares_type(declared.encode(codec))


def test_B06_the_word_doctype_inside_a_big_document_is_only_text():
    data = b"<!--x--><a><![CDATA[<!DOCTYPE]]>" + b"x" * BIG + b"</a>"
    assert len(READER.read(data, Limits()).text or "") > BIG


def test_threads_read_beside_each_other():
    data = [f"<a>{'<b/>' * 500}{at}</a>".encode() for at in range(40)]
    with ThreadPoolExecutor(8) as threads:
        roots = list(threads.map(lambda each: READER.read(each, Limits()), data))
    assert [root[-1].tail for root in roots] == [str(at) for at in range(40)]


@given(st.binary(max_size=200) | st.text("<>/ab&;!?\"'= \0[]é", max_size=60).map(str.encode))
def test_B09_three_packages_refuse_the_same_bytes_each_with_its_own_error(data):
    outcomes = {
        isinstance(_outcome(einvoice_xml.parse, data), EInvoiceError),
        isinstance(_outcome(sepa_xml.parse, data), SepaError),
        isinstance(_outcome(peppol_xml.parse, data), InvalidXml),
    }
    assert len(outcomes) == 1


def _outcome(parse, data):
    try:
        return parse(data)
    except (EInvoiceError, SepaError, InvalidXml) as refusal:
        return refusal


def test_B01_no_other_parser_is_made_in_the_pure_packages():
    root = Path(base.__file__).parents[1]
    files = [path for package in (base, einvoice, peppol, sepa) for path in Path(package.__file__).parent.rglob("*.py")]
    made = {
        str(path.relative_to(root)) for path in files if re.search(r"XMLParser\(|iterparse\(", path.read_text("utf-8"))
    }
    assert made == PARSERS


def test_B02_what_declares_entities_is_never_read_as_a_huge_tree(monkeypatch):
    """There libxml2 may grow without bounds; that of today still counts, an older one does not."""
    monkeypatch.setattr(READER._parsers, "huge", "never asked")
    declares = f'<!DOCTYPE x [<!ENTITY a "b">]><x>{"z" * (BIG + 1)}</x>'.encode()
    assert reason_for(declares, bytes=2 * BIG) in {XmlRefusal.DOCTYPE, XmlRefusal.TOO_LARGE}


@pytest.mark.parametrize("inside", ["<b/>" * 2_001, "<b {}/>".format(" ".join(f'a{n}=""' for n in range(2_001)))])
def test_B06_too_many_elements_or_attributes_are_refused_before_they_are_parsed(monkeypatch, inside):
    monkeypatch.setattr(READER._parsers, "small", "never asked")
    assert reason_for(f"<a>{inside}</a>".encode(), nodes=1_000) is XmlRefusal.TOO_LARGE
