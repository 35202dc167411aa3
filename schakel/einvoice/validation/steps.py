"""What the reader knows of each element before it meets it: its place, the rules on its text, what should not be there."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from schakel.einvoice.validation.context import RuleContext
from schakel.einvoice.validation.groups import CAC, CBC, Group

_MOST_STEPS = 2_000

GroupRule = Callable[[RuleContext, Group], None]
LeafRule = Callable[[RuleContext, Group, str, str], None]  # also with the name and the text


@dataclass(slots=True)
class Step:
    """What the reader knows of one child element at one path."""

    name: str  # local name; the whole tag for elements that are not UBL's
    steps: Steps | None  # of its children; None for a text
    rules: tuple[LeafRule, ...] = ()
    outside: tuple[str, ...] = ()  # UBL-CR rules that want it absent
    unwanted: AbstractSet[str] = frozenset()  # attributes that some rule wants left out
    unwanted_by: dict[str, str] = field(default_factory=dict)  # those it wants left out here: attribute -> rule
    foreign: bool = False  # not an element of UBL


class Steps(dict[str, Step]):
    """The steps from one path to its children, by tag; those without a rule of their own are made when first met."""

    def __init__(
        self,
        leaf_rules: dict[str, tuple[LeafRule, ...]],
        unwanted: Callable[[str, str], AbstractSet[str]],
        anywhere: Steps | None,
        around: str = "",
    ) -> None:
        super().__init__()
        self.leaf_rules = leaf_rules
        self.unwanted = unwanted  # by text and group around it: the attributes that some rule wants left out
        self.around = around  # the group these are the steps of; empty where that may be any
        self.anywhere = self if anywhere is None else anywhere

    def __missing__(self, tag: str) -> Step:
        step = self.make(tag)
        if len(self) < _MOST_STEPS:
            self[tag] = step
        return step

    def make(self, tag: str) -> Step:
        """The step for a tag: `cbc:` elements hold a text, all others are read as groups."""
        if tag.startswith(CBC):
            name = tag[len(CBC) :]
            rules = self.leaf_rules.get(name) or self.leaf_rules.get("*Amount" if name.endswith("Amount") else "", ())
            return Step(name, None, rules, unwanted=self.unwanted(name, self.around))
        if tag.startswith(CAC):
            return Step(tag[len(CAC) :], self.anywhere)
        return Step(tag if tag.startswith("{") else f"{{}}{tag}", self.anywhere, foreign=True)
