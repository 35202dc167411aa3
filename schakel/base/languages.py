"""The four languages in which Schakel speaks to a reader."""

from typing import NamedTuple

LANGUAGES = ("nl", "fr", "en", "de")


class Words(NamedTuple):
    """One thing said in the four languages of the readers."""

    nl: str
    fr: str
    en: str
    de: str

    def said_in(self, language: str) -> str:
        """The text for a language code such as `nl`, `nl-BE` or `nl_BE`; English for any other language."""
        return self[LANGUAGES.index(known(language))]


def known(language: str) -> str:
    """The one of the four codes that serves this language; English when none does."""
    code = language[:2].lower()
    return code if code in LANGUAGES else "en"
