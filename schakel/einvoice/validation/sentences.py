"""The plain words of the findings, from the catalogues, with the figures as the reader's language writes them."""

import string
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from schakel.base.blanks import BLANKS, pieces
from schakel.base.languages import known
from schakel.base.words import section
from schakel.einvoice import money
from schakel.einvoice.visible import cut

_PHRASES = "validation.phrases"


def sentence(rule: str, figures: Mapping[str, str], language: str, *, term: str = "") -> str:
    """The sentence of a rule in a language, filled in; in the place of a missing figure stands `nothing`.

    The placeholders of `validation.sentences` say how a figure is written: `{total:amount}` with at least two decimals,
    `{rate:number}`, `{day:date}`, `{category:word}` by its name in `validation.words` (`Word` with a capital), anything else as
    it stands. `{rule}` and `{term}`, the first business term of the rule, are always there.
    """
    if "official" in figures:  # the reference engine speaks for itself
        return figures["official"]
    known_figures = {"rule": rule, "term": term.partition(",")[0], "problem": "schema_other", **figures}
    code = known(language)
    pattern = pattern_of(figures.get("of", rule), code)
    if "refused_from" in figures:
        pattern += f" {section(_PHRASES, code)['refused_from']}"
    return _Filler(code).vformat(pattern, (), known_figures)


def place(line: int | None, language: str) -> str:
    """`line 3`, `regel 3`, `ligne 3`, `Position 3`; empty when it is not about one line."""
    return section(_PHRASES, language)["line"].format(line) if line else ""


@cache
def pattern_of(rule: str, code: str) -> str:
    """The sentence of a rule, still with its placeholders: its own, or else that of the first family it is in.

    Raises:
        KeyError   the catalogue has no sentence for this rule; a test sees to it that this does not happen
    """
    own, families = _patterns(code)
    if rule in own:
        return own[rule]
    for family, pattern in families:
        if fnmatchcase(rule, family):
            return pattern
    raise KeyError(rule)


@cache
def _patterns(code: str) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """A key is one or more rule ids, or a family with `*`; a rule of its own goes before a family."""
    own: dict[str, str] = {}
    families: list[tuple[str, str]] = []
    for rules, pattern in section("validation.sentences", code).items():
        for rule in pieces(rules):
            if "*" in rule:
                families.append((rule, pattern))
            else:
                own[rule] = pattern
    return own, families


class _Filler(string.Formatter):
    """Fills in the figures of one sentence in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def get_value(self, key: int | str, args: Any, kwargs: Any) -> Any:
        return kwargs.get(key) or _word("nothing", self.language)

    def format_field(self, value: Any, format_spec: str) -> str:
        writer = _WRITERS.get(format_spec, _as_it_stands)
        return writer(str(value), self.language)


def _as_it_stands(value: str, _language: str) -> str:
    return value[:200]


def _amount(value: str, language: str) -> str:
    return _number(value, language, decimals=2)


def _plain_number(value: str, language: str) -> str:
    return _number(value, language, decimals=0)


def _number(value: str, language: str, *, decimals: int) -> str:
    """A figure that is no number of trade stands as it is: a finding is about what a stranger wrote."""
    from schakel.einvoice.formats import LONGEST, Formats  # here: most documents need none of Babel's tables

    found = money.number(value.strip(BLANKS))
    return cut(value, LONGEST) if found is None else Formats.of(language).number(found, decimals=decimals)


def _date(value: str, language: str) -> str:
    from schakel.einvoice.formats import Formats  # as above

    found = money.day(value)
    return _as_it_stands(value, language) if found is None else Formats.of(language).day(found, shape="d MMMM y")


def _word(value: str, language: str) -> str:
    return section("validation.words", language).get(value) or _as_it_stands(value, language)


def _capital(value: str, language: str) -> str:
    word = _word(value, language)
    return word[:1].upper() + word[1:]


_WRITERS = {"amount": _amount, "number": _plain_number, "date": _date, "word": _word, "Word": _capital}
