"""Checks the catalogues of the pure packages and the command (`schakel/locale/<code>/words.json`) against the English one.

    python -m scripts.words

Named are a catalogue that is missing or cannot be read, a section or key that is missing or unknown, an empty text, and
a text whose placeholders are others than in English. Needs Python only, for the build back end asks it too.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter

from schakel.base.languages import LANGUAGES, SOURCE

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "schakel" / "locale"
Catalogue = Mapping[str, Mapping[str, str]]


def main() -> int:
    found = [*faults()]
    print("\n".join(found) or f"words: each text in {', '.join(LANGUAGES)}")
    return 1 if found else 0


def file_of(language: str, locale: Path = LOCALE) -> Path:
    return locale / language / "words.json"


def faults(locale: Path = LOCALE) -> Iterator[str]:
    """What is wrong with the catalogues, one line each; nothing when they are complete."""
    source = json.loads(file_of(SOURCE, locale).read_bytes())
    for language in LANGUAGES:
        try:
            catalogue = json.loads(file_of(language, locale).read_bytes())
        except (OSError, ValueError) as error:
            yield f"{language}: no catalogue that can be read: {error}"
            continue
        yield from (f"{language}: {fault}" for fault in differences(catalogue, source))


def differences(catalogue: Catalogue, source: Catalogue) -> Iterator[str]:
    """What a catalogue lacks, has too much, or says with other placeholders than the source."""
    wanted, here = _texts(source), _texts(catalogue)
    yield from (f"missing: {place}" for place in wanted.keys() - here.keys())
    yield from (f"unknown: {place}" for place in here.keys() - wanted.keys())
    for place in wanted.keys() & here.keys():
        if not here[place].strip():
            yield f"empty: {place}"
        elif (found := placeholders(here[place])) != (asked := placeholders(wanted[place])):
            yield f"other placeholders: {place}: {found} instead of {asked}"


def placeholders(text: str) -> dict[str, int] | str:
    """Each `{name}`, and how often a `{}`; what is wrong with the braces when they do not fit."""
    try:
        names = Counter(name for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError as error:
        return str(error)
    return {name: times if name == "" else 1 for name, times in sorted(names.items())}


def _texts(catalogue: Catalogue) -> dict[str, str]:
    return {f"{section} {key}": text for section, texts in catalogue.items() for key, text in texts.items()}


if __name__ == "__main__":
    sys.exit(main())
