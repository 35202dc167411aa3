"""The rules by the element they look at, gathered from the modules that hold them."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple, TypeVar

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
from schakel.einvoice.validation.outside import paths_from_root
from schakel.einvoice.validation.reading import GroupRule, Steps

EN16931 = (document, parties, references, payment, lines, allowances, totals, vat, codes)
MODULES = (*EN16931,)


class Rulebook(NamedTuple):
    """What the judging of one document needs: the rules for groups and, built into its steps, those for texts."""

    groups: dict[str, tuple[GroupRule, ...]]
    steps: Steps


@cache
def rulebook() -> Rulebook:
    """All rules."""
    groups = _by_name(row for module in MODULES for row in module.GROUPS)
    leaves = _by_name(row for module in MODULES for row in module.LEAVES)
    return Rulebook(groups, paths_from_root(leaves))


Rule = TypeVar("Rule")


def _by_name(rows: Iterable[tuple[str, Rule, str]]) -> dict[str, tuple[Rule, ...]]:
    found: dict[str, list[Rule]] = defaultdict(list)
    for names, rule, _ in rows:
        for name in names.split():
            found[name].append(rule)
    return {name: tuple(rules) for name, rules in found.items()}
