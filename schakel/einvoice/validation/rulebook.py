"""The rules by the element they look at, gathered from the modules that hold them."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from types import ModuleType
from typing import TypeVar

from schakel.base.blanks import pieces
from schakel.einvoice.validation import practice
from schakel.einvoice.validation.en16931 import (
    allowances,
    codes,
    document,
    lines,
    parties,
    payment,
    references,
    totals,
    vat,
)
from schakel.einvoice.validation.facts import Facts
from schakel.einvoice.validation.national import (
    denmark,
    germany,
    greece,
    iceland,
    italy,
    netherlands,
    norway,
    slovakia,
    sweden,
)
from schakel.einvoice.validation.outside import paths_from_root, rules_of_paths
from schakel.einvoice.validation.peppol import amounts as peppol_amounts
from schakel.einvoice.validation.peppol import codes as peppol_codes
from schakel.einvoice.validation.peppol import document as peppol_document
from schakel.einvoice.validation.peppol import identifiers as peppol_identifiers
from schakel.einvoice.validation.peppol import mandatory as peppol_mandatory
from schakel.einvoice.validation.peppol import parties as peppol_parties
from schakel.einvoice.validation.steps import GroupRule, Steps

EN16931 = (document, parties, references, payment, lines, allowances, totals, vat, codes)
PEPPOL = (peppol_document, peppol_parties, peppol_amounts, peppol_identifiers, peppol_codes)
NATIONS = (denmark, germany, greece, iceland, italy, netherlands, norway, slovakia, sweden)
MODULES = (*EN16931, *PEPPOL)


@cache
def steps() -> Steps:
    """The paths of a document, with the rules for the texts on them."""
    return paths_from_root(_by_name(row for module in MODULES for row in module.LEAVES))


def rules_for(facts: Facts) -> dict[str, tuple[GroupRule, ...]]:
    """The rules for the groups of a document, by name; the national ones only where they apply."""
    asked = (peppol_mandatory, practice) if facts.self_billing else (*NATIONS, practice)
    return _rules(tuple(module for module in asked if module.applies(facts)))


@cache
def _rules(further: tuple[ModuleType, ...]) -> dict[str, tuple[GroupRule, ...]]:
    return _by_name(row for module in (*MODULES, *further) for row in module.GROUPS)


@cache
def where() -> dict[str, str]:
    """The module in which each rule stands, by id."""
    found = {"PEPPOL-EN16931-R008": "reader", **dict.fromkeys(("STOP", "PEPPOL-NEXT"), "context")}
    found |= dict.fromkeys(rules_of_paths(), "outside")
    for module in (*MODULES, *NATIONS, peppol_mandatory, practice):
        tables = (*module.GROUPS, *getattr(module, "LEAVES", ()))
        found |= {rule: module.__name__.partition("validation.")[2] for _, _, rules in tables for rule in pieces(rules)}
    return found


Rule = TypeVar("Rule")


def _by_name(rows: Iterable[tuple[str, Rule, str]]) -> dict[str, tuple[Rule, ...]]:
    found: dict[str, list[Rule]] = defaultdict(list)
    for names, rule, _ in rows:
        for name in pieces(names):
            found[name].append(rule)
    return {name: tuple(rules) for name, rules in found.items()}
