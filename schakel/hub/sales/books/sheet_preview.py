"""A sheet before it is taken in, as its page shows it: how many rows of each kind, those with faults, and a part of the rest."""

from schakel.hub.sales.books.sheet_import import Fate, Line, packed

SHOWN = 50  # rows without faults
FAULTY_SHOWN = 200


def preview(lines: list[Line], unknown: list[str]) -> dict[str, object]:
    counts = [(fate, sum(line.fate == fate for line in lines)) for fate in Fate]
    faulty = [line for line in lines if line.fate == Fate.FAULTY]
    good = [line for line in lines if line.fate in (Fate.NEW, Fate.CHANGED)]
    return {
        "unknown": unknown,
        "counts": [(fate, count) for fate, count in counts if count],
        "faulty": faulty[:FAULTY_SHOWN],
        "faulty_count": len(faulty),
        "good": good[:SHOWN],
        "good_count": len(good),
        "rows": packed(good),
    }
