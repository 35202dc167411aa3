"""What can be wrong with something handed to this package, as values with a code and plain words.

Everything here is permanent: trying the same thing again will not help.
"""

from collections.abc import Iterator
from typing import ClassVar, NamedTuple

LANGUAGES = ("nl", "fr", "en", "de")


class Words(NamedTuple):
    """One sentence in the four languages of the readers."""

    nl: str
    fr: str
    en: str
    de: str

    def said_in(self, language: str) -> str:
        """The sentence for a code such as `nl`, `nl-BE` or `nl_BE`; English for any other language."""
        code = language[:2].lower()
        return self[LANGUAGES.index(code)] if code in LANGUAGES else self.en


class SepaError(Exception):
    """`code` is stable and meant for programs; `said_in` is for a reader; `detail` is for the log."""

    code: ClassVar[str]
    words: ClassVar[Words]
    permanent = True

    def __init__(self, detail: str = "") -> None:
        super().__init__(f"{self.code}: {detail}" if detail else self.code)
        self.detail = detail

    def said_in(self, language: str) -> str:
        return self.words.said_in(language)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SepaError) and (self.code, self.detail) == (other.code, other.detail)

    def __hash__(self) -> int:
        return hash((self.code, self.detail))


def words_of(code: str) -> Words:
    """The sentence of a refusal of which only the code was kept. Raises KeyError for a code of nobody."""
    return {each.code: each.words for each in _all(SepaError) if hasattr(each, "code")}[code]


def _all(kind: type[SepaError]) -> Iterator[type[SepaError]]:
    for each in kind.__subclasses__():
        yield each
        yield from _all(each)
