"""The languages in which Schakel speaks: the one list, for the pure packages, the command and the hub.

Another language is one more row here and the files of one more folder in `schakel/locale` (docs/languages.md).
"""

from typing import NamedTuple


class Language(NamedTuple):
    """One language of the readers."""

    code: str  # ISO 639-1
    name: str  # in the language itself
    locale: str  # how figures, days and countries are written for a reader in Belgium, as CLDR calls it


SPOKEN = (
    Language("nl", "Nederlands", "nl_BE"),
    Language("fr", "Français", "fr_BE"),
    Language("en", "English", "en_GB"),
    Language("de", "Deutsch", "de_BE"),
)
LANGUAGES = tuple(language.code for language in SPOKEN)
SOURCE = "en"  # the language of the code, and of a reader whose language is none of these


def known(language: str) -> str:
    """The one of the codes that serves a language such as `nl`, `nl-BE` or `nl_BE`; English when none does."""
    code = language[:2].lower()
    return code if code in LANGUAGES else SOURCE
