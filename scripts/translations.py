"""Keeps the catalogues complete: `gather` new sentences, `check` that none is missing, `fill` from TOML, `compile`.

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
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import write_po
from django.utils.translation.template import templatize

from scripts.catalogues import DOMAINS, LANGUAGES, LOCALE, ROOT, compile_outdated, read_catalogue, source
from scripts.command_texts import command_texts

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
        if place.suffix == ".py" and not {"migrations", "cli"} & set(place.parts):
            code = place.read_bytes()
        elif place.suffix in {".html", ".txt"} and "templates" in place.parts:
            flat = (line.strip() for line in templatize(place.read_text(), origin=str(place)).splitlines())
            code = "\n".join(flat).encode()  # read as Python, where an indent would mean something
        else:
            continue
        for _line, message, _comments, context in extract("python", io.BytesIO(code), keywords=KEYWORDS):
            yield message, context


TEXTS: dict[str, Callable[[], Iterator[tuple[Any, str | None]]]] = {"django": sentences, "command": command_texts}


def read(language: str, domain: str) -> Catalog:
    path = source(language, domain)
    if not path.exists():
        return Catalog(locale=language, project="Schakel", charset="utf-8")
    return read_catalogue(language, path)


def write(language: str, domain: str, catalog: Catalog) -> None:
    path = source(language, domain)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=0, sort_output=True, no_location=True, omit_header=False, ignore_obsolete=True)


def gather() -> int:
    """Adds new sentences, drops those that no page says any more, keeps the rest."""
    for domain in DOMAINS:
        wanted = list(TEXTS[domain]())
        for language in LANGUAGES:
            old = read(language, domain)
            new = Catalog(locale=language, project="Schakel", charset="utf-8")
            new.revision_date = new.creation_date = old.creation_date
            for message, context in wanted:
                known = old.get(message if isinstance(message, str) else message[0], context)
                new.add(message, known.string if known else None, context=context)
            write(language, domain, new)
    return 0


def check() -> int:
    """Names each sentence without a translation and each placeholder that a translation lost."""
    faults, count = [], 0
    for domain in DOMAINS:
        wanted = {(text if isinstance(text, str) else tuple(text), context) for text, context in TEXTS[domain]()}
        faults += [fault for language in LANGUAGES for fault in faults_of(read(language, domain), wanted)]
        count += len(wanted)
    print("\n".join(faults) or f"{count} sentences, each in {', '.join(LANGUAGES)} and en")
    return 1 if faults else 0


def faults_of(catalog: Catalog, wanted: set[Any]) -> Iterator[str]:
    for message, context in sorted(wanted, key=str):
        known = catalog.get(message if isinstance(message, str) else message[0], context)
        strings = [] if known is None else [known.string] if isinstance(known.string, str) else list(known.string)
        if not strings or not all(strings):
            yield f"{catalog.locale}: not translated: {message}"
        elif known is not None and (errors := [str(error) for error in known.check(catalog)]):
            yield f"{catalog.locale}: {message}: {'; '.join(errors)}"


def fill(file: str) -> int:
    """Takes the translations of a TOML file (or of standard input, `-`) into the catalogues, after gathering."""
    given = tomllib.loads(sys.stdin.read() if file == "-" else Path(file).read_text())
    LOCALE.mkdir(parents=True, exist_ok=True)
    with (LOCALE / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        gather()
        unknown = set(given)
        for domain, language in product(DOMAINS, LANGUAGES):
            catalog = read(language, domain)
            for message, texts in given.items():
                known = catalog.get(message)
                if known is not None and language in texts:
                    known.string = tuple(texts[language]) if isinstance(texts[language], list) else texts[language]
                unknown -= {message} if known else set()
            write(language, domain, catalog)
        print("\n".join(f"nothing says: {message}" for message in sorted(unknown)))
    (LOCALE / ".lock").unlink()
    return 0


if __name__ == "__main__":
    actions = {"gather": gather, "check": check, "compile": compile_outdated, "fill": lambda: fill(sys.argv[2])}
    sys.exit(actions[sys.argv[1]]())
