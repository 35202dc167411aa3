"""What the changes have in hand: the elements of many real documents."""

import random
from collections.abc import Callable, Iterable

from lxml import etree

Change = Callable[[etree._Element, "Pool", random.Random], None]


class Pool:
    """All elements of the documents a fuzz starts from, by tag."""

    def __init__(self, documents: Iterable[etree._Element]) -> None:
        self.documents = list(documents)
        self.by_tag: dict[str, list[etree._Element]] = {}
        for document in self.documents:
            for element in document.iter(etree.Element):
                self.by_tag.setdefault(element.tag, []).append(element)

    def like(self, element: etree._Element) -> list[etree._Element]:
        """Those of its name; itself where the documents have none."""
        return self.by_tag.get(element.tag) or [element]
