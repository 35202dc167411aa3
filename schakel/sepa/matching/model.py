"""What is still open, and what was found about each payment."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from schakel.sepa.reference import Reference


class Why(StrEnum):
    """By what a payment was recognised; a code, for which the page has the sentence."""

    OUR_ID = "our_id"  # the id of a payment file of ours
    REFERENCE = "reference"  # its structured communication or RF reference, and the amount
    REFERENCE_PART = "reference_part"  # its reference, and less than what is open
    NUMBER = "number"  # the invoice number in the text, and the amount
    ACCOUNT = "account"  # the account of the counterparty, and the amount
    ACCOUNT_ALL = "account_all"  # the account, and the sum of all that is open with it
    AMOUNT = "amount"  # the amount alone: never more than a proposal


@dataclass(frozen=True, slots=True)
class OpenItem:
    """What is still open of one invoice or credit note."""

    id: str
    amount: Decimal  # positive: money must come to us (sale, credit note from a seller); negative: we must pay
    since: date  # day of issue
    number: str = ""  # as payers write it
    reference: Reference | None = None  # what it asks its payer to mention
    accounts: frozenset[str] = frozenset()  # compact IBANs known of the counterparty
    sent_as: frozenset[str] = frozenset()  # ids under which we sent it: of the payment, and of the file


@dataclass(frozen=True, slots=True)
class Part:
    """What a payment settles of an item, with the sign of the item."""

    item_id: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Match:
    """A payment of which it is certain what it pays; the parts add up to it."""

    entry: int  # its position among the entries given
    parts: tuple[Part, ...]
    why: Why


@dataclass(frozen=True, slots=True)
class Proposal:
    """A payment of which a person must say what it pays; the likeliest choice first, at most five."""

    entry: int
    choices: tuple[tuple[Part, ...], ...]
    why: Why  # of the first choice


@dataclass(frozen=True, slots=True)
class Matching:
    """What became of each entry: it is in exactly one of the three."""

    matches: list[Match] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    left: list[int] = field(default_factory=list)  # nothing open looks like it
