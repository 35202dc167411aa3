"""PEPPOL-EN16931-R140 to R276: exactly one of each mandatory element; of Self-Billing, from the release 2026-11.

Most repeat what the schema or EN 16931 asks. Source: Schematron of Self-Billing 3.0.3 (OpenPEPPOL/peppol-bis-invoice-3, its
pattern of mandatory cardinality); `mandatory.csv` has the place of each, `Line` for the lines of both kinds.
"""

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path

from schakel.einvoice.validation.context import RuleContext
from schakel.einvoice.validation.facts import Facts
from schakel.einvoice.validation.groups import Group

_LINES = {"InvoiceLine": "Line", "CreditNoteLine": "Line"}
_COLUMNS = {"Invoice": "invoice", "CreditNote": "credit_note"}
Places = dict[tuple[str, str], tuple[tuple[str, str], ...]]  # root and path below it → rule and element of each


@cache
def _places() -> Places:
    found: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    text = (Path(__file__).parent / "mandatory.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):  # texts: our own table
        for root, column in _COLUMNS.items():
            if row[column]:
                found[root, row["place"]].append((f"PEPPOL-EN16931-R{row[column]}", row["element"]))
    return {place: tuple(rules) for place, rules in found.items()}


def applies(facts: Facts) -> bool:
    """Whether these rules look at the document. Those of Billing have not been published where we can read them."""
    return facts.self_billing


def exactly_one(context: RuleContext, group: Group) -> None:
    """R140 to R276: one of each mandatory element of this group, no more and no fewer."""
    for rule, element in _places().get(_place_of(group), ()):
        count = len(group.every(element)) + len(group.groups.get(element, ()))
        if count != 1:
            context.report_upcoming(rule, group, "", {"element": element, "count": str(count)})


def _place_of(group: Group) -> tuple[str, str]:
    steps: list[str] = []
    while group.parent is not None:
        steps.append(_LINES.get(group.name, group.name))
        group = group.parent
    return group.name, "/".join(reversed(steps))


def _group_rows() -> tuple[tuple[str, object, str], ...]:
    lines = " ".join(_LINES)
    by_name: dict[str, list[str]] = defaultdict(list)
    for (root, place), rules in _places().items():
        name = place.rpartition("/")[2] or root
        by_name[lines if name == "Line" else name] += [rule for rule, _ in rules]
    return tuple((name, exactly_one, " ".join(rules)) for name, rules in by_name.items())


GROUPS = _group_rows()
