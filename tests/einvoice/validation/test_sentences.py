"""Every rule has its sentence in four languages, and the figures stand in it as the reader's language writes them."""

import string

import pytest

from schakel.base.words import section
from schakel.einvoice.language import LANGUAGES
from schakel.einvoice.validation.register import published_rules
from schakel.einvoice.validation.sentences import pattern_of, place, sentence
from tests.einvoice.validation.documents import report

WRITERS = {"", "amount", "number", "date", "word", "Word"}


def test_every_rule_has_a_sentence_in_four_languages() -> None:
    for rule in (*published_rules(), "XML", "LIMIT", "ROOT", "FILE"):
        for language in LANGUAGES:
            text = sentence(rule, {}, language)
            assert text[-1] in ".)" or rule == "XSD", rule
            assert "{" not in text, rule


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_figure_is_written_in_a_known_way(language: str) -> None:
    for rules, text in section("validation.sentences", language).items():
        assert {spec or "" for _, name, spec, _ in string.Formatter().parse(text) if name} <= WRITERS, rules


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Het totaal met btw zou 1.121,00 moeten zijn, de factuur vermeldt 1.121,01."),
        ("fr", "Le total TVA comprise devrait être 1\u202f121,00, la facture indique 1\u202f121,01."),
        ("en", "The total with VAT should be 1,121.00, the invoice says 1,121.01."),
        ("de", "Der Gesamtbetrag mit Umsatzsteuer sollte 1.121,00 sein, die Rechnung nennt 1.121,01."),
        ("pl", "The total with VAT should be 1,121.00, the invoice says 1,121.01."),
    ],
)
def test_the_figures_stand_in_the_sentence(language: str, text: str) -> None:
    assert sentence("BR-CO-15", {"expected": "1121", "stated": "1121.01"}, language, term="BT-112") == text


def test_what_is_missing_is_called_nothing() -> None:
    assert sentence("BR-CO-15", {"stated": "x"}, "en", term="BT-112") == (
        "The total with VAT should be nothing, the invoice says x."
    )


def test_dates_and_rates_are_written_out() -> None:
    assert "31 mei 2026" in sentence("BE-DUE-DATE", {"stated": "2026-05-31", "limit": "soon"}, "nl")
    assert "soon" in sentence("BE-DUE-DATE", {"stated": "2026-05-31", "limit": "soon"}, "nl")
    assert "staat 21,5." in sentence("BR-Z-05", {"category": "Z", "rate": "21.5"}, "nl")
    assert "nultarief (Z)" in sentence("BR-Z-05", {"category": "Z", "rate": "21.5"}, "nl")
    assert sentence("BR-AF-05", {"category": "QQ", "rate": ""}, "en").startswith("With QQ, the rate")


def test_a_long_text_of_a_stranger_is_cut() -> None:
    assert len(sentence("BR-CL-08", {"value": "x" * 1_000_000}, "en")) < 300


def test_an_unknown_rule_has_the_sentence_of_all_rules() -> None:
    with pytest.raises(KeyError):
        pattern_of("NEW-1", "en")


def test_a_place_is_said_in_the_language_of_the_reader() -> None:
    assert [place(3, language) for language in ("nl", "fr", "en", "de")] == [
        "regel 3",
        "ligne 3",
        "line 3",
        "Position 3",
    ]
    assert place(None, "nl") == ""


def test_braces_of_a_stranger_are_only_text() -> None:
    findings = report(("<cbc:ProfileID>urn", "<cbc:ProfileID>{rule.__class__}urn")).findings
    assert any("{rule.__class__}urn" in finding.sentence("en") for finding in findings)


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ("9" * 19, "9.999.999.999.999.999.999,00"),
        ("9" * 27 + ".005", ".".join(["999"] * 9) + ",005"),
        ("1e999", "1e999"),
        ("NaN", "NaN"),
        ("-0", "0,00"),
        (" 12.5 ", "12,50"),
        ("9" * 400, "9" * 59 + "…"),
    ],
)
def test_B12_a_strange_figure_stands_in_its_sentence(stated: str, told: str) -> None:
    assert told in sentence("BR-CO-15", {"expected": "121.00", "stated": stated}, "nl")
