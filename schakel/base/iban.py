"""Whether an account number is one, how it is written, and where it lies.

Sources: ISO 13616 (structure per country and modulo 97, through python-stdnum), EPC409-09 (the SEPA countries).
"""

import re

from schakel.base.belgium import payment_check
from schakel.base.blanks import pieces

# python-stdnum is imported where it is asked: it brings in ssl, pydoc and more, a seventh of the start of `schakel validate`

_EEA = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
_BEYOND = "AD AL CH GB GI MC MD ME MK RS SM VA"
EEA_COUNTRIES = frozenset(pieces(_EEA))  # where a transfer needs no BIC
SEPA_COUNTRIES = EEA_COUNTRIES | frozenset(pieces(_BEYOND))
_SHAPE = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_BELGIAN = re.compile("BE[0-9]{14}")
_BELGIAN_ACCOUNT = re.compile("[0-9]{12}")
_BE = "1114"  # the letters as figures


def compact(text: str) -> str:
    """As a program writes it: in capitals, without the spaces, dots and hyphens that people write."""
    from stdnum import iban as iso13616

    return str(iso13616.compact(text)).upper()


def printed(number: str) -> str:
    """A compact number in groups of four, as people read it."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def is_iban(number: str) -> bool:
    """Whether this, compact, is an account number: its country is known, and length, structure and check digits hold."""
    if _BELGIAN.fullmatch(number):  # python-stdnum refuses a Belgian bank that is newer than its list
        return belgian_iban(number[4:]) == number
    if number.startswith("BE") or not _SHAPE.fullmatch(number):
        return False
    from stdnum import iban as iso13616

    return bool(iso13616.is_valid(number))


def has_check_digits(number: str) -> bool:
    """Whether the check digits of a compact number hold (ISO 7064), whatever its country asks beside them."""
    if not _SHAPE.fullmatch(number):
        return False
    return int("".join(str(int(c, 36)) for c in number[4:] + number[:4])) % 97 == 1  # texts: matched above


def belgian_iban(account: str) -> str:
    """The IBAN of a Belgian account of twelve digits; empty when it is none: the last two check the ten before."""
    if not _BELGIAN_ACCOUNT.fullmatch(account) or payment_check(account[:10]) != account[10:]:
        return ""
    return f"BE{98 - int(f'{account}{_BE}00') % 97:02d}{account}"  # texts: matched above
