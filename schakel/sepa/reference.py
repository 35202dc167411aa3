"""What a payment says of what it pays: a structured communication, a creditor reference, or free text.

Sources: `schakel.base.belgium` for the structured communication, ISO 11649 (RF reference, ISO 7064 modulo 97-10; the check
digits come from python-stdnum).
"""

import re
from dataclasses import dataclass
from typing import Self

from stdnum import iso11649
from stdnum.iso7064 import mod_97_10

from schakel.base import belgium
from schakel.sepa.errors import SepaError

# texts: what people write, paste and read aloud may have any space between
_BASE = re.compile(r"[A-Z0-9]{1,21}")
_RF = re.compile(r"RF[0-9]{2}[A-Z0-9]{1,21}")
_IN_TEXT = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9]{3}[/ ]?[0-9]{4}[/ ]?[0-9]{5}|RF[0-9]{2}(?:(?! ?RF[0-9]{2}) ?[A-Z0-9]{1,4}){1,6})(?![0-9A-Za-z])"
)


class NotAStructuredCommunication(SepaError):
    code = "not_a_structured_communication"


class NotACreditorReference(SepaError):
    code = "not_a_creditor_reference"


class StructuredCommunication(belgium.StructuredCommunication):
    """The Belgian twelve digits. It cannot be made with wrong check digits: that raises NotAStructuredCommunication."""

    __slots__ = ()
    refusal = NotAStructuredCommunication


@dataclass(frozen=True, slots=True)
class CreditorReference:
    """An ISO 11649 reference, compact and in capitals. Wrong check digits raise NotACreditorReference."""

    text: str

    def __post_init__(self) -> None:
        if not _RF.fullmatch(self.text) or not iso11649.is_valid(self.text):
            raise NotACreditorReference(self.text[:40])

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it with or without spaces. Raises NotACreditorReference."""
        return cls(_compact(text))

    @classmethod
    def make(cls, base: str) -> Self:
        """The reference with these letters and digits, at most 21; the check digits are added.

        Raises NotACreditorReference (permanent): none, too many, or other characters.
        """
        compact = _compact(base)
        if not _BASE.fullmatch(compact):
            raise NotACreditorReference(base[:40])
        return cls(f"RF{mod_97_10.calc_check_digits(compact + 'RF')}{compact}")

    def __str__(self) -> str:
        """In groups of four, as it is printed."""
        return " ".join(self.text[start : start + 4] for start in range(0, len(self.text), 4))


@dataclass(frozen=True, slots=True)
class FreeText:
    """Anything else a payer writes; empty when they wrote nothing."""

    text: str = ""

    def __str__(self) -> str:
        return self.text


Reference = StructuredCommunication | CreditorReference
Remittance = Reference | FreeText
NO_TEXT = FreeText()


def read(text: str) -> Remittance:
    """What the payment reference of an invoice is: structured when it is written as one, else free text.

    Twelve digits, or RF with two digits, are taken to be meant as structured. Who is sure that they are not makes a
    `FreeText` themselves.

    Raises:
        NotAStructuredCommunication   permanent: written as one, with wrong check digits
        NotACreditorReference         permanent: likewise
    """
    if belgium.communication_digits(text):
        return StructuredCommunication.parse(text)
    return CreditorReference(_compact(text)) if _RF.fullmatch(_compact(text)) else FreeText(text.strip())


def found_in(text: str) -> tuple[Reference, ...]:
    """The references whose check digits hold, anywhere in what a payer typed; each once, in order."""
    found: dict[Reference, None] = {}
    for hit in _IN_TEXT.findall(text):
        reference = _right(hit)
        if reference:
            found[reference] = None
    return tuple(found)


def _right(text: str) -> Reference | None:
    """The reference that the text is, or starts with: a word in capitals may stand behind an RF reference."""
    try:
        return CreditorReference.parse(text) if text.startswith("RF") else StructuredCommunication.parse(text)
    except SepaError:
        shorter, _, _ = text.rpartition(" ")
        return _right(shorter) if shorter.startswith("RF") else None


def _compact(text: str) -> str:
    return "".join(text.split()).upper()
