"""The base of every error of the pure packages: a code for programs, a sentence for the reader, a detail for the log."""

from typing import ClassVar

from schakel.base.words import Words


class SchakelError(Exception):
    """Something that was handed in cannot be used.

    `code` is stable and meant for programs; `said_in` gives the sentence for a reader, which the catalogues have under the
    code, in the `section` of the package; `detail` is for the log.
    """

    code: str
    section: ClassVar[str]
    words: ClassVar[Words]
    permanent: ClassVar[bool] = True  # trying the same thing again will not help

    def __init_subclass__(cls) -> None:
        if "code" in vars(cls) and "words" not in vars(cls):
            cls.words = Words(cls.section, cls.code)

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}" if self.detail else self.code

    def said_in(self, language: str) -> str:
        """The sentence for a reader; `language` is nl, fr, en or de, with or without a country."""
        return self.words.said_in(language)
