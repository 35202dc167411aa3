"""Whether an account number is one, and where it lies.

Sources: ISO 13616 (structure per country and modulo 97, through python-stdnum), EPC409-09 (the SEPA countries).
"""

import re

from stdnum import iban as iso13616

from schakel.base.blanks import pieces

_EEA = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
_BEYOND = "AD AL CH GB GI MC MD ME MK RS SM VA"
EEA_COUNTRIES = frozenset(pieces(_EEA))  # where a transfer needs no BIC
SEPA_COUNTRIES = EEA_COUNTRIES | frozenset(pieces(_BEYOND))
_SHAPE = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


def compact(text: str) -> str:
    """As a program writes it: in capitals, without the spaces, dots and hyphens that people write."""
    return str(iso13616.compact(text)).upper()


def is_iban(number: str) -> bool:
    """Whether this, compact, is an account number: its country is known, and length, structure and check digits hold."""
    if not _SHAPE.fullmatch(number):
        return False
    if not number.startswith("BE"):
        return bool(iso13616.is_valid(number))
    # python-stdnum refuses a Belgian bank that is newer than its list, so the national check is made here
    return bool(iso13616.is_valid(number, check_country=False)) and belgian_check_holds(number[4:])


def belgian_check_holds(digits: str) -> bool:
    """Of the twelve digits of a Belgian account: the last two are the others modulo 97, or 97 instead of 0."""
    return int(digits[10:]) == (int(digits[:10]) % 97 or 97)  # texts: matched by the caller
