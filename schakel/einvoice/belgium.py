"""Belgian numbers: enterprise number, VAT number, structured communication. Parse, check, make, format.

Sources: Crossroads Bank for Enterprises (number of 10 digits, modulo 97), Febelfin (OGM/VCS), PEPPOL-COMMON-R043.
"""

import re
from dataclasses import dataclass
from typing import ClassVar, Self

from schakel.base.blanks import BLANKS
from schakel.einvoice.errors import EInvoiceError
from schakel.einvoice.language import Words

# python-stdnum is imported where it is asked: it brings in ssl, pydoc and more, a seventh of the start of `schakel validate`

_ENTERPRISE = re.compile(r"[01][0-9]{9}")
_DECORATED = re.compile(r"([+*]{3})?([0-9]{3})[/ ]?([0-9]{4})[/ ]?([0-9]{5})(?(1)\1)")


class NotAnEnterpriseNumber(EInvoiceError):
    code = "not_an_enterprise_number"
    words = Words(
        nl="Dit is geen Belgisch ondernemingsnummer: het heeft tien cijfers, begint met 0 of 1 en eindigt op een "
        "controlegetal.",
        fr="Ce n'est pas un numéro d'entreprise belge : il compte dix chiffres, commence par 0 ou 1 et se termine par "
        "un nombre de contrôle.",
        en="This is not a Belgian enterprise number: it has ten digits, starts with 0 or 1 and ends with check digits.",
        de="Dies ist keine belgische Unternehmensnummer: Sie hat zehn Ziffern, beginnt mit 0 oder 1 und endet mit "
        "einer Prüfzahl.",
    )


class NotAStructuredCommunication(EInvoiceError):
    code = "not_a_structured_communication"
    words = Words(
        nl="Dit is geen gestructureerde mededeling: ze heeft twaalf cijfers, waarvan de laatste twee een controlegetal "
        "zijn.",
        fr="Ce n'est pas une communication structurée : elle compte douze chiffres, dont les deux derniers sont un "
        "nombre de contrôle.",
        en="This is not a structured communication: it has twelve digits, of which the last two are check digits.",
        de="Dies ist keine strukturierte Mitteilung: Sie hat zwölf Ziffern, von denen die letzten zwei eine Prüfzahl "
        "sind.",
    )


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
        if not _ENTERPRISE.fullmatch(digits) or _enterprise_check(digits[:8]) != digits[8:]:
            raise NotAnEnterpriseNumber(text[:40])
        return cls(digits)

    @classmethod
    def make(cls, base: int) -> Self:
        """The number with these first eight digits; the check digits are added."""
        start = f"{base:08d}"
        return cls.parse(start + _enterprise_check(start))

    @property
    def vat_number(self) -> str:
        """`BE0407214017`, as BT-31 and BT-48 want it. Not every enterprise is registered for VAT."""
        return f"BE{self.digits}"

    def __str__(self) -> str:
        """`0407.214.017`, as people read it."""
        return f"{self.digits[:4]}.{self.digits[4:7]}.{self.digits[7:]}"


@dataclass(frozen=True, slots=True)
class StructuredCommunication:
    """The twelve digits (OGM/VCS) by which the seller's bank statement finds the invoice again."""

    digits: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `+++090/9337/55493+++`, `***…***` or twelve bare digits.

        Raises:
            NotAStructuredCommunication   permanent
        """
        from stdnum.be import ogm_vcs
        from stdnum.exceptions import ValidationError

        digits = communication_digits(text)
        try:
            return cls(ogm_vcs.validate(digits or ""))
        except ValidationError:
            raise NotAStructuredCommunication(text[:40]) from None

    @classmethod
    def make(cls, base: int) -> Self:
        """The communication with these first ten digits (an invoice or customer number); the check digits are added.

        Raises:
            NotAStructuredCommunication   permanent: not between 1 and 9,999,999,999
        """
        if not 0 < base < 10**10:
            raise NotAStructuredCommunication(str(base)[:40])
        from stdnum.be import ogm_vcs

        start = f"{base:010d}"
        return cls(start + ogm_vcs.calc_check_digits(start))

    def __str__(self) -> str:
        """`+++090/9337/55493+++`, as it is printed."""
        from stdnum.be import ogm_vcs

        return f"+++{ogm_vcs.format(self.digits)}+++"


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


def communication_digits(text: str) -> str | None:
    """The twelve digits of something written as a structured communication, right or wrong; None for other text."""
    found = _DECORATED.fullmatch(text.strip(BLANKS))
    return "".join(found.group(2, 3, 4)) if found else None


def _enterprise_check(start: str) -> str:
    return f"{97 - int(start) % 97:02d}"  # texts: digits, as both patterns above ask
