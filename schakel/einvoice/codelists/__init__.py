"""The code lists of EN 16931 and Peppol BIS Billing, as plain files beside this module.

One file a list: `code`, `name`, and a column for each rule set with `1` (passes), `0` (does not) or `same` (Peppol has
no list of its own). Taken from EN 16931 UBL 1.3.16 and BIS Billing 3.0.21 (May 2026).
"""

import csv
from functools import cache
from pathlib import Path

EN16931 = "en16931_1_3_16"
PEPPOL = "peppol_bis3_3_0_21"


@cache
def codes(name: str, column: str = EN16931) -> frozenset[str]:
    """The codes of a list that pass a rule set; `name` is the file without `.csv`, such as `ISO4217`."""
    return frozenset(ordered(name, column))


@cache
def ordered(name: str, column: str = EN16931) -> tuple[str, ...]:
    """The same in the order of the list, for a field to choose from."""
    heading, *rows = _rows(name)
    code, passes = heading.index("code"), heading.index(column)
    return tuple(row[code] for row in rows if row[passes] == "1")


@cache
def names(name: str) -> dict[str, str]:
    """The English name of every code of a list; empty where the source gives none."""
    heading, *rows = _rows(name)
    code, says = heading.index("code"), heading.index("name")
    return {row[code]: row[says] for row in rows}


@cache
def _rows(name: str) -> list[list[str]]:
    text = (Path(__file__).parent / f"{name}.csv").read_text("utf-8")
    return list(csv.reader(text.splitlines()))  # texts: our own table
