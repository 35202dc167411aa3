"""An element being read: each child is taken once, by name, and what nobody took is told at the end."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from lxml import etree

from schakel.base.blanks import BLANKS
from schakel.einvoice import money
from schakel.einvoice.model import Identifier, Unread
from schakel.einvoice.ubl.names import TAGS, local

MOST_UNREAD = 1_000  # entries, and characters of each; the document itself is kept elsewhere
_FLAGS = {"true": True, "1": True, "false": False, "0": False}
_Value = TypeVar("_Value")


@dataclass(slots=True)
class DocumentContext:
    """What is known about the whole document while it is read."""

    currency: str = ""
    unread: list[Unread] = field(default_factory=list)
    nodes: "list[Node]" = field(default_factory=list)

    def note(self, place: str, text: str, *, reason: str) -> None:
        if len(self.unread) < MOST_UNREAD:
            self.unread.append(Unread(place, text[:MOST_UNREAD], reason))

    def note_leftovers(self) -> None:
        """Note every text that no reader took, and let go of the nodes."""
        nodes, self.nodes = self.nodes, []
        for node in nodes:
            if not node.has_leftovers:
                continue
            for element, place in node.leftovers():
                if len(self.unread) >= MOST_UNREAD:
                    return
                self.note(place, text_of(element), reason="not_in_model")


class Node:
    """Readers return "" or None for what is absent; an absent child is an empty Node, so that they need no guards."""

    __slots__ = ("_first", "_index", "_more", "_name", "_parent", "_reading")

    def __init__(
        self,
        reading: DocumentContext,
        element: Iterable[etree._Element],
        *,
        parent: "Node | None" = None,
        index: int = 0,
    ) -> None:
        self._reading = reading
        self._parent = parent
        self._index = index
        self._name: str = getattr(element, "tag", "")
        children = list(element)
        self._first = {child.tag: child for child in children}  # the first of each name
        self._more: list[etree._Element] = []  # the others
        if len(self._first) != len(children):
            self._first.clear()
            self._put(children)
        reading.nodes.append(self)

    def _put(self, children: list[etree._Element]) -> None:
        for child in children:
            if child.tag in self._first:
                self._more.append(child)
            else:
                self._first[child.tag] = child

    def element(self, name: str) -> etree._Element | None:
        """Take the first child of this name."""
        return self._first.pop(TAGS[name], None)

    def text(self, name: str) -> str:
        found = self._first.pop(TAGS[name], None)
        return "" if found is None else (found.text or "").strip(BLANKS)

    def text_in(self, group: str, name: str) -> str:
        """The text inside a child, such as the code inside a Country."""
        found = self._first.pop(TAGS[group], None)
        if found is None:
            return ""
        if len(found) == 1 and found[0].tag == TAGS[name]:
            return text_of(found[0])
        return Node(self._reading, found, parent=self).text(name)

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(text for each in self._all(name) if (text := text_of(each)))

    def child(self, name: str) -> "Node":
        found = self._first.pop(TAGS[name], None)
        return _ABSENT if found is None else Node(self._reading, found, parent=self)

    def group(self, name: str, read: "Callable[[Node], _Value | None]") -> _Value | None:
        """What `read` makes of the first child of this name; None when there is none."""
        found = self._first.pop(TAGS[name], None)
        return None if found is None else read(Node(self._reading, found, parent=self))

    def child_where(self, name: str, fits: Callable[[etree._Element], bool]) -> "Node":
        """Take the first child of this name that fits."""
        found = self._all(name)
        chosen = next((each for each in found if fits(each)), None)
        self._put([each for each in found if each is not chosen])
        return _ABSENT if chosen is None else Node(self._reading, chosen, parent=self)

    def children(self, name: str) -> "list[Node]":
        found = self._all(name)
        many = len(found) > 1
        return [Node(self._reading, each, parent=self, index=n * many) for n, each in enumerate(found, 1)]

    def identifier(self, name: str) -> Identifier | None:
        found = self.element(name)
        if found is None or not (value := text_of(found)):
            return None
        return Identifier(value, found.get("schemeID", "").strip(BLANKS))

    def identifiers(self, name: str) -> tuple[Identifier, ...]:
        found = ((text_of(each), each.get("schemeID", "")) for each in self._all(name))
        return tuple(Identifier(value, scheme) for value, scheme in found if value)

    def number(self, name: str) -> Decimal | None:
        return self.value(name, money.number, reason="not_a_number")

    def day(self, name: str) -> date | None:
        return self.value(name, money.day, reason="not_a_date")

    def flag(self, name: str) -> bool:
        return bool(self.value(name, _FLAGS.get, reason="not_a_boolean"))

    def amount(self, name: str) -> Decimal | None:
        """In the currency of the document."""
        return self.amount_in(name, self._reading.currency)

    def amount_in(self, name: str, currency: str) -> Decimal | None:
        """An amount in another currency is noted and left out."""
        found = self.element(name)
        if found is None:
            return None
        stated = found.get("currencyID", "")
        if stated and stated != currency:
            self._note(name, f"{text_of(found)} {stated}", reason="other_currency")
            return None
        return self._read(found, name, money.number, reason="not_a_number")

    def amount_where(self, name: str, fits: Callable[[etree._Element], bool]) -> Decimal | None:
        """The first child of this name that fits, whatever its currency."""
        found = self._all(name)
        chosen = next((each for each in found if fits(each)), None)
        self._put([each for each in found if each is not chosen])
        return None if chosen is None else self._read(chosen, name, money.number, reason="not_a_number")

    def has(self, name: str) -> bool:
        return TAGS[name] in self._first

    def attribute(self, name: str, attribute: str) -> str:
        """Of the first child of this name, which stays to be taken."""
        found = self._first.get(TAGS[name])
        return "" if found is None else found.get(attribute, "")

    def expect(self, name: str, *texts: str) -> None:
        """Take the child when it says what it always says; else it stays and is noted as a leftover."""
        found = self._first.get(TAGS[name])
        if found is not None and text_of(found) in texts:
            del self._first[TAGS[name]]

    def expect_in(self, group: str, name: str, text: str) -> None:
        """As `expect`, of the text inside a child."""
        found = self._first.pop(TAGS[group], None)
        if found is None or (len(found) == 1 and found[0].tag == TAGS[name] and text_of(found[0]) == text):
            return
        Node(self._reading, found, parent=self).expect(name, text)

    @property
    def has_leftovers(self) -> bool:
        return bool(self._first or self._more)

    def leftovers(self) -> Iterator[tuple[etree._Element, str]]:
        """The elements with text below this node that nobody took, each with its place."""
        for element in (*self._first.values(), *self._more):
            yield from _leaves(element, f"{self.path}/{local(element.tag)}")

    @property
    def path(self) -> str:
        """`Invoice/InvoiceLine[3]/Price`."""
        step = local(self._name) + (f"[{self._index}]" if self._index else "")
        return f"{self._parent.path}/{step}" if self._parent else step

    def _all(self, name: str) -> list[etree._Element]:
        """Take every child of this name."""
        tag = TAGS[name]
        first = self._first.pop(tag, None)
        if first is None or not self._more:
            return [] if first is None else [first]
        found = [first, *(each for each in self._more if each.tag == tag)]
        self._more = [each for each in self._more if each.tag != tag]
        return found

    def value(self, name: str, read: Callable[[str], _Value | None], *, reason: str) -> _Value | None:
        """What `read` makes of the text of a child; a text of which it makes nothing is noted."""
        found = self.element(name)
        return None if found is None else self._read(found, name, read, reason=reason)

    def _read(
        self, element: etree._Element, name: str, read: Callable[[str], _Value | None], *, reason: str
    ) -> _Value | None:
        text = text_of(element)
        if not text:
            return None
        value = read(text)
        if value is None:
            self._note(name, text, reason=reason)
        return value

    def _note(self, name: str, text: str, *, reason: str) -> None:
        self._reading.note(f"{self.path}/{name.partition(':')[2]}", text, reason=reason)


_ABSENT = Node(DocumentContext(), ())


def text_of(element: etree._Element) -> str:
    """The text of an element, without the white space of XML around it."""
    return (element.text or "").strip(BLANKS)


def _leaves(element: etree._Element, place: str) -> Iterator[tuple[etree._Element, str]]:
    if text_of(element):
        yield element, place
    for child in element:
        yield from _leaves(child, f"{place}/{local(child.tag)}")
