import socket
import time
import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from schakel.sepa.xml import Limits, NotXml, UnsafeXml, day, first, moment, number, parse, text

DECLARED = '<?xml version="1.0" encoding="{}"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
LAUGHS = f'<!DOCTYPE x [<!ENTITY a0 "lol">{ENTITIES}]>'


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


@pytest.mark.parametrize("body", ["<x>&a9;</x>", '<x y="&a9;"/>', "<x>" + "&a3;" * 5_000 + "</x>"])
def test_B02_entities_that_grow_are_refused_at_once(body):
    tracemalloc.start()
    start = time.perf_counter()
    with pytest.raises(UnsafeXml):
        parse((LAUGHS + body).encode())
    assert time.perf_counter() - start < 0.5  # a bound against explosion, not a benchmark
    assert tracemalloc.get_traced_memory()[1] < 50_000_000
    tracemalloc.stop()


def test_B03_no_file_is_opened_and_no_socket(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("do not tell")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        place = f"http://127.0.0.1:{listener.getsockname()[1]}/x"
        for attack in _attacks(secret.as_uri(), place):
            assert "do not tell" not in _text_or_refusal(attack)
        with pytest.raises(TimeoutError):
            listener.accept()


def _attacks(file, place):
    return [
        f'<!DOCTYPE a [<!ENTITY b SYSTEM "{file}">]><a>&b;</a>',
        f'<!DOCTYPE a [<!ENTITY % b SYSTEM "{place}">%b;]><a/>',
        f'<!DOCTYPE a SYSTEM "{place}"><a/>',
        f'<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{file}" parse="text"/></a>',
        f'<?xml-stylesheet href="{place}" type="text/xsl"?><a/>',
        f'<a xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x {place}"/>',
    ]


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
