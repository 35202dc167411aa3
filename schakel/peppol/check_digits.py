"""Check digits of the numbers participants are known by, where the network's list names the calculation.

Each function takes the number without its ICD and says whether it holds. Source: the validation column of the
OpenPeppol participant identifier schemes.
"""

from collections.abc import Callable

from schakel.base.belgium import is_enterprise_number
from schakel.base.check_digits import gs1, luhn, weighted

# texts: `holds` lets nothing but ASCII through


def holds(icd: str, number: str) -> bool:
    """Whether the check digits are right; True where no calculation is known for the scheme."""
    check = CHECKS.get(icd)
    return check is None or (number.isascii() and check(number.upper()))


def belgian_vat(number: str) -> bool:
    """BE and the enterprise number."""
    return number.startswith("BE") and is_enterprise_number(number[2:])


def australian_business(number: str) -> bool:
    """The first digit less one, weighted, modulo 89."""
    if number[0] == "0":
        return False
    return weighted((10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19), 89)(f"{int(number[0]) - 1}{number[1:]}")


def legal_entity(number: str) -> bool:
    """Letters as numbers from 10 to 35, the whole modulo 97 is 1. Source: ISO 7064 MOD 97-10."""
    return int("".join(str(int(sign, 36)) for sign in number)) % 97 == 1


_DANISH = weighted((2, 7, 6, 5, 4, 3, 2, 1), 11)

# Only asked once the number has the form its list demands, so that digits are where they must be.
CHECKS: dict[str, Callable[[str], bool]] = {
    "0002": lambda number: luhn(number[:9]),
    "0007": luhn,
    "0088": gs1,
    "0151": australian_business,
    "0192": weighted((3, 2, 7, 6, 5, 4, 3, 2, 1), 11),
    "0198": lambda number: _DANISH(number[2:]),
    "0199": legal_entity,
    "0208": is_enterprise_number,
    "0211": lambda number: luhn(number[2:]),
    "9925": belgian_vat,
}
