"""The catalogues: complete in every language, and each text is asked for by its name somewhere in the code."""

import ast
import importlib
import json
import pkgutil
import re
from pathlib import Path

import pytest

import schakel
from schakel import einvoice, peppol, sepa
from schakel.base.errors import SchakelError
from schakel.base.languages import LANGUAGES, SPOKEN, known
from schakel.base.words import Words, section
from schakel.einvoice.formats import Formats
from schakel.einvoice.validation.register import published_rules
from schakel.hub.documents.formats import Unforeseen
from scripts.words import LOCALE, differences, faults, file_of, placeholders

ROOT = Path(schakel.__file__).parent
CODES = (  # of which the sections are looked up by a code of a document: tests/einvoice/render/test_codes.py knows the lists
    "types vat_categories payment_means vat_points exemptions allowances charges schemes units units_plural unread"
)
BY_CODE = {f"invoice.{name}" for name in CODES.split()} | {"validation.words", "peppol.errors"}
T111 = "PEPPOL-T111-"
RESPONSES = (ROOT / "einvoice" / "response_rules.py").read_text("utf-8")
SOURCES = [path.read_text("utf-8") for end in ("py", "html", "typ") for path in ROOT.rglob(f"*.{end}")]
NAMED = set(re.findall(r"[\"'.]([a-z_]+)\b", "\n".join(SOURCES)))


def catalogue(language="en"):
    return json.loads(file_of(language).read_bytes())


def asked_for() -> set[tuple[str, str]]:
    """By `Words(section, key)` in the code, and by the code of an error."""
    calls = (node for source in SOURCES if "Words(" in source for node in ast.walk(_parsed(source)))
    named = {
        (node.args[0].value, node.args[1].value)
        for node in calls
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Words"
        if len(node.args) == 2 and all(isinstance(each, ast.Constant) for each in node.args)
    }
    return named | {(each.words.section, each.words.key) for each in _errors(SchakelError) if hasattr(each, "words")}


def _parsed(source: str) -> ast.AST:
    try:
        return ast.parse(source)
    except SyntaxError:  # a template
        return ast.Module([], [])


def _errors(kind):
    for package in (einvoice, peppol, sepa):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    return [one for sub in kind.__subclasses__() for one in (sub, *_errors_of(sub))]


def _errors_of(kind):
    return [one for sub in kind.__subclasses__() for one in (sub, *_errors_of(sub))]


def test_every_catalogue_is_complete():
    assert list(faults()) == []


def test_what_the_code_asks_for_is_there():
    assert (Unforeseen.words.section, Unforeseen.words.key) in asked_for()
    assert {(name, key) for name, key in asked_for() if key not in catalogue().get(name, {})} == set()


def test_no_text_is_kept_that_nobody_asks_for():
    by_name = {"invoice.labels", "invoice.headings", "invoice.phrases", "validation.phrases"}
    asked = asked_for()
    for name, texts in catalogue().items():
        if name == "validation.sentences":
            rules = {rule for key in texts for rule in key.split() if "*" not in rule}
            unpublished = rules - published_rules().keys() - {"XML", "LIMIT", "ROOT", "FILE"}
            assert {rule for rule in unpublished if f'"{rule.removeprefix(T111)}"' not in RESPONSES} == set()
        elif name in by_name:
            assert texts.keys() <= NAMED, name
        elif name not in BY_CODE:
            assert {(name, key) for key in texts} <= asked, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_is_said_in_the_language_of_its_reader(language):
    words = Words("cli.outcome", "valid")
    assert words.said_in(f"{language}-BE") == words.said_in(language) == section("cli.outcome", language)["valid"]
    assert words.said_in(language) in words


def test_another_language_is_answered_in_english():
    assert Words("cli.outcome", "valid").said_in("pt_BR") == "valid"
    assert (known("pl"), known("NL_be"), known("")) == ("en", "nl", "en")


def test_each_language_has_a_name_and_a_locale_of_its_own():
    assert len({each.name for each in SPOKEN}) == len(SPOKEN)
    for each in SPOKEN:
        assert Formats.of(each.code).locale.language == each.code


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"a": {"one": "Een {n}"}}, "missing: a two"),
        ({"a": {"one": "Een {n}", "two": "{} en {}", "three": "x"}}, "unknown: a three"),
        ({"a": {"one": "Een {n}", "two": "{} en {}"}, "b": {"x": "y"}}, "unknown: b x"),
        ({"a": {"one": " ", "two": "{} en {}"}}, "empty: a one"),
        ({"a": {"one": "Een {m}", "two": "{} en {}"}}, "other placeholders: a one: {'m': 1} instead of {'n': 1}"),
        ({"a": {"one": "Een {n}", "two": "{}"}}, "other placeholders: a two: {'': 1} instead of {'': 2}"),
        ({"a": {"one": "Een {n", "two": "{} en {}"}}, "other placeholders: a one: expected '}' before end of string"),
        ({"a": {"one": "Een {n:date} {n}", "two": "{} en {}"}}, ""),
    ],
)
def test_a_faulty_catalogue_is_named(change, fault):
    source = {"a": {"one": "One {n}", "two": "{} and {}"}}
    found = list(differences(change, source))
    assert found[0].startswith(fault) if fault else found == [], found


def test_a_catalogue_that_is_missing_or_damaged_is_named(tmp_path):
    for language in LANGUAGES:
        (tmp_path / language).mkdir()
        file_of(language, tmp_path).write_bytes(file_of(language, LOCALE).read_bytes())
    file_of("fr", tmp_path).unlink()
    file_of("de", tmp_path).write_text('{"a": ')
    assert [fault[:36] for fault in faults(tmp_path)] == [
        "fr: no catalogue that can be read: [",
        "de: no catalogue that can be read: E",
    ]


def test_placeholders_are_counted_by_name():
    assert placeholders("{} {b:amount} {b} {}") == {"": 2, "b": 1}
