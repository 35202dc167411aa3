"""The demonstration's story: an office, its people, its client companies and their documents."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def story() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "story.toml").read_text())


def addresses() -> list[str]:
    """Whom a visitor may be, by one click."""
    return [person["email"] for person in [*story()["office"]["people"], *story()["clients"]]]


def tell_once() -> None:
    """Loads the story into an empty database; does nothing where an office already stands."""


def welcome() -> str:
    return ""
