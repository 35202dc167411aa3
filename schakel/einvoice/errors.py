"""What can be wrong with something handed to this package, as values with a code and plain words."""

from typing import ClassVar

from schakel.einvoice.language import Words


class EInvoiceError(Exception):
    """Something handed in cannot be used; trying again will not help.

    `code` is stable and meant for programs; `said_in` gives the sentence for a reader; `str()` adds the
    technical detail.
    """

    code: ClassVar[str]
    words: ClassVar[Words]
    permanent = True

    def __init__(self, detail: str = "") -> None:
        super().__init__(f"{self.code}: {detail}" if detail else self.code)
        self.detail = detail

    def said_in(self, language: str) -> str:
        return self.words.said_in(language)
