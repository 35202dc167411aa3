"""What a bookkeeper reads when something on the network went wrong, by code: the section `peppol.errors` of the catalogues.

A code that is not there is said with the words of its kind (`PeppolError.default_code`): which rule of an envelope was
broken is for the log, that the message could not be read is for the reader.
"""

from schakel.base.words import section

SECTION = "peppol.errors"


def said(code: str, language: str, *, kind: str = "PEPPOL") -> str:
    """The sentence for a code, else for its kind; `language` such as `nl` or `nl-BE`, English for any other."""
    sentences = section(SECTION, language)
    return sentences.get(code) or sentences.get(kind) or sentences["PEPPOL"]
