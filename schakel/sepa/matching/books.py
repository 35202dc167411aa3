"""The open items while payments are matched, found by everything a payment may tell."""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import TypeVar

from schakel.sepa.matching.model import OpenItem, Part
from schakel.sepa.reference import FreeText, Reference, found_in
from schakel.sepa.statements.model import Entry

_WORD = re.compile(r"[0-9A-Z]+")
_MOST_WORDS = 4  # an invoice number is written in at most so many pieces: `F 2026 / 0012`
_LEAST_DIGITS = 3
_LEAST_LENGTH = 4
_UNMISTAKABLE = 6  # an invoice number so long is not something else by chance, when the amount agrees

Key = TypeVar("Key", bound=Hashable)


class Books:
    """Every item with what is still open of it."""

    def __init__(self, items: Iterable[OpenItem]) -> None:
        self._open = {item.id: item.amount for item in items}
        listed = list({item.id: item for item in items}.values())
        self._by_reference = _index(listed, lambda item: [item.reference] if item.reference else [])
        self._by_number = _index(listed, lambda item: [_number(item.number)] if _number(item.number) else [])
        self._by_account = _index(listed, lambda item: item.accounts)
        self._by_sent = _index(listed, lambda item: item.sent_as)
        self._by_amount = _index(listed, lambda item: [item.amount])

    def open(self, item: OpenItem) -> Decimal:
        return self._open[item.id]

    def settle(self, parts: Iterable[Part]) -> None:
        for part in parts:
            self._open[part.item_id] -= part.amount

    def sent(self, entry: Entry) -> list[OpenItem]:
        """The items that we paid under the id this entry tells; an id that comes in is one of the payer."""
        return self._still_open(self._by_sent[entry.our_id]) if entry.our_id and entry.amount < 0 else []

    def named(self, entry: Entry) -> list[OpenItem]:
        """The items whose reference this entry tells; of several with the same, those that existed when it was booked."""
        told = references(entry) or found_in(beside(entry))
        return self._still_open(
            item for reference in told for item in _existing(self._by_reference.get(reference, []), entry.booked)
        )

    def numbered(self, entry: Entry) -> list[OpenItem]:
        """The items whose number this entry tells, and which it can mean: a short number is only one of its payer."""
        return self._still_open(
            item
            for number, item in self._numbers_told(entry)
            if item.since <= entry.booked and _may_mean(number, entry, item=item)
        )

    def with_account(self, entry: Entry) -> list[OpenItem]:
        """The items of the counterparty of this entry that existed when it was booked."""
        known = self._by_account[entry.account] if entry.account else []
        return self._still_open(item for item in known if item.since <= entry.booked)

    def of_amount(self, amount: Decimal) -> list[OpenItem]:
        """The items of which exactly this is open."""
        return [item for item in self._still_open(self._by_amount[amount]) if self.open(item) == amount]

    def perhaps_meant(self, entry: Entry) -> list[OpenItem]:
        """Every item for which anything speaks: its reference, its number, or its account with an amount that fits in."""
        by_number = [item for _, item in self._numbers_told(entry)]
        by_account = [item for item in self.with_account(entry) if 0 < self.open(item) / entry.amount <= 1]
        return self._still_open(self.named(entry) + by_number + by_account)

    def perhaps_paid_by_a_stranger(self, entry: Entry) -> list[OpenItem]:
        """Of a payer whose account nobody knows, and who says nothing: every item of exactly this amount."""
        says_nothing = not references(entry) and not _tells_number(_numbers(entry))
        if not says_nothing or self._by_account.get(entry.account):
            return []
        return [item for item in self.of_amount(entry.amount) if item.since <= entry.booked]

    def _numbers_told(self, entry: Entry) -> list[tuple[str, OpenItem]]:
        """In what the payer says, else in what stands beside it."""
        return list(self._among(_numbers(entry))) or list(self._among(_joined(beside(entry))))

    def _among(self, numbers: Iterable[str]) -> Iterator[tuple[str, OpenItem]]:
        return ((number, item) for number in numbers for item in self._by_number.get(number, []))

    def _still_open(self, items: Iterable[OpenItem]) -> list[OpenItem]:
        return list({item.id: item for item in items if self._open[item.id]}.values())


def references(entry: Entry) -> tuple[Reference, ...]:
    """The structured references an entry tells, also those typed as text."""
    remittance = entry.remittance
    return found_in(remittance.text) if isinstance(remittance, FreeText) else (remittance,)


def beside(entry: Entry) -> str:
    """What else stands there in words: looked into when the payer says nothing known, and never held against a match.

    A payer may have written the number of an invoice as the id of their payment.
    """
    return f"{entry.information} {entry.our_id}" if entry.amount > 0 else entry.information


def tells_other_number(entry: Entry, items: Iterable[OpenItem]) -> bool:
    """Whether the text holds something like a number that is not one of these items."""
    own = {_number(item.number) for item in items}
    told = set(_numbers(entry))
    return _tells_number(told) and not own & told


def _tells_number(words: Iterable[str]) -> bool:
    return any(
        word.isascii() and sum(char.isdigit() for char in word) >= _LEAST_DIGITS for word in words
    )  # texts: ASCII, asked beside it


def _existing(items: list[OpenItem], on: date) -> list[OpenItem]:
    """Whoever pays in advance pays the one invoice there will be; among several they mean one that they have."""
    return [item for item in items if item.since <= on] or items


def _index(items: list[OpenItem], keys: Callable[[OpenItem], Iterable[Key]]) -> defaultdict[Key, list[OpenItem]]:
    index: defaultdict[Key, list[OpenItem]] = defaultdict(list)
    for item in items:
        for key in keys(item):
            index[key].append(item)
    return index


def _number(written: str) -> str:
    """An invoice number without its separators; empty when it is too short to be found in a text."""
    bare = "".join(_WORD.findall(written.upper()))
    enough = (
        len(bare) >= _LEAST_LENGTH and sum(char.isdigit() for char in bare) >= _LEAST_DIGITS
    )  # texts: of A-Z and 0-9
    return bare if enough else ""


def _may_mean(number: str, entry: Entry, *, item: OpenItem) -> bool:
    if item.accounts and entry.account:
        return entry.account in item.accounts
    return len(number) >= _UNMISTAKABLE


def _numbers(entry: Entry) -> list[str]:
    """Everything in the text that could be a number."""
    return _joined(entry.remittance.text) if isinstance(entry.remittance, FreeText) else []


def _joined(text: str) -> list[str]:
    """One to four words on a row, joined."""
    words = _WORD.findall(text.upper())
    return ["".join(words[at : at + size]) for at in range(len(words)) for size in range(1, _MOST_WORDS + 1)]
