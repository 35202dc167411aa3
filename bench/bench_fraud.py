"""The fraud guard and the twins over a generated two years: what is found, what is stopped for nothing, what it costs.

A person looks at each stop of an honest bill and confirms it, as they would: the account or the payee is known from then on.
Beside it, over the same bills, the rule that people have: a supplier's first bill for a company stops, and an account that
it did not name there before; the same number is the same bill.
"""

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.two_years import FRAUDS_OF_A_KIND, Fraud, two_years
from bench.two_years import Bill as Seen
from schakel.einvoice.pdf_text import guess_from
from schakel.hub.documents.bills import guard, sameness

SEEDS = range(5)
YOUNG = 200  # as documents.bills.judge
Twins = list[tuple[sameness.Sameness, Seen]]


@dataclass
class Supplier:
    name: str
    ibans: Counter[str] = field(default_factory=Counter)
    payees: set[str] = field(default_factory=set)
    companies: Counter[int] = field(default_factory=Counter)
    days: list[date] = field(default_factory=list)
    days_of: defaultdict[int, list[date]] = field(default_factory=lambda: defaultdict(list))  # by company
    largest: Decimal = Decimal(0)


@dataclass
class Book:
    """What an office has on file, in memory."""

    suppliers: dict[str, Supplier] = field(default_factory=dict)
    factors: set[str] = field(default_factory=set)
    bills: defaultdict[tuple[int, str], list[Seen]] = field(default_factory=lambda: defaultdict(list))

    def known(self, seen: Seen) -> guard.Known:
        of = self.suppliers.get(seen.vat[2:])
        if of is None:
            alike = {e.name: vat for vat, e in self.suppliers.items() if guard.are_alike(e.name, seen.name)}
            is_young = sum(len(each.days) for each in self.suppliers.values()) < YOUNG
            return guard.Known(factors=self.factors, named_alike=alike, is_young=is_young)
        return guard.Known(
            bills=len(of.days),
            bills_here=of.companies[seen.company],
            ibans=of.ibans,
            payees=of.payees,
            factors=self.factors,
            largest=of.largest,
            last_on=of.days[-1],
            lately=sum((seen.on - day) <= guard.WITHIN for day in of.days_of[seen.company][-30:]),
        )

    def take(self, seen: Seen) -> None:
        of = self.suppliers.setdefault(seen.vat[2:], Supplier(seen.name))
        of.ibans[seen.iban] += 1
        of.companies[seen.company] += 1
        of.days.append(seen.on)
        of.days_of[seen.company].append(seen.on)
        of.largest = max(of.largest, seen.amount)
        if seen.payee:
            of.payees.add(seen.payee)
            self.factors.add(seen.payee)
        self.bills[seen.company, seen.vat[2:]].append(seen)

    def twins(self, seen: Seen) -> Twins:
        ours = identity(seen)
        same = ((sameness.compare(identity(each), ours), each) for each in self.bills[seen.company, seen.vat[2:]])
        return [(found, each) for found, each in same if found]


def identity(seen: Seen) -> sameness.Identity:
    kind = "credit_note" if seen.is_credit else "invoice"
    return sameness.Identity(seen.vat[2:], kind, seen.number, seen.issued, seen.amount, seen.order)


def bill(seen: Seen, twins: Twins) -> guard.BillFacts:
    elsewhere = {guess_from(text).iban for text in (seen.note, seen.pdf) if text} - {""}
    other = any(found is sameness.Sameness.CERTAIN and each.iban != seen.iban for found, each in twins)
    return guard.BillFacts(
        supplier=seen.vat[2:],
        name=seen.name,
        vat=seen.vat,
        participant=seen.participant,
        iban=seen.iban,
        payee=seen.payee,
        words=seen.note,
        ibans_elsewhere=elsewhere,
        amount=seen.amount,
        on=seen.on,
        has_twin_with_another_iban=other,
    )


