"""Belgian numbers: the check digits of an enterprise number, and the structured communication of a payment.

Sources: Crossroads Bank for Enterprises (number of 10 digits, modulo 97), Febelfin (OGM/VCS: ten digits and modulo 97,
97 instead of 0).
"""

import re
from dataclasses import dataclass
from typing import ClassVar, Self

from schakel.base.errors import SchakelError

_ENTERPRISE = re.compile(r"[01][0-9]{9}")
_TWELVE = re.compile("[0-9]{12}")
# texts: what people write, paste and read aloud may have any space between
_DECORATED = re.compile(r"([+*]{3})?\s?([0-9]{3})[/ ]?([0-9]{4})[/ ]?([0-9]{5})\s?(?(1)\1)")


def is_enterprise_number(digits: str) -> bool:
    """Whether these are ten digits, of which the last two are 97 less the remainder of the first eight by 97."""
    return _ENTERPRISE.fullmatch(digits) is not None and enterprise_check(digits[:8]) == digits[8:]


def enterprise_check(start: str) -> str:
    """The two check digits that go behind the first eight."""
    return f"{97 - int(start) % 97:02d}"


def payment_check(start: str) -> str:
    """The two check digits behind ten: of a structured communication, and of an account number as Belgium writes it."""
    return f"{int(start) % 97 or 97:02d}"


def communication_digits(text: str) -> str | None:
    """The twelve digits of something written as a structured communication, right or wrong; None for other text."""
    found = _DECORATED.fullmatch(text.strip())
    return "".join(found.group(2, 3, 4)) if found else None


@dataclass(frozen=True, slots=True)
class StructuredCommunication:
    """The twelve digits (OGM/VCS) by which the seller's bank statement finds the invoice again.

    It cannot be made with wrong check digits. Each package that shows it derives its own, which says what is raised.
    """

    digits: str
    refusal: ClassVar[type[SchakelError]]

    def __post_init__(self) -> None:
        if not _TWELVE.fullmatch(self.digits) or payment_check(self.digits[:10]) != self.digits[10:]:
            raise self.refusal(self.digits[:40])

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `+++090/9337/55493+++`, `***…***` or twelve bare digits. Raises `refusal` (permanent)."""
        digits = communication_digits(text)
        if digits is None:
            raise cls.refusal(text[:40])
        return cls(digits)

    @classmethod
    def make(cls, base: int) -> Self:
        """The communication with these first ten digits (an invoice or customer number); the check digits are added.

        Raises `refusal` (permanent): not between 1 and 9,999,999,999.
        """
        start = f"{base:010d}"
        if not 0 < base < 10**10:
            raise cls.refusal(str(base)[:40])
        return cls(start + payment_check(start))

    def __str__(self) -> str:
        """`+++090/9337/55493+++`, as it is printed."""
        return f"+++{self.digits[:3]}/{self.digits[3:7]}/{self.digits[7:]}+++"
