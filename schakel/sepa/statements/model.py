"""What a bank tells of an account, whatever format it tells it in."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from schakel.base.blanks import BLANKS
from schakel.sepa.errors import SepaError
from schakel.sepa.reference import CreditorReference, FreeText, Remittance, StructuredCommunication

_NOT_GIVEN = frozenset({"NOTPROVIDED", "NOT PROVIDED"})


class NotAStatement(SepaError):
    code = "not_a_statement"


class TooManyEntries(SepaError):
    code = "too_many_entries"


class DamagedStatement(SepaError):
    code = "damaged_statement"


class BalanceMismatch(SepaError):
    code = "balance_mismatch"


@dataclass(frozen=True, slots=True)
class Balance:
    """What stands on the account at the end of a day."""

    amount: Decimal  # in the currency of the account; negative: overdrawn
    day: date


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement with one counterparty. A total of the bank is taken apart where its details add up to it."""

    amount: Decimal  # in the currency of the account; positive: money came in
    booked: date
    valued: date | None
    name: str  # of the counterparty, as the bank writes it
    account: str  # of the counterparty: compact IBAN where it is one, else as written; empty when not told
    remittance: Remittance  # structured only when its check digits hold
    bank_id: str  # the bank's own reference, for information; the parts of one total may share it
    our_id: str  # money out: the id in our payment file, of the payment or of the whole file; money in: the payer's own
    information: str = field(default="", repr=False)  # what else stands there in words: looked into after `remittance`


@dataclass(frozen=True, slots=True)
class Statement:
    """The movements of one account over a day or a period."""

    account: str  # compact IBAN where it is one
    currency: str
    number: str  # as the bank counts its statements
    opening: Balance | None
    closing: Balance | None
    entries: tuple[Entry, ...]

    @property
    def fingerprint(self) -> str:
        """The same for a statement received again, in the other format too when it tells both balances.

        With the position in `entries` it names a movement: use the two to file nothing twice.
        """
        if self.opening and self.closing:
            told: tuple[object, ...] = (self.opening.amount, self.closing.amount, self.closing.day)
        else:
            told = (self.number, *self.entries)
        plain = (self.account, self.currency, *(_plain(part) for part in told))
        return hashlib.sha256(repr(plain).encode()).hexdigest()


def _plain(part: object) -> str:
    return str(part.normalize()) if isinstance(part, Decimal) else str(part)


def balanced(statement: Statement) -> Statement:
    """The statement, when its sums hold or are not told. Raises BalanceMismatch (permanent)."""
    if statement.opening and statement.closing:
        reached = sum((entry.amount for entry in statement.entries), statement.opening.amount)
        if reached != statement.closing.amount:
            raise BalanceMismatch(f"{reached} instead of {statement.closing.amount}")
    return statement


def remittance_of(references: Sequence[str], texts: Sequence[str]) -> Remittance:
    """What a payment says, of which nothing is lost: the reference that the bank calls structured when it is all that is
    said and its check digits hold, else the texts and the references one after the other."""
    said, named = words(texts), words(references)
    if len(named) == 1 and all(structured(text) == structured(named[0]) for text in said):
        return structured(named[0])
    return FreeText(" ".join(words(said + named)))


def words(texts: Iterable[str]) -> list[str]:
    """The texts on one line each, without those that say nothing and without the second of two that say the same."""
    lines = dict.fromkeys(" ".join(text.split()) for text in texts)  # texts: every space of a person becomes one
    return [line for line in lines if line and line.upper() not in _NOT_GIVEN]


def given(written: str) -> str:
    """The id of a payment; empty when the bank writes that there is none."""
    return "" if written.upper() in _NOT_GIVEN else written


def structured(written: str) -> Remittance:
    """What a bank calls a structured reference: one, when its check digits hold; else the text."""
    for kind in (StructuredCommunication, CreditorReference):
        try:
            return kind.parse(written)
        except SepaError:
            continue
    return FreeText(written.strip(BLANKS))
