"""The QR code that a bank app reads to fill in a transfer: the one maker, for page, paper, mail and command.

Source: EPC069-12, "Quick Response Code: guidelines to enable the data capture for the initiation of a SEPA
credit transfer": version 002, so that the BIC may be left out within the EEA; UTF-8; error level M; at most QR version 13.
"""

import io
from dataclasses import dataclass
from decimal import Decimal

import segno

from schakel.base.blanks import BLANKS
from schakel.base.characters import one_line, says_something, to_sepa
from schakel.base.iban import EEA_COUNTRIES, SEPA_COUNTRIES, is_iban

LONGEST_NAME, LONGEST_TEXT = 70, 140  # characters
MOST_BYTES = 331
HIGHEST = Decimal("999999999.99")  # euro
QUIET = 4  # modules that must stay white around the code
_LARGEST_VERSION = 13
_MASK = 3  # to weigh all eight takes as long as a page


@dataclass(frozen=True, slots=True)
class CreditTransfer:
    """A SEPA transfer in euro. Name and text are put on one line and cut to 70 and 140 characters."""

    name: str  # of the payee
    iban: str  # compact
    amount: Decimal
    reference: str = ""  # structured: the twelve digits of a structured communication, or an RF reference, compact
    text: str = ""  # what the payer is asked to write; left out where there is a reference: a code has never both
    bic: str = ""  # written only for an account outside the EEA, where a transfer wants it

    @property
    def can_be_paid(self) -> bool:
        """Whether a SEPA transfer can do this, and a bank can carry the name."""
        account = is_iban(self.iban) and self.iban[:2] in SEPA_COUNTRIES
        amount = self.amount.is_finite() and 0 < self.amount <= HIGHEST and self.amount == round(self.amount, 2)
        return account and amount and says_something(to_sepa(self.name, longest=LONGEST_NAME))

    @property
    def epc(self) -> str:
        """What the code holds: its lines, separated by a line feed: at most 331 bytes of UTF-8.

        Where the whole would be longer, name and text are written in the SEPA character set. To be asked of what
        `can_be_paid` only.
        """
        lines = self._lines(cut(self.name, LONGEST_NAME), cut(self.text, LONGEST_TEXT))
        if len(lines.encode()) <= MOST_BYTES:
            return lines
        return self._lines(to_sepa(self.name, longest=LONGEST_NAME), to_sepa(self.text, longest=LONGEST_TEXT))

    def svg(self, *, scale: int = 4) -> str:
        """As an SVG element to put into a page: black on white."""
        drawn = io.BytesIO()
        self._symbol().save(drawn, kind="svg", scale=scale, border=QUIET, light="#fff", xmldecl=False, nl=False)
        return drawn.getvalue().decode()

    def png(self, *, scale: int = 8) -> bytes:
        """As a picture to share on a phone."""
        drawn = io.BytesIO()
        self._symbol().save(drawn, kind="png", scale=scale, border=QUIET)
        return drawn.getvalue()

    def terminal(self) -> str:
        """As lines of text that a phone reads from a terminal."""
        drawn = io.StringIO()
        self._symbol().terminal(drawn, border=QUIET, compact=True)
        return drawn.getvalue()

    def _lines(self, name: str, text: str) -> str:
        bic = "" if self.iban[:2] in EEA_COUNTRIES else self.bic
        said = (self.reference, "") if self.reference else ("", text)
        fields = ("BCD", "002", "1", "SCT", bic, name, self.iban, f"EUR{self.amount:.2f}", "", *said)
        return "\n".join(fields).rstrip("\n")

    def _symbol(self) -> segno.QRCode:
        code = segno.make(self.epc.encode(), error="m", boost_error=False, micro=False, mask=_MASK)
        assert int(code.version) <= _LARGEST_VERSION  # follows from 331 bytes; texts: of the code that was made
        return code


def cut(text: str, longest: int) -> str:
    """On one line and no longer, so that no line of the code can be added by a name or a text."""
    return one_line(text)[:longest].rstrip(BLANKS)
