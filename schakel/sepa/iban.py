"""An account number: parse, check, print, and what it tells of country and Belgian bank.

Sources: ISO 13616 (structure per country and modulo 97, through python-stdnum), EPC409-09 (the SEPA countries).
"""

from dataclasses import dataclass
from typing import Self

from stdnum.be import iban as belgian

from schakel.base import iban as base
from schakel.base.blanks import BLANKS
from schakel.base.iban import SEPA_COUNTRIES, belgian_iban, is_iban, printed
from schakel.sepa.errors import SepaError


class IbanMissing(SepaError):
    code = "iban_missing"


class NotAnIban(SepaError):
    code = "not_an_iban"


class OutsideSepa(SepaError):
    code = "outside_sepa"


@dataclass(frozen=True, slots=True)
class Iban:
    """A checked account number, without spaces, in capitals."""

    compact: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it as people write it: with spaces, dots or hyphens, in any case.

        Raises:
            IbanMissing   permanent: nothing is written
            NotAnIban     permanent: unknown country, wrong length, structure or check digits
        """
        if not text.strip(BLANKS):
            raise IbanMissing
        compact = base.compact(text)
        if not is_iban(compact):
            raise NotAnIban(text[:50])
        return cls(compact)

    @property
    def country(self) -> str:
        """The ISO 3166 code of the country of the account."""
        return self.compact[:2]

    @property
    def in_sepa(self) -> bool:
        """Whether a SEPA credit transfer can reach it."""
        return self.country in SEPA_COUNTRIES

    @property
    def belgian_bank(self) -> str:
        """The name of the bank that keeps a Belgian account; empty for another country or an unknown bank."""
        if self.country != "BE":
            return ""
        return str(belgian.info(self.compact).get("bank", ""))

    @property
    def belgian_bic(self) -> str:
        """The BIC that goes with the bank part of a Belgian account; empty when unknown."""
        return (belgian.to_bic(self.compact) or "") if self.country == "BE" else ""

    def __str__(self) -> str:
        """In groups of four, as people read it."""
        return printed(self.compact)


def account_of(text: str) -> str:
    """An account as a bank writes it: the compact IBAN when it is one, a Belgian number of twelve digits turned into
    its IBAN, else what is written."""
    written = text.strip(BLANKS)
    try:
        return Iban.parse(written).compact
    except SepaError:
        return belgian_iban(written.split(" ", 1)[0].replace("-", "")) or written
