"""The one way XML from outside becomes a tree.

No DOCTYPE, no entities, no file or network access, and limits on bytes, elements, attributes and depth, so that
hostile input costs neither memory nor time. Refusal is `InvalidXml` (permanent).
"""

import re
import threading
from codecs import BOM_UTF8
from dataclasses import dataclass
from functools import cache

from lxml import etree

from schakel.base.blanks import BLANKS
from schakel.peppol.errors import InvalidXml

ENCODINGS = {"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "ISO-8859-1", "US-ASCII", "ASCII"}
BIG_TEXT = 10_000_000  # libxml2 refuses one text longer than this unless told otherwise

_DECLARED = re.compile(rb"""\A(?:\xef\xbb\xbf)?<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_BLANKS = BLANKS.encode()
_MARKUP_STARTS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<\0", b"\xfe\xff\0<", b"<\0", b"\0<")
_DOCTYPES = tuple("<!DOCTYPE".encode(codec) for codec in ("ascii", "utf-16-le", "utf-16-be"))


@dataclass(frozen=True)
class Limits:
    """How much of it we read."""

    size: int = 100_000_000  # bytes
    elements: int = 2_000_000
    attributes: int = 1_000  # on one element
    depth: int = 100  # the validator behind us takes no more


DOCUMENT = Limits()
SMALL = Limits(size=2_000_000, elements=50_000)  # answers of an SMP, status messages


def parse(data: bytes, *, limits: Limits = DOCUMENT) -> etree._Element:
    """The root of a document that came from outside.

    Raises InvalidXml (permanent): its `code` is INVALID_XML, DOCTYPE_REFUSED or XML_TOO_LARGE.
    """
    _refuse_bytes(data, limits)
    try:
        root = etree.fromstring(data, _PARSERS.huge if _is_huge(data) else _PARSERS.small)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InvalidXml(str(error)) from error
    _refuse_tree(root, data, limits)
    return root


def to_utf8(data: bytes) -> bytes:
    """The same document in UTF-8: untouched when it already is, else written anew. Raises InvalidXml (permanent)."""
    if _encoding(data) in {"UTF-8", "US-ASCII", "ASCII"}:
        return data
    return etree.tostring(parse(data), encoding="UTF-8", xml_declaration=True)


def text_of(element: etree._Element | None) -> str:
    """All text of an element without its comments and processing instructions, stripped; empty when there is none."""
    if element is None:
        return ""
    return ((element.text or "") if len(element) == 0 else str(_STRING(element))).strip(BLANKS)


class _Parsers(threading.local):
    """Two for each thread: to make one takes as long as to parse a small document, to share one makes threads wait."""

    def __init__(self) -> None:
        self.small, self.huge = (
            etree.XMLParser(
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                dtd_validation=False,
                huge_tree=huge,
            )
            for huge in (False, True)
        )


_PARSERS = _Parsers()


def _is_huge(data: bytes) -> bool:
    """The guard against amplification is off for huge trees, so that is for documents that declare nothing."""
    return len(data) > BIG_TEXT and not any(mark in data for mark in _DOCTYPES)


def _refuse_bytes(data: bytes, limits: Limits) -> None:
    if len(data) > limits.size or _may_hold(2 * limits.elements, data):
        raise InvalidXml(f"{len(data)} bytes are more than we read", code="XML_TOO_LARGE")
    if not data[:100].lstrip(_BLANKS).removeprefix(BOM_UTF8).lstrip(_BLANKS).startswith(_MARKUP_STARTS):
        raise InvalidXml("does not start with a '<' in an encoding we read")
    if _encoding(data) not in ENCODINGS:
        raise InvalidXml(f"encoding {_encoding(data)} is not read")


def _may_hold(elements: int, data: bytes) -> bool:
    """Whether there is room for more elements than so many: each takes four bytes, `<a/>`, and a mark."""
    return len(data) > 4 * elements and data.count(b"<") > elements


def _encoding(data: bytes) -> str:
    if b"\0" in data[:4] or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    declared = _DECLARED.match(data)
    return declared[1].decode("ascii").upper() if declared else "UTF-8"


def _refuse_tree(root: etree._Element, data: bytes, limits: Limits) -> None:
    """Counting marks in the bytes is much faster than counting nodes, and there are never fewer marks than nodes."""
    if root.getroottree().docinfo.internalDTD is not None:
        raise InvalidXml("a DOCTYPE is not allowed", code="DOCTYPE_REFUSED")
    if _deeper_than(limits.depth)(root):
        raise InvalidXml(f"deeper than {limits.depth} elements", code="XML_TOO_LARGE")
    if _may_hold(limits.elements, data) and _MORE_THAN(root, most=limits.elements):
        raise InvalidXml(f"more than {limits.elements} elements", code="XML_TOO_LARGE")
    if data.count(b"=") > limits.attributes and _CROWDED(root, most=limits.attributes):
        raise InvalidXml(f"more than {limits.attributes} attributes on one element", code="XML_TOO_LARGE")


@cache
def _deeper_than(depth: int) -> etree.XPath:
    return etree.XPath("boolean(" + "/*" * (depth + 1) + ")")


_STRING = etree.XPath("string()")
_MORE_THAN = etree.XPath("count(//*) > $most")
_CROWDED = etree.XPath("boolean(//*[@*[$most + 1]])")
