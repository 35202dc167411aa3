"""What the pure packages and the command say to a reader: texts by section and key, a catalogue for each language.

The catalogues are `schakel/locale/<code>/words.json`. One is read when the first text of it is asked for, and kept.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from schakel.base.languages import LANGUAGES, known

LOCALE = Path(__file__).parent.parent / "locale"


@dataclass(frozen=True, slots=True)
class Words:
    """One text, in whichever language its reader has. Iterating gives it in every language, in the order of LANGUAGES."""

    section: str
    key: str

    def said_in(self, language: str) -> str:
        """The text for a language code such as `nl`, `nl-BE` or `nl_BE`; English for any other language."""
        return section(self.section, language)[self.key]

    def __iter__(self) -> Iterator[str]:
        return (self.said_in(language) for language in LANGUAGES)


def section(name: str, language: str) -> Mapping[str, str]:
    """All texts of a section by their key; `language` as for `Words.said_in`."""
    return _catalogue(known(language))[name]


@cache
def _catalogue(code: str) -> dict[str, dict[str, str]]:
    read: dict[str, dict[str, str]] = json.loads((LOCALE / code / "words.json").read_bytes())
    return read
