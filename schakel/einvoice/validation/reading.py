"""An invoice read once into plain groups and texts, on which all rules then run; nothing is looked up twice in XML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from schakel.base.blanks import BLANKS, squeeze
from schakel.einvoice.ubl import names

if TYPE_CHECKING:
    from schakel.einvoice.validation.judge import Judge

CAC, CBC = f"{{{names.CAC}}}", f"{{{names.CBC}}}"  # before the name of a tag
LINES = (f"{CAC}InvoiceLine", f"{CAC}CreditNoteLine")
Marks = dict[str, Sequence[tuple[str, str]]]
_NONE: tuple[tuple[str, str], ...] = ()
_NO_MARKS: Marks = {}  # shared by all groups that have none, and never written to
_NO_REPEATS: dict[str, list[str]] = {}
_NO_GROUPS: dict[str, list[Group]] = {}
_MOST_STEPS = 2_000


class Group:
    """One element that holds others (UBL's `cac:`): the texts of its `cbc:` children and its own groups, by name."""

    __slots__ = ("groups", "index", "marks", "name", "parent", "repeats", "values")

    def __init__(self, name: str, parent: Group | None, index: int) -> None:
        self.name = name
        self.parent = parent
        self.index = index  # from 1, among the groups of this name in the parent
        self.values: dict[str, str] = {}  # the first text of each name
        self.groups: dict[str, list[Group]] = _NO_GROUPS
        self.marks: Marks = _NO_MARKS  # attributes of a text, by its name
        self.repeats: dict[str, list[str]] = _NO_REPEATS  # all texts of a name that occurs more than once

    def every(self, name: str) -> list[str]:
        """All texts of this name, in order."""
        if name in self.repeats:
            return self.repeats[name]
        return [self.values[name]] if name in self.values else []

    def filled(self, name: str) -> bool:
        """Whether there is a text of this name that is more than white space."""
        return bool(self.values.get(name, "").strip(BLANKS))

    def squeezed(self, name: str) -> str:
        """The text with its white space collapsed, as XPath's normalize-space; empty when there is none."""
        return squeeze(self.values.get(name, ""))

    def mark(self, name: str, attribute: str) -> str | None:
        """An attribute of a text."""
        for key, value in self.marks.get(name, _NONE):
            if key == attribute:
                return value
        return None

    def first(self, name: str) -> Group | None:
        """The first group of this name."""
        found = self.groups.get(name)
        return found[0] if found else None

    def under(self, *path: str) -> Sequence[Group]:
        """All groups at a path of names, in order. Where each occurs once, which is most often, no list is made."""
        group = self
        for name in path:
            found = group.groups.get(name)
            if not found:
                return ()
            if len(found) > 1:
                return _all_under(self, path)
            group = found[0]
        return (group,)

    def texts(self, *path: str) -> list[str]:
        """All texts at a path: names of groups, at least one, and last that of the text."""
        group, name = self, path[-1]
        for step in path[:-1]:
            found = group.groups.get(step)
            if not found:
                return []
            if len(found) > 1:
                return [text for each in _all_under(self, path[:-1]) for text in each.every(name)]
            group = found[0]
        if name in group.repeats:
            return group.repeats[name]
        return [group.values[name]] if name in group.values else []

    def repeat(self, name: str, text: str) -> None:
        """Note one more text of a name that is there already."""
        if not self.repeats:
            self.repeats = {}
        self.repeats.setdefault(name, [self.values[name]]).append(text)


def _all_under(group: Group, path: Iterable[str]) -> Sequence[Group]:
    found: Sequence[Group] = (group,)
    for name in path:
        found = [inner for each in found for inner in each.groups.get(name, ())]
    return found


GroupRule = Callable[["Judge", Group], None]
LeafRule = Callable[["Judge", Group, str, str], None]  # also with the name and the text


@dataclass(slots=True)
class Step:
    """What the reader knows of one child element at one path."""

    name: str  # local name; the whole tag for elements that are not UBL's
    steps: Steps | None  # of its children; None for a text
    rules: tuple[LeafRule, ...] = ()
    outside: tuple[str, ...] = ()  # UBL-CR rules that want it absent
    minded: AbstractSet[str] = frozenset()  # attributes that some rule wants left out
    outside_marks: dict[str, str] = field(default_factory=dict)  # those it wants left out here: attribute -> rule
    foreign: bool = False  # not an element of UBL


class Steps(dict[str, Step]):
    """The steps from one path to its children, by tag; those without a rule of their own are made when first met."""

    def __init__(
        self,
        leaf_rules: dict[str, tuple[LeafRule, ...]],
        minded: Callable[[str, str], AbstractSet[str]],
        anywhere: Steps | None,
        around: str = "",
    ) -> None:
        super().__init__()
        self.leaf_rules = leaf_rules
        self.minded = minded  # for a text, and for the group around it, the attributes that some rule wants left out
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
            return Step(name, None, rules, minded=self.minded(name, self.around))
        if tag.startswith(CAC):
            return Step(tag[len(CAC) :], self.anywhere)
        return Step(tag if tag.startswith("{") else f"{{}}{tag}", self.anywhere, foreign=True)


def read(children: Iterable[Any], group: Group, steps: Steps, judge: Judge) -> None:  # noqa: C901 - one loop: a call for each element would double its cost
    """Read the children of an element into the group of that element, running the rules on single texts on the way.

    The groups inside are appended to `judge.groups` as they are finished, the inner before the outer.
    """
    values, groups = group.values, group.groups
    for child in children:
        step = steps[child.tag]
        name = step.name
        if step.steps is None:
            text = child.text or ""
            if name in values:
                group.repeat(name, text)
                judge.repeated.add(name)
            else:
                values[name] = text
            items = child.items()
            if items:
                if group.marks is _NO_MARKS:
                    group.marks = {}
                group.marks[name] = items
                for key, _ in items:
                    if key in step.minded:
                        judge.marked(key, group, step)
            if not text or text.isspace():  # texts: `blank` looks closer
                judge.blank(group, name, text)
            for rule in step.rules:
                rule(judge, group, name, text)
        else:
            siblings = groups.get(name)
            if siblings is None:
                if groups is _NO_GROUPS:
                    groups = group.groups = {}
                siblings = groups[name] = []
            else:
                judge.repeated.add(name)
            inner = Group(name, group, len(siblings) + 1)
            siblings.append(inner)
            read(child, inner, step.steps, judge)
            if not inner.values and not inner.groups:
                judge.childless(child, inner)
            if judge.wary or step.foreign:
                judge.unexpected(child, inner, step)
            judge.groups.append(inner)
        if step.outside:
            judge.outside(step.outside, group, name)
