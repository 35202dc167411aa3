"""Where one element's children begin and end in the bytes, without building a tree.

Lets an envelope of many megabytes be opened without copying its content, and keeps the content byte for byte as
it was sent. The same refusals as `schakel.base.xml`: no DOCTYPE, bounded depth, elements and attributes.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat  # a DOCTYPE, and with it every entity, is refused by the first handler below

from schakel.base.xml import Limits
from schakel.peppol import xml
from schakel.peppol.errors import InvalidXml

NAME_SEPARATOR = " "
_URI = re.compile(r"[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*")  # the other parser refuses the rest too


@dataclass
class Span:
    """One element: its qualified name, where its bytes are, and the prefixes declared on its own start tag."""

    namespace: str
    name: str
    start: int
    end: int = 0
    prefixes: set[str] = field(default_factory=set)


def outline(data: bytes, *, limits: Limits = xml.DOCUMENT) -> tuple[Span, list[Span]]:
    """The root of a UTF-8 document and its children, in order. Raises InvalidXml (permanent)."""
    if len(data) > limits.bytes:
        raise InvalidXml(f"{len(data)} bytes are more than we read", code="XML_TOO_LARGE")
    return _Outliner(limits).run(data)


class _Outliner:
    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.depth = self.elements = 0
        self.spans: list[Span] = []  # the root, then its children
        self.closed: list[Span] = []  # those whose end is where the next event is
        self.prefixes: set[str] = set()
        self.parser = expat.ParserCreate("UTF-8", NAME_SEPARATOR)
        self.parser.ordered_attributes = True
        self.parser.StartDoctypeDeclHandler = self.refuse_doctype
        self.parser.StartNamespaceDeclHandler = self.declare
        self.parser.StartElementHandler = self.open
        self.parser.EndElementHandler = self.close

    def run(self, data: bytes) -> tuple[Span, list[Span]]:
        try:
            self.parser.Parse(data, True)  # noqa: FBT003 - expat takes it by position only
        except expat.ExpatError as error:
            raise InvalidXml(str(error)) from error
        self.settle(len(data))
        return self.spans[0], self.spans[1:]

    def refuse_doctype(self, *_: object) -> None:
        raise InvalidXml("a DOCTYPE is not allowed", code="DOCTYPE_REFUSED")

    def declare(self, prefix: str | None, uri: str | None) -> None:
        if uri and not _URI.fullmatch(uri):
            raise InvalidXml(f"namespace {uri!r:.200} is no URI")
        if self.depth < 2:
            self.prefixes.add(prefix or "")

    def open(self, name: str, attributes: list[str]) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > self.limits.depth or self.elements > self.limits.nodes:
            raise InvalidXml("too deep or too many elements", code="XML_TOO_LARGE")
        if len(attributes) > 2 * self.limits.attributes:
            raise InvalidXml("too many attributes on one element", code="XML_TOO_LARGE")
        if self.depth <= 2:
            self.add_span(name)

    def add_span(self, name: str) -> None:
        self.settle(self.parser.CurrentByteIndex)
        namespace, _, local = name.rpartition(NAME_SEPARATOR)
        self.spans.append(Span(namespace, local, self.parser.CurrentByteIndex, prefixes=self.prefixes))
        self.prefixes = set()

    def close(self, _name: str) -> None:
        self.depth -= 1
        if self.depth <= 1:
            self.settle(self.parser.CurrentByteIndex)
            self.closed = [self.spans[-1] if self.depth == 1 else self.spans[0]]
            self.watch(self.note)

    def note(self, *_: object) -> None:
        self.settle(self.parser.CurrentByteIndex)

    def settle(self, index: int) -> None:
        for span in self.closed:
            span.end = index
        self.closed = []
        self.watch(None)

    def watch(self, handler: Callable[..., None] | None) -> None:
        self.parser.CharacterDataHandler = handler
        self.parser.CommentHandler = handler
        self.parser.ProcessingInstructionHandler = handler
