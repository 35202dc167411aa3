"""Entries and open items → matches and proposals.

Entries are looked at in the order of booking, as a bookkeeper would. A match needs two things that agree (what the payer
says or where the money comes from, and the amount) and nothing that contradicts; whatever could be meant otherwise is a
proposal.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal

from schakel.sepa.matching.books import Books, references, tells_other_number
from schakel.sepa.matching.model import Match, Matching, OpenItem, Part, Why
from schakel.sepa.matching.proposals import propose
from schakel.sepa.statements.model import Entry

Parts = tuple[Part, ...]
_MOST_COMBINED = 12  # items of which every selection is looked at


def match(entries: Sequence[Entry], items: Iterable[OpenItem]) -> Matching:
    """What each entry pays. The same item can be settled by several entries, never for more than is open of it."""
    books = Books(list(items))
    decider = _Decider(books, entries)
    found = Matching()
    moving = [at for at, entry in enumerate(entries) if entry.amount]
    found.left.extend(at for at, entry in enumerate(entries) if not entry.amount)  # banks tell things that move nothing
    for position in sorted(moving, key=lambda at: entries[at].booked):
        decided = decider.decide(position)
        if decided:
            books.settle(decided.parts)
            found.matches.append(decided)
        else:
            decider.unexplained(position)
    for position in decider.undecided:
        proposal = propose(books, entries[position], position)
        if proposal:
            found.proposals.append(proposal)
        else:
            found.left.append(position)
    return found


class _Decider:
    def __init__(self, books: Books, entries: Sequence[Entry]) -> None:
        self.undecided: list[int] = []
        self._books, self._entries = books, entries
        self._perhaps_paid: set[str] = set()
        self._perhaps_paid_by_a_stranger: set[str] = set()
        self._named_before: set[tuple[str, Decimal]] = set()
        self._silent_until: dict[tuple[str, Decimal], date] = {}
        self._silent = Counter(
            (entry.account, entry.amount, entry.booked) for entry in entries if not references(entry)
        )
        self._named_by: defaultdict[str, set[int]] = defaultdict(set)
        for position, entry in enumerate(entries):
            for item in books.named(entry):
                self._named_by[item.id].add(position)

    def decide(self, position: int) -> Match | None:
        rules: tuple[tuple[Why, Callable[[Entry, int], Parts]], ...] = (
            (Why.OUR_ID, self._by_our_id),
            (Why.REFERENCE, self._by_reference),
            (Why.REFERENCE_PART, self._by_reference_in_part),
            (Why.NUMBER, self._by_number),
            (Why.ACCOUNT, self._by_account),
            (Why.ACCOUNT_ALL, self._by_all_of_account),
        )
        for why, rule in rules:
            parts = rule(self._entries[position], position)
            if parts:
                return Match(position, parts, why)
        return None

    def unexplained(self, position: int) -> None:
        """Remember an entry of which is not known what it pays: it may have paid what a later one seems to pay."""
        self.undecided.append(position)
        entry = self._entries[position]
        self._perhaps_paid |= {item.id for item in self._books.perhaps_meant(entry)}
        self._perhaps_paid_by_a_stranger |= {item.id for item in self._books.perhaps_paid_by_a_stranger(entry)}
        self._named_before |= {(item.id, entry.amount) for item in self._books.named(entry)}
        if not self._books.named(entry):
            self._silent_until[entry.account, entry.amount] = entry.booked

    def _by_our_id(self, entry: Entry, _: int) -> Parts:
        return self._all(entry, self._books.sent(entry))

    def _by_reference(self, entry: Entry, _: int) -> Parts:
        named = self._books.named(entry)
        told_apart = len(named) == len({item.reference for item in named})
        if not told_apart and (self._some_cancel_out(named) or self._from_elsewhere(entry, named)):
            return ()
        parts = self._all(entry, named) or self._only(entry, named)
        settled = {part.item_id for part in parts}
        return () if any(self._contested(entry, item) for item in named if item.id in settled) else parts

    def _from_elsewhere(self, entry: Entry, items: list[OpenItem]) -> bool:
        """Whether the money comes from another account than the known ones of all these."""
        return bool(entry.account) and all(item.accounts and entry.account not in item.accounts for item in items)

    def _by_reference_in_part(self, entry: Entry, _: int) -> Parts:
        """One item is named and more is open of it; and no other item fits that the payer could have meant."""
        named = self._books.named(entry)
        if len(named) != 1 or not 0 < entry.amount / self._books.open(named[0]) < 1:
            return ()
        return () if self._may_mean_another(entry, named[0]) else (Part(named[0].id, entry.amount),)

    def _by_number(self, entry: Entry, _: int) -> Parts:
        if references(entry):
            return ()
        numbered = self._books.numbered(entry)
        return self._all(entry, numbered) or self._only(entry, numbered)

    def _by_account(self, entry: Entry, position: int) -> Parts:
        known = self._books.with_account(entry)
        fitting = self._fitting(entry, known)
        certain = self._uncontradicted(entry, position, fitting) and not self._some_cancel_out(known)
        return self._only(entry, fitting) if certain else ()

    def _by_all_of_account(self, entry: Entry, position: int) -> Parts:
        known = self._books.with_account(entry)
        certain = self._uncontradicted(entry, position, known) and not self._some_cancel_out(known)
        return self._all(entry, known) if certain else ()

    def _contested(self, entry: Entry, item: OpenItem) -> bool:
        """An earlier entry may have paid the item; and the payer, who took last month's reference, may mean another.

        Or it is the second time that this is paid, and it was not certain the first time.
        """
        if (item.id, entry.amount) in self._named_before:
            return True
        silent = self._silent_until.get((entry.account, entry.amount), date.min) >= item.since
        if item.id in self._perhaps_paid_by_a_stranger and self._is_one_of_a_row(entry, item):
            return True
        return (silent or item.id in self._perhaps_paid) and self._may_mean_another(entry, item)

    def _is_one_of_a_row(self, entry: Entry, item: OpenItem) -> bool:
        """Whether the same amount is open of another item of the same known counterparty: rent, a subscription."""
        return any(other.accounts & item.accounts for other in self._others(entry, item))

    def _may_mean_another(self, entry: Entry, item: OpenItem) -> bool:
        """Whether exactly this amount is open of another item that can be of the same counterparty."""
        known = item.accounts | ({entry.account} if entry.account else set())
        others = self._others(entry, item)
        return any(not other.accounts or not known or other.accounts & known for other in others)

    def _others(self, entry: Entry, item: OpenItem) -> list[OpenItem]:
        return [one for one in self._books.of_amount(entry.amount) if one.id != item.id and one.since <= entry.booked]

    def _some_cancel_out(self, items: list[OpenItem]) -> bool:
        """Whether some of these items add up to nothing, so that more than one selection makes the same amount."""
        amounts = [self._books.open(item) for item in items]
        if not amounts or min(amounts) > 0 or max(amounts) < 0:
            return False
        sums = {Decimal(0)}
        for amount in amounts[:_MOST_COMBINED]:
            reached = {total + amount for total in sums}
            if 0 in reached:
                return True
            sums |= reached
        return len(amounts) > _MOST_COMBINED

    def _uncontradicted(self, entry: Entry, position: int, items: list[OpenItem]) -> bool:
        """The payer says nothing that points elsewhere, and no other payment says that it is for these."""
        elsewhere = bool(references(entry)) or tells_other_number(entry, items)
        claimed = any(self._named_by[item.id] - {position} for item in items)
        return not elsewhere and not claimed and not self._rivals(entry)

    def _rivals(self, entry: Entry) -> bool:
        """Whether the same amount came from the same account twice that day, without a word that tells them apart."""
        return self._silent[entry.account, entry.amount, entry.booked] > 1

    def _only(self, entry: Entry, items: list[OpenItem]) -> Parts:
        """The one item of which exactly this amount is open."""
        fitting = self._fitting(entry, items)
        return (Part(fitting[0].id, entry.amount),) if len(fitting) == 1 else ()

    def _fitting(self, entry: Entry, items: list[OpenItem]) -> list[OpenItem]:
        return [item for item in items if self._books.open(item) == entry.amount]

    def _all(self, entry: Entry, items: list[OpenItem]) -> Parts:
        """All the items, when together they are exactly this amount; credit notes are netted."""
        total = sum((self._books.open(item) for item in items), Decimal(0))
        return tuple(Part(item.id, self._books.open(item)) for item in items) if items and total == entry.amount else ()
