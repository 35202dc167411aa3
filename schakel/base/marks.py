"""Comments and processing instructions in the text of an element: readers join what they cut, some official files stop there."""

from lxml import etree


def text_pieces(element: etree._Element) -> list[str]:
    """What the marks cut the text of an element into; none of the pieces is empty."""
    return [piece for piece in (element.text, *(mark.tail for mark in element)) if piece]


def is_cut(element: etree._Element) -> bool:
    """Whether marks cut the text in two: a rule that asks for its one piece (`text()`) then ends with an error."""
    return len(text_pieces(element)) > 1
