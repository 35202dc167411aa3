"""The bookkeeping packages and what each of them takes: dated data with notes, since these limits change. Whoever sets up
a forwarder can override all of it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

Words = Mapping[str, str]  # nl, fr, en, de


@dataclass(frozen=True)
class Package:
    key: str
    name: str
    kinds: tuple[str, ...]  # ways in, the best first
    contents: str  # a Forwarder.Contents
    addresses: str  # one, two or ask: for purchases and sales together, apart, or as it has to be looked up
    source: str  # documented, or assumed: nobody has said so in public
    takes: Words
    find: Words
    as_of: date

    @property
    def note(self) -> str:
        return in_language(self.takes)

    @property
    def place(self) -> str:
        return in_language(self.find)

    @property
    def is_documented(self) -> bool:
        return self.source == "documented"


def in_language(words: Words) -> str:
    return words.get(get_language() or "en", words["en"])


@cache
def packages() -> dict[str, Package]:
    """By their key, in the order of the file."""
    told = tomllib.loads((Path(__file__).parent / "packages.toml").read_text())
    notes, as_of = told["note"], told["as_of"]
    return {
        key: Package(
            key=key,
            name=card["name"],
            kinds=tuple(card["kinds"]),
            contents=card["contents"],
            addresses=card.get("addresses", "ask"),
            source=card.get("source", "assumed"),
            takes=notes[card["takes"]],
            find=notes[card["find"]],
            as_of=card.get("as_of", as_of),
        )
        for key, card in told["package"].items()
    }
