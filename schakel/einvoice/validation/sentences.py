"""The plain words of the findings, from `sentences.toml`, with the figures as the reader's language writes them."""

import csv
import string
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from schakel.base.blanks import BLANKS, pieces
from schakel.einvoice import money
from schakel.einvoice.language import Words, known
from schakel.einvoice.visible import cut

_REFUSED_FROM = Words(
    nl="Vanaf {refused_from:date} wordt dit geweigerd.",
    fr="À partir du {refused_from:date}, ceci sera refusé.",
    en="From {refused_from:date} this will be refused.",
    de="Ab dem {refused_from:date} wird dies abgelehnt.",
)
_LINE = Words(nl="regel {}", fr="ligne {}", en="line {}", de="Position {}")


def sentence(rule: str, figures: Mapping[str, str], language: str, *, term: str = "") -> str:
    """The sentence of a rule in a language, filled in; in the place of a missing figure stands `nothing`.

    The placeholders of `sentences.toml` say how a figure is written: `{total:amount}` with at least two decimals,
    `{rate:number}`, `{day:date}`, `{category:word}` by its name in `words.csv` (`Word` with a capital), anything else as
    it stands. `{rule}` and `{term}`, the first business term of the rule, are always there.
    """
    if "official" in figures:  # the reference engine speaks for itself
        return figures["official"]
    known_figures = {"rule": rule, "term": term.partition(",")[0], "problem": "schema_other", **figures}
    pattern = words_of(figures.get("of", rule)).said_in(language)
    if "refused_from" in figures:
        pattern += f" {_REFUSED_FROM.said_in(language)}"
    return _Filler(known(language)).vformat(pattern, (), known_figures)


def place(line: int | None, language: str) -> str:
    """`line 3`, `regel 3`, `ligne 3`, `Position 3`; empty when it is not about one line."""
    return _LINE.said_in(language).format(line) if line else ""


@cache
def words_of(rule: str) -> Words:
    """The sentence of a rule, still with its placeholders: its own, or else that of the first family it is in.

    Raises:
        KeyError   the table has no sentence for this rule; a test sees to it that this does not happen
    """
    own, families = _catalogue()
    if rule in own:
        return own[rule]
    for pattern, words in families:
        if fnmatchcase(rule, pattern):
            return words
    raise KeyError(rule)


@cache
def _catalogue() -> tuple[dict[str, Words], list[tuple[str, Words]]]:
    own: dict[str, Words] = {}
    families: list[tuple[str, Words]] = []
    for rules, said in _file()["sentence"].items():
        words = Words(**said)
        for rule in pieces(rules):
            if "*" in rule:
                families.append((rule, words))
            else:
                own[rule] = words
    return own, families


@cache
def _file() -> dict[str, dict[str, dict[str, str]]]:
    import tomllib  # only for who reads a sentence

    return tomllib.loads((_HERE / "sentences.toml").read_text("utf-8"))


@cache
def _words() -> dict[str, Words]:
    rows = csv.DictReader((_HERE / "words.csv").read_text("utf-8").splitlines())  # texts: our own table
    return {row["key"]: Words(row["nl"], row["fr"], row["en"], row["de"]) for row in rows}


_HERE = Path(__file__).parent


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
    words = _words().get(value)
    return words.said_in(language) if words else _as_it_stands(value, language)


def _capital(value: str, language: str) -> str:
    word = _word(value, language)
    return word[:1].upper() + word[1:]


_WRITERS = {"amount": _amount, "number": _plain_number, "date": _date, "word": _word, "Word": _capital}
