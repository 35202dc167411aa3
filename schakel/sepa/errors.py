"""What can be wrong with something handed to this package, as values with a code and plain words.

Everything here is permanent: trying the same thing again will not help.
"""

from collections.abc import Iterator

from schakel.base.errors import SchakelError
from schakel.base.languages import LANGUAGES
from schakel.base.words import Words

__all__ = ["LANGUAGES", "SepaError", "Words", "words_of"]


class SepaError(SchakelError):
    """Two of them are equal when they say the same: a list of refusals is compared."""

    section = "sepa.errors"

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
