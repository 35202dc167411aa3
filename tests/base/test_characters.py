import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from schakel.base.characters import ALLOWED, one_line, says_something, to_sepa, to_xml


@pytest.mark.parametrize(
    ("text", "carried"),
    [
        ("Café Zoë & Zonen <BVBA>", "Cafe Zoe + Zonen (BVBA)"),
        ("Æsir Øl Łódź Straße ŒUVRE", "AEsir Ol Lodz Strasse OEUVRE"),
        ("ΣΟΦΊΑ Θήρα", "SOFIA THira"),
        ("Софи́я ООД", "Sofiya OOD"),
        ("“quoted” – it’s 50 %", "'quoted' - it's 50 ."),
        ("ﬁne ² ＡＢＣ", "fine 2 ABC"),
        ("中文 ltd", "?? ltd"),
        ("a\r\nb\tc\u2028d\u00a0e", "a b c d e"),
        ("\u202egpj\u200b.exe\x00\ud800", "gpj.exe"),
        ("=1+1", ".1+1"),
        ("  ", ""),
    ],
)
def test_K02_text_is_carried_in_the_sepa_set(text, carried):
    assert to_sepa(text, longest=70) == carried


@given(st.text(max_size=120), st.integers(1, 80))
def test_any_text_becomes_allowed_short_and_stays_the_same_the_second_time(text, longest):
    carried = to_sepa(text, longest=longest)
    assert set(carried) <= ALLOWED
    assert len(carried) <= longest
    assert carried == to_sepa(carried, longest=longest) == carried.strip()


def test_K02_a_name_of_200_characters_is_cut():
    assert to_sepa("x" * 200, longest=70) == "x" * 70


def test_one_line_keeps_the_letters_of_every_script():
    assert one_line(" Zoë\n\n中文 \x07") == "Zoë 中文"


def test_what_word_processors_put_in_is_a_line_break_in_xml():
    assert to_xml("one\x0btwo\x0c\x01 <&> \U0001f600\t\x85") == "one\ntwo\n <&> \U0001f600\t\x85"


@given(st.text(st.characters(codec=None), max_size=60))
def test_every_xml_can_hold_it(text):
    node = etree.Element("a")
    node.text = to_xml(text)
    assert etree.fromstring(etree.tostring(node)).text in (to_xml(text), None)


def test_question_marks_say_nothing():
    assert not says_something(to_sepa("中文", longest=70))
    assert says_something("A.")
