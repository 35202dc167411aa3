"""Keeps the three catalogues complete: `gather` new sentences, `check` that none is missing, `fill` from TOML, `compile`.

Django's makemessages needs the GNU tools; this does the same with Babel, so that Python is enough. A fill file reads:

    ["Send again"]
    nl = "Opnieuw versturen"
    fr = "Renvoyer"
    de = "Erneut senden"
"""

import fcntl
import io
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import write_po
from django.utils.translation.template import templatize

from scripts.catalogues import LANGUAGES, LOCALE, ROOT, compile_outdated, read_catalogue, source

KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}


def sentences() -> Iterator[tuple[Any, str | None]]:
    """Every marked sentence of the hub: (message or (singular, plural), context)."""
    for place in sorted((ROOT / "schakel").rglob("*")):
        if place.suffix == ".py" and "migrations" not in place.parts:
            code = place.read_bytes()
        elif place.suffix in {".html", ".txt"} and "templates" in place.parts:
            flat = (line.strip() for line in templatize(place.read_text(), origin=str(place)).splitlines())
            code = "\n".join(flat).encode()  # read as Python, where an indent would mean something
        else:
            continue
        for _line, message, _comments, context in extract("python", io.BytesIO(code), keywords=KEYWORDS):
            yield message, context


def read(language: str) -> Catalog:
    if not source(language).exists():
        return Catalog(locale=language, project="Schakel", charset="utf-8")
    return read_catalogue(language)


def write(language: str, catalog: Catalog) -> None:
    source(language).parent.mkdir(parents=True, exist_ok=True)
    with source(language).open("wb") as file:
        write_po(file, catalog, width=0, sort_output=True, no_location=True, omit_header=False, ignore_obsolete=True)


def gather() -> int:
    """Adds new sentences, drops those that no page says any more, keeps the rest."""
    wanted = list(sentences())
    for language in LANGUAGES:
        old = read(language)
        new = Catalog(locale=language, project="Schakel", charset="utf-8")
        new.revision_date = new.creation_date = old.creation_date
        for message, context in wanted:
            known = old.get(message if isinstance(message, str) else message[0], context)
            new.add(message, known.string if known else None, context=context)
        write(language, new)
    return 0


def check() -> int:
    """Names each sentence without a translation and each placeholder that a translation lost."""
    wanted = {(message if isinstance(message, str) else tuple(message), context) for message, context in sentences()}
    faults = [fault for language in LANGUAGES for fault in faults_of(language, wanted)]
    print("\n".join(faults) or f"{len(wanted)} sentences, each in {', '.join(LANGUAGES)} and en")
    return 1 if faults else 0


def faults_of(language: str, wanted: set[Any]) -> Iterator[str]:
    catalog = read(language)
    for message, context in sorted(wanted, key=str):
        known = catalog.get(message if isinstance(message, str) else message[0], context)
        strings = [] if known is None else [known.string] if isinstance(known.string, str) else list(known.string)
        if not strings or not all(strings):
            yield f"{language}: not translated: {message}"
        elif known is not None and (errors := [str(error) for error in known.check(catalog)]):
            yield f"{language}: {message}: {'; '.join(errors)}"


def fill(file: str) -> int:
    """Takes the translations of a TOML file (or of standard input, `-`) into the catalogues, after gathering."""
    given = tomllib.loads(sys.stdin.read() if file == "-" else Path(file).read_text())
    LOCALE.mkdir(parents=True, exist_ok=True)
    with (LOCALE / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        gather()
        for language in LANGUAGES:
            catalog = read(language)
            for message, texts in given.items():
                known = catalog.get(message)
                if known is None:
                    print(f"no page says: {message}")
                elif language in texts:
                    known.string = tuple(texts[language]) if isinstance(texts[language], list) else texts[language]
            write(language, catalog)
    (LOCALE / ".lock").unlink()
    return 0


if __name__ == "__main__":
    actions = {"gather": gather, "check": check, "compile": compile_outdated, "fill": lambda: fill(sys.argv[2])}
    sys.exit(actions[sys.argv[1]]())
