"""The bookkeeping packages and what each of them takes: dated data with the pages that say so, since these limits change.
The person who sets up a forwarder can override all of it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import get_language

Words = Mapping[str, str]  # nl, fr, en, de


@dataclass(frozen=True)
class Source:
    """A public page that says what the package takes."""

    url: str

    @property
    def host(self) -> str:
        return (urlsplit(self.url).hostname or "").removeprefix("www.")


@dataclass(frozen=True)
class Package:
    key: str
    name: str
    kinds: tuple[str, ...]  # ways in, the best first
    contents: str  # a Forwarder.Contents
    addresses: str  # one, two or ask: for purchases and sales together, apart, or as it has to be looked up
    sources: tuple[Source, ...]  # empty: nobody says so in public, we assume it
    takes: Words
    find: Words
    as_of: date  # when we looked
    has_sender_list: bool = False  # it refuses mail from senders that are not on a list in it
    options: Mapping[str, Any] = field(default_factory=dict)  # fills in the form of its first kind

    @property
    def note(self) -> str:
        return in_language(self.takes)

    @property
    def place(self) -> str:
        return in_language(self.find)


def in_language(words: Words) -> str:
    return words.get(get_language() or "en", words["en"])


@cache
def packages() -> dict[str, Package]:
    """By their key, in the order of the file."""
    file = tomllib.loads((Path(__file__).parent / "packages.toml").read_text("utf-8"))
    return {key: package_of(key, card, file["note"]) for key, card in file["package"].items()}


def package_of(key: str, card: Mapping[str, Any], notes: Mapping[str, Words]) -> Package:
    return Package(
        key=key,
        name=card["name"],
        kinds=tuple(card["kinds"]),
        contents=card["contents"],
        addresses=card["addresses"],
        sources=tuple(Source(url) for url in card["sources"]),
        takes=notes[card["takes"]],
        find=notes[card["find"]],
        as_of=card["as_of"],
        has_sender_list=card.get("sender_list", False),
        options=card.get("options", {}),
    )
