"""UBL has more than the invoice of EN 16931: UBL-CR rules name the elements, UBL-DT rules the attributes to leave out.

The paths are in `outside_subset.csv`, from the root; those that begin with `//` hold anywhere.
"""

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path

from schakel.einvoice.validation.groups import CAC, CBC, Group
from schakel.einvoice.validation.steps import LeafRule, Step, Steps

_PREFIXES = {
    "cac": CAC,
    "cbc": CBC,
    "ext": "{urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2}",
}

UNUSUAL = {
    "schemeName": "UBL-DT-08",
    "schemeAgencyName": "UBL-DT-09",
    "schemeDataURI": "UBL-DT-10",
    "schemeURI": "UBL-DT-11",
    "format": "UBL-DT-12",
    "unitCodeListIdentifier": "UBL-DT-13",
    "unitCodeListAgencyIdentifier": "UBL-DT-14",
    "unitCodeListAgencyName": "UBL-DT-15",
    "listAgencyName": "UBL-DT-16",
    "listName": "UBL-DT-17",
    "name": "UBL-DT-18",  # but for PaymentMeansCode
    "languageID": "UBL-DT-19",
    "listURI": "UBL-DT-20",
    "listSchemeURI": "UBL-DT-21",
    "languageLocaleID": "UBL-DT-22",
    "uri": "UBL-DT-23",
    "currencyCodeListVersionID": "UBL-DT-24",
    "characterSetCode": "UBL-DT-25",
    "encodingCode": "UBL-DT-26",
    "schemeAgencyID": "UBL-DT-27",
    "listAgencyID": "UBL-DT-28",
    "unitCodeListID": "UBL-CR-663",
}


def paths_from_root(leaf_rules: dict[str, tuple[LeafRule, ...]]) -> Steps:
    """The steps of an invoice or credit note, with the rules for what should not stand on the way."""
    anywhere = Steps(leaf_rules, unwanted, None)
    root = Steps(leaf_rules, unwanted, anywhere)
    for rule, path in _rows():
        if not path.startswith("//"):
            _plant(root, path, rule)
    root[f"{CAC}CreditNoteLine"] = Step("CreditNoteLine", root[f"{CAC}InvoiceLine"].steps)
    return root


def rules_of_paths() -> set[str]:
    """The ids of all rules of this module."""
    return {rule for rule, _ in _rows()} | set(UNUSUAL.values())


@cache
def unwanted(leaf: str, around: str) -> frozenset[str]:
    """The attributes of a text that some rule wants left out, in a group of this name or, if that is empty, in any."""
    found = set(UNUSUAL)
    for key, rules in _attributes_anywhere().items():
        name, _, attribute = key.partition("/@")
        if name == leaf and any(not around or not path or path[-1] == around for _, path in rules):
            found.add(attribute)
    return frozenset(found)


def rules_against(attribute: str, group: Group, leaf: str) -> list[str]:
    """The rules that want this attribute left out wherever the text stands."""
    found = [rule for rule, path in _attributes_anywhere().get(f"{leaf}/@{attribute}", ()) if _ends_with(group, path)]
    unusual = UNUSUAL.get(attribute)
    if unusual and not (attribute == "name" and leaf == "PaymentMeansCode"):
        found.append(unusual)
    return found


def _plant(steps: Steps, path: str, rule: str) -> None:
    """Put a rule at the end of a path, making the steps that lead there."""
    *groups, last = path.split("/")
    if last.startswith("@"):
        last = groups.pop()
    for name in groups:
        steps = _own_steps(steps, _tag(name))
    tag = _tag(last)
    steps[tag] = step = steps[tag]
    if "@" in path:
        attribute = path.rpartition("@")[2]
        step.unwanted_by[attribute] = rule
        step.unwanted |= {attribute}
    else:
        step.outside = (*step.outside, rule)


def _own_steps(steps: Steps, tag: str) -> Steps:
    step = steps[tag]
    if step.steps is None or step.steps is steps.anywhere:
        step.steps = Steps(steps.leaf_rules, steps.unwanted, steps.anywhere, step.name)
    return step.steps


def _tag(name: str) -> str:
    prefix, _, local = name.partition(":")
    return _PREFIXES[prefix] + local


def _ends_with(group: Group, path: list[str]) -> bool:
    here: Group | None = group
    for name in reversed(path):
        if here is None or here.name != name:
            return False
        here = here.parent
    return True


@cache
def _attributes_anywhere() -> dict[str, list[tuple[str, list[str]]]]:
    """Text and attribute -> the rules, each with the names of the groups around the text."""
    found: dict[str, list[tuple[str, list[str]]]] = defaultdict(list)
    for rule, path in _rows():
        if path.startswith("//") and "@" in path:
            *groups, leaf, attribute = [name.rpartition(":")[2] for name in path[2:].split("/")]
            found[f"{leaf}/{attribute}"].append((rule, groups))
    return found


@cache
def _rows() -> tuple[tuple[str, str], ...]:
    text = (Path(__file__).parent / "outside_subset.csv").read_text("utf-8")
    heading, *rows = csv.reader(text.splitlines())  # texts: our own table
    rule, path = heading.index("rule"), heading.index("path")
    return tuple((row[rule], row[path]) for row in rows)
