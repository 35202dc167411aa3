"""The releases of the rules by name and date: which is in force on a day, and what the next one refuses.

| Release | BIS Billing | Published | In force | Source |
|---|---|---|---|---|
| 2026-05 | 3.0.21 | 2026-05-20 | 2026-08-17 | phive-rules-peppol 4.3.7 |
| 2026-11 | 3.0.22 | 2026-11-23 | 2027-02-24 | release notes 3.0.22 and Schematron of OpenPEPPOL/peppol-bis-invoice-3 |

Both stand on EN 16931 UBL 1.3.16. What of 2026-11 is not implemented, and why, is said in docs/api/validation.md.
"""

from datetime import date
from typing import NamedTuple


class RuleSet(NamedTuple):
    """One release of Peppol BIS Billing and Self-Billing, with the EN 16931 rules it stands on."""

    name: str  # as a stored report keeps it
    billing: str  # version of the specification
    en16931: str
    published: date
    in_force: date  # the first day on which documents are judged by it
    fatal: frozenset[str] = frozenset()  # rules that were warnings until then


ALL = (
    RuleSet("2026-05", "3.0.21", "1.3.16", date(2026, 5, 20), date(2026, 8, 17)),
    RuleSet(
        "2026-11",
        "3.0.22",
        "1.3.16",
        date(2026, 11, 23),
        date(2027, 2, 24),
        frozenset(f"PEPPOL-COMMON-R0{number}" for number in ("54", "55", "56-1", "56-2", "57")),
    ),
)
RULESETS = tuple(each.name for each in ALL)
LOOKED_UP = date(2026, 11, 30)
"""When somebody last looked whether there is a newer release."""


def in_force(on: date) -> RuleSet:
    """The release by which a document received on this day is judged; the oldest we have for a day before all."""
    return next((each for each in reversed(ALL) if each.in_force <= on), ALL[0])


def named(name: str) -> RuleSet:
    """Raises ValueError for a name that is not in RULESETS."""
    found = next((each for each in ALL if each.name == name), None)
    if found is None:
        raise ValueError(f"no such rule set: {name}")
    return found


def to_come_after(name: str) -> RuleSet | None:
    """The release after this one, as far as we know one."""
    at = RULESETS.index(name) + 1
    return ALL[at] if at < len(ALL) else None
