"""The plain groups and texts that an invoice is read into, on which all rules run; nothing is looked up twice in XML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from schakel.base.blanks import BLANKS, squeeze
from schakel.einvoice.ubl import names

CAC, CBC = f"{{{names.CAC}}}", f"{{{names.CBC}}}"  # before the name of a tag
LINES = (f"{CAC}InvoiceLine", f"{CAC}CreditNoteLine")
Attributes = dict[str, Sequence[tuple[str, str]]]
_NONE: tuple[tuple[str, str], ...] = ()
NO_ATTRIBUTES: Attributes = {}  # shared by all groups that have none, and never written to
_NO_REPEATS: dict[str, list[str]] = {}
NO_GROUPS: dict[str, list[Group]] = {}


class Group:
    """One element that holds others (UBL's `cac:`): the texts of its `cbc:` children and its own groups, by name."""

    __slots__ = ("attributes", "groups", "index", "name", "parent", "repeats", "values")

    def __init__(self, name: str, parent: Group | None, index: int) -> None:
        self.name = name
        self.parent = parent
        self.index = index  # from 1, among the groups of this name in the parent
        self.values: dict[str, str] = {}  # the first text of each name
        self.groups: dict[str, list[Group]] = NO_GROUPS
        self.attributes: Attributes = NO_ATTRIBUTES  # attributes of a text, by its name
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

    def attribute(self, name: str, attribute: str) -> str | None:
        """An attribute of a text."""
        for key, value in self.attributes.get(name, _NONE):
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
