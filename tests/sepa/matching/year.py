"""A generated year of a small company: 4,000 invoices, 5,000 movements on its account, and the truth about them.

Payers do what payers do: they tell the reference, type it as text, pay in parts, pay several invoices at once, net a
credit note, forget the reference, take last month's, round, pay twice. A seed always gives the same year.
"""

import random
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from decimal import Decimal

from stdnum.iso7064 import mod_97_10

from schakel.sepa.matching import Matching, OpenItem, Part, match
from schakel.sepa.reference import NO_TEXT, CreditorReference, FreeText, StructuredCommunication
from schakel.sepa.statements import Entry

INVOICES, PAYMENTS = 4_000, 5_000
NEW_YEAR = date(2026, 1, 1)
MAXIMUM = date.max
MONTHS = range(1, 15)  # in which there are payments


@dataclass(frozen=True)
class Told:
    """An entry, the parts it truly pays, and whether its payer told the right reference."""

    entry: Entry
    truth: frozenset[Part]
    right: bool


@dataclass(frozen=True)
class Party:
    sells: bool  # to us
    account: str
    known: bool  # whether we know its account
    monthly: Decimal | None  # always the same amount
    fixed: StructuredCommunication | None  # always the same reference


class Year:
    def __init__(self, seed: int, *, invoices: int = INVOICES, payments: int = PAYMENTS) -> None:
        self._random = random.Random(seed)
        self._numbers = iter(range(10**6, 10**7))
        self._parties = [self._party(sells=at % 5 < 2) for at in range(invoices // 12)]
        owed = [self._item(self._random.choice(self._parties)) for _ in range(invoices)]
        owed.sort(key=lambda pair: pair[1].since)
        self.owed = owed
        self.items = [item for _, item in owed]
        self.told = self._payments(owed)
        self.told += [self._unrelated() for _ in range(payments - len(self.told))]
        self.told = self.told[:payments]
        self._random.shuffle(self.told)

    @property
    def entries(self) -> list[Entry]:
        return [told.entry for told in self.told]

    def _party(self, *, sells: bool) -> Party:
        return Party(
            sells=sells,
            account=self._account(),
            known=sells or self._random.random() < 0.6,
            monthly=self._amount() if self._random.random() < 0.2 else None,
            fixed=self._bba() if self._random.random() < 0.04 else None,
        )

    def _item(self, party: Party) -> tuple[Party, OpenItem]:
        amount = party.monthly or self._amount()
        if self._random.random() < 0.04:
            amount = -amount
        number = next(self._numbers)
        return party, OpenItem(
            id=f"I{number}",
            amount=-amount if party.sells else amount,
            since=NEW_YEAR + timedelta(days=self._random.randrange(330)),
            number=f"{self._random.randrange(1, 400):04d}" if party.sells else f"2026-{number}",
            reference=party.fixed or self._reference(),
            accounts=frozenset({party.account}) if party.known else frozenset(),
        )

    def _payments(self, owed: list[tuple[Party, OpenItem]]) -> list[Told]:
        told: list[Told] = []
        self._settled: dict[str, date] = {}  # the last payment of an item
        waiting: dict[Party, list[OpenItem]] = {}
        before: dict[Party, OpenItem] = {}
        for party, item in owed:
            if (item.amount < 0) != party.sells or self._random.random() < 0.06:
                waiting.setdefault(party, []).append(item)  # a credit note, or for later: paid with the next
            elif party in waiting:
                told += self._at_once(party, [*waiting.pop(party), item])
            else:
                told += self._alone(party, item, before.get(party))
            before[party] = item
            self._settled |= {part.item_id: paid.entry.booked for paid in told[-2:] for part in paid.truth}
        return told

    def _at_once(self, party: Party, items: list[OpenItem]) -> list[Told]:
        total = sum((item.amount for item in items), Decimal(0))
        if (total < 0) != party.sells or not total:
            return []
        if self._random.random() < 0.3 or not all(item.reference for item in items):
            return [self._told(party, total, items, text=self._random.choice(["", "saldo", _numbers(items)]))]
        return [self._told(party, total, items, text=" ".join(str(item.reference) for item in items), right=True)]

    def _alone(self, party: Party, item: OpenItem, before: OpenItem | None) -> list[Told]:
        chance, whole = self._random.random(), item.amount
        if chance < 0.72 and item.reference:
            return self._with_reference(party, item, chance)
        if chance < 0.80:
            return [self._told(party, whole, [item], text=f"betaling factuur {item.number} dank u")]
        if chance < 0.90:
            return [self._told(party, whole, [item])]
        if chance < 0.94 and before and before.reference:
            stale = self._told(party, whole, [item], reference=before.reference)
            return (
                [stale] if before.amount != whole or self._settled.get(before.id, MAXIMUM) < stale.entry.booked else []
            )
        if chance < 0.97 and item.reference and not party.fixed:
            rounded = self._told(party, whole + Decimal("0.05"), [item], reference=item.reference)
            return [replace(rounded, truth=frozenset({Part(item.id, min(whole, rounded.entry.amount, key=abs))}))]
        return []

    def _with_reference(self, party: Party, item: OpenItem, chance: float) -> list[Told]:
        whole = item.amount
        if chance < 0.04:
            part = (whole * Decimal("0.4")).quantize(Decimal("0.01"))
            halves = [
                self._told(party, amount, [item], reference=item.reference, right=True)
                for amount in (part, whole - part)
            ]
            later = replace(halves[1].entry, booked=halves[0].entry.booked + timedelta(days=9))
            return [halves[0], replace(halves[1], entry=later)]
        if chance < 0.12:
            return [self._told(party, whole, [item], text=f"betaling {item.reference}", right=True)]
        paid = self._told(party, whole, [item], reference=item.reference, right=True)
        if chance < 0.13 and not party.fixed:
            again = replace(paid.entry, booked=paid.entry.booked + timedelta(days=3))
            return [paid, Told(again, frozenset(), right=False)]
        return [paid]

    def _told(self, party, amount, items, *, reference=None, text="", right=False) -> Told:
        strange = self._random.random() < 0.08
        entry = Entry(
            amount=amount,
            booked=max(item.since for item in items) + timedelta(days=self._random.randrange(1, 60)),
            valued=None,
            name="",
            account=self._account() if strange else party.account,
            remittance=reference or FreeText(text),
            bank_id="",
            our_id=self._random.choice(["", "NR-1"]),
        )
        whole = sum((item.amount for item in items), Decimal(0))
        parts = {Part(item.id, item.amount if whole == amount else amount) for item in items}
        return Told(entry, frozenset(parts), right)

    def _unrelated(self) -> Told:
        """Charges, wages, cards, taxes, and invoices that nobody entered."""
        amount = self._random.choice([-1, -1, 1]) * self._amount()
        account = self._random.choice(["", self._account(), self._random.choice(self._parties).account])
        words = [self._bba(), FreeText("kosten 2026"), FreeText("factuur 98765")]
        remittance = self._random.choice(words if account else [*words, NO_TEXT, FreeText("loon maart")])
        day = NEW_YEAR + timedelta(days=self._random.randrange(365))
        return Told(Entry(amount, day, None, "", account, remittance, "", ""), frozenset(), right=False)

    def _amount(self) -> Decimal:
        if self._random.random() < 0.2:
            return Decimal(self._random.choice([50, 100, 121, 242, 500, 605, 1000, 1210]))  # what many invoices cost
        return Decimal(self._random.randrange(500, 500_000)) / 100

    def _account(self) -> str:
        return f"BE{self._random.randrange(10**13, 10**14)}"

    def _reference(self) -> StructuredCommunication | CreditorReference | None:
        chance = self._random.random()
        if chance < 0.85:
            return self._bba()
        base = f"{self._random.randrange(10**9):X}"
        return CreditorReference(f"RF{mod_97_10.calc_check_digits(base + 'RF')}{base}") if chance < 0.92 else None

    def _bba(self) -> StructuredCommunication:
        base = self._random.randrange(1, 10**10)
        return StructuredCommunication(f"{base:010d}{base % 97 or 97:02d}")


def _numbers(items: list[OpenItem]) -> str:
    return " + ".join(item.number for item in items)


@dataclass(frozen=True)
class Score:
    wrong: int  # matches that are not the truth
    matched: int
    proposed: int
    left: int
    right: int  # entries whose payer told the right reference, with an amount that agrees
    automatic: int  # of these, matched without a person

    @property
    def share(self) -> float:
        return self.automatic / self.right


def work_through(year: Year) -> Score:
    """The year as an office works: a statement a month; after it a person settles what was not certain."""
    owed = {item.id: item for item in year.items}
    scores = []
    for month in MONTHS:
        told = [one for one in year.told if month_of(one.entry) == month]
        found = match([one.entry for one in told], [item for item in owed.values() if item.amount])
        scores.append(score(told, found))
        for part in (part for one in told for part in one.truth):
            owed[part.item_id] = replace(owed[part.item_id], amount=owed[part.item_id].amount - part.amount)
    return Score(*(sum(getattr(one, field.name) for one in scores) for field in fields(Score)))


def score(told: list[Told], found: Matching) -> Score:
    parts = {one.entry: frozenset(one.parts) for one in found.matches}
    right = [at for at, one in enumerate(told) if one.right]
    return Score(
        wrong=sum(settled != told[at].truth for at, settled in parts.items()),
        matched=len(parts),
        proposed=len(found.proposals),
        left=len(found.left),
        right=len(right),
        automatic=sum(at in parts for at in right),
    )


def month_of(entry: Entry) -> int:
    """From 1 on; later payments come in the year after."""
    return (entry.booked.year - NEW_YEAR.year) * 12 + entry.booked.month
