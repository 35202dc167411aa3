"""The catalogues of translated sentences: where they are, and how they are compiled into what gettext reads.

`django` has the pages and mails, `command` the help and errors of the command.

Needs Babel only, for the build back end runs it before anything else is installed.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from schakel.base.languages import LANGUAGES as SPOKEN
from schakel.base.languages import SOURCE
from scripts import words

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "schakel" / "locale"
DOMAINS = ("django", "command")
LANGUAGES = tuple(language for language in SPOKEN if language != SOURCE)


class IncompleteCatalogue(Exception):
    """A catalogue that is missing, or a sentence in it that is not translated."""


def sources() -> list[tuple[str, Path]]:
    """Every catalogue, with its language."""
    return [(language, source(language, domain)) for domain in DOMAINS for language in LANGUAGES]


def source(language: str, domain: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"{domain}.po"


def compiled(path: Path) -> Path:
    return path.with_suffix(".mo")


def read_catalogue(language: str, path: Path) -> Catalog:
    """Raises FileNotFoundError."""
    with path.open("rb") as file:
        return read_po(file, locale=language)


def untranslated(catalog: Catalog) -> Iterator[str]:
    for message in catalog:
        strings = [message.string] if isinstance(message.string, str) else message.string
        if message.id and not all(strings or [""]):
            yield str(message.id)


def compile_catalogue(language: str, path: Path) -> None:
    """Two at once do not meet: the compiled file takes its place as a whole."""
    target = compiled(path)
    with NamedTemporaryFile(dir=target.parent, delete=False) as file:
        write_mo(file, read_catalogue(language, path))
    Path(file.name).chmod(0o644)
    Path(file.name).replace(target)


def compile_outdated() -> None:
    """Those whose source is newer."""
    for language, path in sources():
        target = compiled(path)
        if not target.exists() or target.stat().st_mtime < path.stat().st_mtime:
            compile_catalogue(language, path)


def compile_complete() -> None:
    """All of them, anew, for a package; those of the pure packages are looked at too. Raises IncompleteCatalogue."""
    if fault := next(words.faults(), ""):
        raise IncompleteCatalogue(fault)
    for language, path in sources():
        if not path.exists():
            raise IncompleteCatalogue(f"no catalogue: {path.relative_to(ROOT)}")
        catalog = read_catalogue(language, path)
        if missing := list(untranslated(catalog)):
            raise IncompleteCatalogue(f"{language}: {len(missing)} sentences without translation, first: {missing[0]}")
        if not len(catalog):
            raise IncompleteCatalogue(f"{language}: no sentence at all")
        compile_catalogue(language, path)
