"""Matching a year: 5,000 movements against 4,000 invoices, at once and month by month."""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from schakel.sepa.matching import match
from tests.sepa.matching.year import Score, Year, score, work_through

SEEDS = range(5)


def main() -> None:
    for seed in SEEDS:
        year = Year(seed)
        start = time.perf_counter()
        found = match(year.entries, year.items)
        took = time.perf_counter() - start
        floor = _bare_lookup(year)
        report("all at once", score(year.told, found))
        report("month by month", work_through(year))
        print(
            f"  {took * 1000:.0f} ms at once; one look-up by reference and amount {floor * 1000:.1f} ms: x {took / floor:.0f}"
        )


def report(how: str, found: Score) -> None:
    print(
        f"{how}: {found.wrong} wrong of {found.matched} matched; {found.share:.1%} of {found.right} right references "
        f"automatic; {found.proposed} proposed, {found.left} left"
    )


def _bare_lookup(year: Year) -> float:
    """What any program does at least: find each entry in a dictionary."""
    start = time.perf_counter()
    owed = {(item.reference, item.amount): item for item in year.items}
    for entry in year.entries:
        owed.get((entry.remittance, entry.amount))
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