@dataclass
class Score:
    bills: int = 0
    found: Counter[Fraud] = field(default_factory=Counter)
    missed: list[Seen] = field(default_factory=list)
    false_stops: list[tuple[Seen, str]] = field(default_factory=list)
    looks: int = 0
    held_honest: int = 0
    proposed_honest: int = 0
    again: Counter[str] = field(default_factory=Counter)
    again_found: Counter[str] = field(default_factory=Counter)


def work_through(bills: Iterable[Seen]) -> Score:
    book, score = Book(), Score()
    for seen in bills:
        twins = book.twins(seen)
        warned = list(guard.alerts(bill(seen, twins), book.known(seen)))
        weight = max((each.weight for each in warned), default=guard.Weight.KNOW)
        count(score, seen, weight, warned, twins)
        if not seen.fraud:  # a person has looked at it; a fraud that was found is thrown away
            book.take(seen)
    return score


def work_as_people_do(bills: Iterable[Seen]) -> Score:
    score, accounts, numbers = Score(), set[tuple[int, str, str]](), set[tuple[int, str, str]]()
    for seen in bills:
        account, number = (seen.company, seen.vat, seen.iban), (seen.company, seen.vat, seen.number)
        weight = guard.Weight.KNOW if account in accounts else guard.Weight.STOP
        twins = [(sameness.Sameness.CERTAIN, seen)] if number in numbers else []
        count(score, seen, weight, [guard.Alert("first_or_changed", weight)], twins)
        if not seen.fraud:
            accounts.add(account)
            numbers.add(number)
    return score


def count(score: Score, seen: Seen, weight: guard.Weight, warned: list[guard.Alert], twins: Twins) -> None:
    score.bills += 1
    is_held = any(found is sameness.Sameness.CERTAIN for found, _each in twins)
    if seen.fraud:
        if weight >= guard.Weight.LOOK:
            score.found[seen.fraud] += 1
        else:
            score.missed.append(seen)
        return
    if weight is guard.Weight.STOP:
        score.false_stops.append((seen, next(each.code for each in warned if each.weight is guard.Weight.STOP)))
    score.looks += weight is guard.Weight.LOOK
    if seen.again:
        score.again[seen.again] += 1
        score.again_found[seen.again] += bool(twins)
    elif is_held:
        score.held_honest += 1
    elif twins:
        score.proposed_honest += 1


def main() -> None:
    for seed in SEEDS:
        bills = two_years(seed)
        ours, cost = measured(work_through, bills)
        rival, rivals_cost = measured(work_as_people_do, bills)
        print(f"two years {seed}: {len(bills)} bills; wanted: 1 false stop in 2,000, 1 honest bill held in 5,000")
        print(f"   guard: {line(ours, cost)}; {ours.looks} to look at, {ours.proposed_honest} honest bills proposed")
        print(f"   rival: {line(rival, rivals_cost)}")
        stops, theirs = len(ours.false_stops), len(rival.false_stops)
        print(
            f"   the rival stops {theirs / max(1, stops):,.0f} times as often for nothing, {theirs / (stops + ours.looks):.1f}"
            f" times as often as the guard stops or asks for a look, and is {cost / rivals_cost:,.0f} times as quick"
        )
        print("   false stops:", dict(Counter(code for _seen, code in ours.false_stops)))
        for name, score in (("guard", ours), ("rival", rival)):
            print(f"   missed by the {name}:", dict(Counter(str(seen.fraud) for seen in score.missed)))


def measured(work: Callable[[Iterable[Seen]], Score], bills: list[Seen]) -> tuple[Score, float]:
    """With the seconds that one bill costs."""
    start = time.process_time()
    score = work(bills)
    return score, (time.process_time() - start) / len(bills)


def line(score: Score, cost: float) -> str:
    stops = len(score.false_stops)
    return (
        f"{sum(score.found.values())} of {len(Fraud) * FRAUDS_OF_A_KIND} frauds found; {stops} false stops"
        f" (1 in {score.bills / max(1, stops):,.0f}); {score.held_honest} honest bills held;"
        f" the same again found: {sum(score.again_found.values())} of {sum(score.again.values())};"
        f" {cost * 1e6:.1f} µs a bill"
    )


if __name__ == "__main__":
    main()
