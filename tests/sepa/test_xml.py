from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from schakel.sepa.xml import Limits, NotXml, UnsafeXml, day, first, moment, number, parse, text
from tests.base.hostile_xml import DECLARED, GROWING, assert_nothing_is_opened, assert_refused_at_once


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-1", "utf-8-sig"])
def test_B01_a_doctype_is_refused_in_every_encoding(encoding):
    named = encoding.removesuffix("-sig").removesuffix("-le").removesuffix("-be")
    with pytest.raises(UnsafeXml):
        parse(DECLARED.format(named).encode(encoding))


def test_B01_utf_7_is_not_read_and_a_bare_doctype_is_refused():
    with pytest.raises(NotXml):
        parse(b'<?xml version="1.0" encoding="utf-7"?>' + "<!DOCTYPE a><a/>".encode("utf-7"))
    with pytest.raises(UnsafeXml):
        parse(b'<!DOCTYPE a SYSTEM "b.dtd"><a/>')


@pytest.mark.parametrize("body", GROWING)
def test_B02_entities_that_grow_are_refused_at_once(body):
    assert_refused_at_once(parse, UnsafeXml, body)


def test_B03_no_file_is_opened_and_no_socket(tmp_path):
    assert_nothing_is_opened(_text_or_refusal, tmp_path)


def _text_or_refusal(attack):
    try:
        return "".join(parse(attack.encode()).itertext())
    except UnsafeXml as refusal:
        return str(refusal)


@pytest.mark.parametrize("depth", [101, 300, 100_000])
def test_B05_what_is_nested_too_deeply_is_refused(depth):
    with pytest.raises(UnsafeXml):
        parse(b"<a>" * depth + b"</a>" * depth)


@pytest.mark.parametrize("data", [b"<a>" + b"x" * 5_000 + b"</a>", b"<a>" + b"<b/>" * 201 + b"</a>"])
def test_B06_too_many_bytes_or_nodes_are_refused_before_parsing(data):
    with pytest.raises(UnsafeXml):
        parse(data, limits=Limits(bytes=4_000, nodes=100))


def test_B06_eleven_megabytes_in_one_text_is_no_bank_file():
    with pytest.raises(UnsafeXml):
        parse(b"<a>" + b"x" * 11_000_000 + b"</a>")


@pytest.mark.parametrize("data", [b"", b"no xml", b"<a>", b"<a/><b/>", b"<a>&#0;</a>", b"<a>\x00</a>"])
def test_B09_what_is_not_well_formed_is_refused(data):
    with pytest.raises(NotXml):
        parse(data)


def test_B17_comments_do_not_split_a_value():
    assert text(parse(b"<a><b>12<!--x-->34</b></a>"), "c", "b") == "1234"


def test_what_is_not_there_is_empty():
    root = parse(b"<a><b/></a>")
    assert (text(root, "c"), text(root, "b"), first(root, "c")) == ("", "", None)


@pytest.mark.parametrize("written", ["1e999", "NaN", "-0", "-1", "1,50", "9" * 400, "１２", "", "Infinity", "+1"])
def test_B12_only_plain_decimals_are_numbers(written):
    assert number(written) is None


def test_numbers_and_days_are_read():
    assert number("12.50") == Decimal("12.5")
    assert day("2026-11-24T10:00:00+01:00") == date(2026, 11, 24)
    assert day("2026-02-30") is None
    assert moment("soon") is None
    assert moment("2026-13-01T10:00:00") is None
    assert moment("2026-11-30T10:00:00Z") == datetime(2026, 11, 30, 10, tzinfo=UTC)
