import pytest

from schakel.einvoice.parse import DoctypeRefused, Limits, NotWellFormed, TooDeep, TooLarge, parse
from tests.base.hostile_xml import DECLARED, GROWING, assert_nothing_is_opened, assert_refused_at_once


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-1", "utf-8-sig"])
def test_B01_a_doctype_is_refused_in_every_encoding(encoding):
    with pytest.raises(DoctypeRefused):
        parse(DECLARED.format(encoding.removesuffix("-sig").removesuffix("-le").removesuffix("-be")).encode(encoding))


def test_B01_a_doctype_hidden_in_utf_7_is_not_even_read():
    text = "<!DOCTYPE a><a/>".encode("utf-7")
    with pytest.raises(NotWellFormed, match="utf-7 is not read"):
        parse(b'<?xml version="1.0" encoding="utf-7"?>' + text)


@pytest.mark.parametrize("doctype", ["<!DOCTYPE a>", '<!DOCTYPE a SYSTEM "b.dtd">', '<!DOCTYPE a PUBLIC "-//B" "b">'])
def test_B01_an_empty_or_external_doctype_is_refused(doctype):
    with pytest.raises(DoctypeRefused):
        parse(f"{doctype}<a/>".encode())


@pytest.mark.parametrize("body", GROWING)
def test_B02_entities_that_grow_are_refused_at_once(body):
    assert_refused_at_once(parse, DoctypeRefused, body)


def test_B03_no_file_is_opened_and_no_socket(tmp_path):
    assert_nothing_is_opened(_text_or_refusal, tmp_path)


def _text_or_refusal(attack: str) -> str:
    try:
        return "".join(str(text) for text in parse(attack.encode()).itertext())
    except DoctypeRefused as refusal:
        return str(refusal)


@pytest.mark.parametrize("depth", [101, 300, 3_000, 100_000])
def test_B05_what_is_nested_too_deeply_is_refused(depth):
    with pytest.raises(TooDeep):
        parse(b"<a>" * depth + b"</a>" * depth)


def test_B05_a_hundred_levels_are_read():
    assert parse(b"<a>" * 100 + b"</a>" * 100).tag == "a"


def test_B06_too_many_bytes_elements_or_attributes_are_refused_before_parsing():
    few = Limits(bytes=5_000, nodes=100)
    with pytest.raises(TooLarge):
        parse(b"<a>" + b"x" * 5_000 + b"</a>", limits=few)
    with pytest.raises(TooLarge):
        parse(b"<a>" + b"<b/>" * 201 + b"</a>", limits=few)
    with pytest.raises(TooLarge):
        parse(b"<a " + b" ".join(b'a%d=""' % n for n in range(201)) + b"/>", limits=few)


def test_B06_a_long_attribute_is_only_large():
    assert parse(b'<a b="' + b"x" * 11_000_000 + b'"/>').get("b", "")[:1] == "x"


def test_B06_an_element_has_a_hundred_attributes_at_most():
    """Its validation took minutes with 200,000, which any sender can have."""

    def having(count):
        return b"<a><b " + b" ".join(b'a%d=""' % n for n in range(count)) + b"/></a>"

    assert len(parse(having(100))[0].attrib) == 100
    with pytest.raises(TooLarge):
        parse(having(101))


@pytest.mark.parametrize(
    "data",
    [b"", b"   ", b"no xml", b"<a>", b"<a/><b/>", b"<a>&#0;</a>", b"<a>&#xD800;</a>", b"<a>\x00</a>", b"<a>&nope;</a>"],
)
def test_B09_what_is_not_well_formed_is_refused(data):
    with pytest.raises(NotWellFormed) as refusal:
        parse(data)
    assert refusal.value.permanent
    assert refusal.value.said_in("fr").startswith("Le fichier")


def test_B17_comments_instructions_and_cdata_do_not_split_a_value():
    assert parse(b"<a>12<!--x-->34<?y z?>5<![CDATA[6]]>7</a>").text == "1234567"
