"""A sheet before it is taken in, as its page shows it: how many rows of each kind, those with faults, and a part of the rest."""

from collections.abc import Sequence

from schakel.hub.web.sheet_rows import CheckedRow, RowOutcome, packed

SHOWN = 50  # rows without faults
FAULTY_SHOWN = 200


def preview(lines: Sequence[CheckedRow], unknown: list[str]) -> dict[str, object]:
    counts = [(outcome, sum(line.outcome == outcome for line in lines)) for outcome in RowOutcome]
    faulty = [line for line in lines if line.outcome == RowOutcome.FAULTY]
    good = [line for line in lines if line.outcome in (RowOutcome.NEW, RowOutcome.CHANGED)]
    return {
        "unknown": unknown,
        "counts": [(outcome, count) for outcome, count in counts if count],
        "faulty": faulty[:FAULTY_SHOWN],
        "faulty_count": len(faulty),
        "good": good[:SHOWN],
        "good_count": len(good),
        "rows": packed(good),
    }
