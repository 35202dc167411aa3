"""What a payment could be for, when it is not certain: choices for a person, the likeliest first."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, islice

from schakel.sepa.matching.books import Books
from schakel.sepa.matching.model import OpenItem, Part, Proposal, Why
from schakel.sepa.statements.model import Entry

_MOST_CHOICES = 5
_MOST_ITEMS = 12  # of one counterparty, for finding those that add up
_MOST_TOGETHER = 4

Choice = tuple[Why, tuple[Part, ...]]


def propose(books: Books, entry: Entry, position: int) -> Proposal | None:
    """The choices for this entry; None when nothing open looks like it."""
    found: dict[tuple[Part, ...], Why] = {}
    for why, parts in _choices(books, entry):
        found.setdefault(parts, why)
        if len(found) == _MOST_CHOICES:
            break
    return Proposal(position, tuple(found), next(iter(found.values()))) if found else None


def _choices(books: Books, entry: Entry) -> Iterator[Choice]:
    named, numbered, known = books.named(entry), books.numbered(entry), books.with_account(entry)
    yield from _each(books, entry, items=books.sent(entry), why=Why.OUR_ID)
    yield from _each(books, entry, items=_fitting(books, entry, named + numbered), why=Why.REFERENCE)
    yield from _each(books, entry, items=_fitting(books, entry, known), why=Why.ACCOUNT)
    yield from _each(books, entry, items=named, why=Why.REFERENCE)
    yield from _each(books, entry, items=numbered, why=Why.NUMBER)
    yield from _together(books, entry, known)
    yield from _each(books, entry, items=[item for item in known if _larger(books, entry, item)], why=Why.ACCOUNT)
    unknown = [item for item in books.of_amount(entry.amount) if not item.accounts or not entry.account]
    yield from _each(books, entry, items=[item for item in unknown if item.since <= entry.booked], why=Why.AMOUNT)


def _each(books: Books, entry: Entry, *, items: list[OpenItem], why: Why) -> Iterator[Choice]:
    """Each item as a choice, for as much of it as the payment can settle; not one that goes the other way."""
    for item in items:
        settled = min(books.open(item), entry.amount, key=abs)
        if (books.open(item) > 0) == (entry.amount > 0) and settled:
            yield why, (Part(item.id, settled),)


def _together(books: Books, entry: Entry, items: list[OpenItem]) -> Iterator[Choice]:
    """Items of one counterparty that add up to the payment."""
    few = items[:_MOST_ITEMS]
    groups = (group for size in range(2, _MOST_TOGETHER + 1) for group in combinations(few, size))
    adding_up = (group for group in groups if sum((books.open(item) for item in group), Decimal(0)) == entry.amount)
    for group in islice(adding_up, _MOST_CHOICES):
        yield Why.ACCOUNT_ALL, tuple(Part(item.id, books.open(item)) for item in group)


def _fitting(books: Books, entry: Entry, items: list[OpenItem]) -> list[OpenItem]:
    return [item for item in items if books.open(item) == entry.amount]


def _larger(books: Books, entry: Entry, item: OpenItem) -> bool:
    return abs(books.open(item)) > abs(entry.amount)
