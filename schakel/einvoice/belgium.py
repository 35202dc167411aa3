"""Belgian numbers: enterprise number, VAT number, structured communication. Parse, check, make, format.

Sources: Crossroads Bank for Enterprises (number of 10 digits, modulo 97), Febelfin (OGM/VCS), PEPPOL-COMMON-R043.
"""

from dataclasses import dataclass
from typing import ClassVar, Self

from schakel.base import belgium
from schakel.base.belgium import communication_digits, enterprise_check
from schakel.base.blanks import BLANKS
from schakel.einvoice.errors import EInvoiceError

__all__ = [
    "EnterpriseNumber",
    "NotAStructuredCommunication",
    "NotAnEnterpriseNumber",
    "StructuredCommunication",
    "communication_digits",
    "is_enterprise_number",
    "is_structured_communication",
    "is_vat_number",
]

# python-stdnum is imported where it is asked: it brings in ssl, pydoc and more, a seventh of the start of `schakel validate`


class NotAnEnterpriseNumber(EInvoiceError):
    code = "not_an_enterprise_number"


class NotAStructuredCommunication(EInvoiceError):
    code = "not_a_structured_communication"


@dataclass(frozen=True, slots=True)
class EnterpriseNumber:
    """The number that names a Belgian enterprise; its digits also make the VAT number and the 0208 address."""

    digits: str  # ten, starting with 0 or 1
    SCHEME: ClassVar[str] = "0208"  # in the ICD and EAS lists

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it as people write it: dots, spaces, `BE` in front, the old nine digits.

        Raises:
            NotAnEnterpriseNumber   permanent
        """
        from stdnum.be import vat

        digits = vat.compact(text)
        if not belgium.is_enterprise_number(digits):
            raise NotAnEnterpriseNumber(text[:40])
        return cls(digits)

    @classmethod
    def make(cls, base: int) -> Self:
        """The number with these first eight digits; the check digits are added."""
        start = f"{base:08d}"
        return cls.parse(start + enterprise_check(start))

    @property
    def vat_number(self) -> str:
        """`BE0407214017`, as BT-31 and BT-48 want it. Not every enterprise is registered for VAT."""
        return f"BE{self.digits}"

    def __str__(self) -> str:
        """`0407.214.017`, as people read it."""
        return f"{self.digits[:4]}.{self.digits[4:7]}.{self.digits[7:]}"


class StructuredCommunication(belgium.StructuredCommunication):
    """The twelve digits (OGM/VCS) by which the seller's bank statement finds the invoice again.

    With wrong check digits it cannot be made: that raises NotAStructuredCommunication (permanent).
    """

    __slots__ = ()
    refusal = NotAStructuredCommunication


def is_enterprise_number(text: str) -> bool:
    """Whether this names a Belgian enterprise, in any of the ways people write it."""
    try:
        EnterpriseNumber.parse(text)
    except NotAnEnterpriseNumber:
        return False
    return True


def is_vat_number(text: str) -> bool:
    """Whether this is a Belgian VAT number: `BE` and an enterprise number; upper or lower case."""
    return text.strip(BLANKS)[:2].upper() == "BE" and is_enterprise_number(text)


def is_structured_communication(text: str) -> bool:
    """Whether the check digits hold; see `communication_digits` for "looks like one, whatever the check digits"."""
    try:
        StructuredCommunication.parse(text)
    except NotAStructuredCommunication:
        return False
    return True
