"""The address of a POST, with words in braces that each document fills in."""

import re
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from schakel.hub.forwarding.kinds.kind import Parcel

WORDS = ("file", "number", "enterprise", "address")
WORD = re.compile(r"\{(\w*)\}")


def unknown_words(pattern: str) -> list[str]:
    return [word for word in WORD.findall(pattern) if word not in WORDS]


def is_server_fixed(pattern: str) -> bool:
    """Whether no document can choose the server: that was looked at when the address was filled in (F01)."""
    parts = urlsplit(pattern)
    return "{" not in parts.scheme + parts.netloc


def words_of(parcel: Parcel, address: str) -> Mapping[str, str]:
    return {
        "file": parcel.files[0].name,
        "number": str(parcel.facts["number"]),
        "enterprise": str(parcel.facts["company"]["enterprise_number"]),
        "address": address,
    }


def fill_in(pattern: str, words: Mapping[str, str]) -> str:
    """Each word quoted whole, so that the text of a stranger stays one value: never another path, a step up in it, or
    another parameter (J01)."""
    return WORD.sub(lambda found: quoted(words.get(found[1], "")), pattern)


def quoted(value: str) -> str:
    return quote(value, safe="") if value.strip(".") else "-" * len(value)
