"""The one way XML from outside becomes a tree of this package, which keeps its comments and processing instructions.

Refusal is `InvalidXml` (permanent). How it is read, and what `Limits` holds, is in `schakel.base.xml`.
"""

from functools import partial

from lxml import etree

from schakel.base.blanks import BLANKS
from schakel.base.xml import NETWORK_ENCODINGS, Limits, Reader, XmlRefusal, encoding_of
from schakel.peppol.errors import InvalidXml

DOCUMENT = Limits(attributes=1_000)
SMALL = Limits(bytes=2_000_000, nodes=50_000, attributes=1_000)  # answers of an SMP, status messages

_TOO_LARGE = partial(InvalidXml, code="XML_TOO_LARGE")
_READER = Reader(
    {
        XmlRefusal.TOO_LARGE: _TOO_LARGE,
        XmlRefusal.TOO_DEEP: _TOO_LARGE,
        XmlRefusal.DOCTYPE: partial(InvalidXml, code="DOCTYPE_REFUSED"),
        XmlRefusal.ENTITIES: InvalidXml,
        XmlRefusal.NOT_WELL_FORMED: InvalidXml,
    },
    encodings=NETWORK_ENCODINGS,
    keep_marks=True,
)


def parse(data: bytes, *, limits: Limits = DOCUMENT) -> etree._Element:
    """The root of a document that came from outside.

    Raises InvalidXml (permanent): its `code` is INVALID_XML, DOCTYPE_REFUSED or XML_TOO_LARGE.
    """
    return _READER.read(data, limits)


def to_utf8(data: bytes) -> bytes:
    """The same document in UTF-8: untouched when it already is, else written anew. Raises InvalidXml (permanent)."""
    if encoding_of(data) in {"UTF-8", "US-ASCII", "ASCII"}:
        return data
    return etree.tostring(parse(data), encoding="UTF-8", xml_declaration=True)


def text_of(element: etree._Element | None) -> str:
    """All text of an element without its comments and processing instructions, stripped; empty when there is none."""
    if element is None:
        return ""
    return ((element.text or "") if len(element) == 0 else str(_STRING(element))).strip(BLANKS)


_STRING = etree.XPath("string()")
