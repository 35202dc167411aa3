"""Bytes of a stranger → an XML tree that cannot hurt: the one strict reader of the pure packages.

No DOCTYPE in any encoding, no entity, no file, no socket; bounded in bytes, depth, nodes and attributes. What is refused
is raised as the errors of the package that reads: a `Reader` is made of them.
"""

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache

from lxml import etree

BIG = 10_000_000  # bytes of one text; libxml2 refuses a longer one unless it is told otherwise
_DOCTYPES = tuple("<!DOCTYPE".encode(codec) for codec in ("ascii", "utf-16-le", "utf-16-be"))
_DOCTYPE = re.compile(
    rb"(?>(?:\xef\xbb\xbf)?(?:[ \t\r\n]+|<!--.*?-->|<\?.*?\?>)*)<!DOCTYPE", re.DOTALL
)  # before the root
_STARTS = re.compile(  # in ASCII or UTF-16; in others (EBCDIC, UTF-32) marks cannot be counted
    rb"(?:\xef\xbb\xbf)?[ \t\r\n]*<(?!\0)|(?:\xff\xfe)?(?:[ \t\r\n]\0)*<\0(?!\0)|(?:\xfe\xff)?(?:\0[ \t\r\n])*\0<"
)
_DECLARED = re.compile(rb"""[^<]{0,99}<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_SHORTEST = 4  # bytes of an element, `<a/>`; an attribute has more
_UTF_16 = ("UTF-16", "UTF-16LE", "UTF-16BE", "UTF-16-LE", "UTF-16-BE")
NETWORK_ENCODINGS = frozenset({"UTF-8", *_UTF_16, "ISO-8859-1", "US-ASCII", "ASCII"})
ENCODINGS = NETWORK_ENCODINGS | {  # in all of these every `<` of the text is a byte 0x3C
    "UTF8", "UTF16", "UTF16LE", "UTF16BE", "LATIN1", "LATIN-1",
    *(f"ISO-8859-{part}" for part in range(2, 17)),
    *(f"WINDOWS-125{page}" for page in range(10)),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read before a document is refused."""

    bytes: int = 100_000_000
    depth: int = 100
    nodes: int = 2_000_000  # elements; and as many attributes
    attributes: int = 100  # of one element: to read them all costs lxml the square of their number


class XmlRefusal(Enum):
    """Why a document is refused; always for good."""

    TOO_LARGE = "more bytes, nodes or attributes than the limits, or one text longer than is read"
    TOO_DEEP = "nested deeper than the limits"
    DOCTYPE = "a document type declaration"
    ENTITIES = "a document type declaration whose entities grow"
    NOT_WELL_FORMED = "not XML, or in an encoding that is not read"


class Reader:
    """One way of reading, and the errors in which a refusal is raised: each takes the detail for the log."""

    def __init__(
        self,
        refusals: Mapping[XmlRefusal, Callable[[str], Exception]],
        *,
        encodings: frozenset[str] = ENCODINGS,
        keep_marks: bool = False,  # comments and processing instructions; without, `12<!--x-->34` is the one text `1234`
        keep_blanks: bool = True,  # between elements; a text of blanks alone always stays
        big_texts: bool = True,  # longer than BIG: an attachment
    ) -> None:
        self._refusals = refusals
        self._encodings = encodings
        self._big_texts = big_texts
        self._parsers = _Parsers(keep_marks=keep_marks, keep_blanks=keep_blanks)

    def read(self, data: bytes, limits: Limits) -> etree._Element:
        """The root element. Raises the error given for the `XmlRefusal` (permanent)."""
        marks, equals = self._refuse_bytes(data, limits)
        huge = self._big_texts and len(data) > BIG and not _declares_type(data)
        try:
            root = etree.fromstring(data, self._parsers.huge if huge else self._parsers.small)
        except (etree.XMLSyntaxError, ValueError) as fault:
            raise self._refusals[_reason(str(fault))](str(fault)) from None
        self._refuse_tree(root, limits, marks=marks, equals=equals)
        return root

    def _refuse_bytes(self, data: bytes, limits: Limits) -> tuple[int, int]:
        """Returns how often `<` and `=` occur: never less often than elements and attributes, and much faster to count.

        Of a document too small for so many only how often they could: then it is faster to ask its tree.
        """
        if len(data) > limits.bytes:
            raise self._refusals[XmlRefusal.TOO_LARGE](f"{len(data)} bytes, more than {limits.bytes}")
        signs = (len(data) // _SHORTEST,) * 2
        if len(data) > _SHORTEST * limits.nodes:
            signs = data.count(b"<"), data.count(b"=")
        if max(signs) > 2 * limits.nodes:  # an element has two marks when it holds something
            raise self._refusals[XmlRefusal.TOO_LARGE](f"more than {limits.nodes} elements or attributes")
        if not _STARTS.match(data):
            raise self._refusals[XmlRefusal.NOT_WELL_FORMED]("does not start with a '<' in an encoding that is read")
        encoding = encoding_of(data)
        if encoding not in self._encodings:
            raise self._refusals[XmlRefusal.NOT_WELL_FORMED](f"encoding {encoding.lower()} is not read")
        return signs

    def _refuse_tree(self, root: etree._Element, limits: Limits, *, marks: int, equals: int) -> None:
        if root.getroottree().docinfo.internalDTD is not None:
            raise self._refusals[XmlRefusal.DOCTYPE]("a DOCTYPE is not allowed")
        if _is_deeper(limits.depth)(root):
            raise self._refusals[XmlRefusal.TOO_DEEP](f"more than {limits.depth} levels")
        if marks > limits.nodes and _MORE_THAN(root, most=limits.nodes):
            raise self._refusals[XmlRefusal.TOO_LARGE](f"more than {limits.nodes} elements")
        if equals > limits.attributes and _is_crowded(limits.attributes)(root):
            raise self._refusals[XmlRefusal.TOO_LARGE](f"more than {limits.attributes} attributes on one element")


def encoding_of(data: bytes) -> str:
    """The encoding that a document declares or shows, in capitals; UTF-8 when it says nothing."""
    declared = _DECLARED.match(data[:400].replace(b"\0", b""))
    if declared:
        return declared[1].decode("ascii").upper()
    return "UTF-16" if _is_wide(data) else "UTF-8"


def _is_wide(data: bytes) -> bool:
    return b"\0" in data[:4] or data.startswith((b"\xff\xfe", b"\xfe\xff"))


def _declares_type(data: bytes) -> bool:
    """Whether there may be a document type declaration: only the parser knows for sure."""
    if _is_wide(data) or "16" in encoding_of(data):
        return any(mark in data for mark in _DOCTYPES)
    return _DOCTYPE.match(data) is not None


class _Parsers(threading.local):
    """Two for each thread: to make one takes as long as to parse a small document, to share one makes threads wait."""

    def __init__(self, *, keep_marks: bool, keep_blanks: bool) -> None:
        """The guard against amplification is off in huge trees, so that is for documents that declare nothing.

        `collect_ids=False` would be quicker, but with it libxml2 opens the files that a DOCTYPE names.
        """
        self.small, self.huge = (
            etree.XMLParser(
                resolve_entities=False,
                load_dtd=False,
                dtd_validation=False,
                no_network=True,
                remove_comments=not keep_marks,
                remove_pis=not keep_marks,
                remove_blank_text=not keep_blanks,
                huge_tree=huge,
            )
            for huge in (False, True)
        )


def _reason(fault: str) -> XmlRefusal:
    """By the words of libxml2."""
    if "amplification" in fault or "entity reference loop" in fault:
        return XmlRefusal.ENTITIES
    if "Excessive depth" in fault:
        return XmlRefusal.TOO_DEEP
    return XmlRefusal.TOO_LARGE if "too long" in fault or "HUGE" in fault else XmlRefusal.NOT_WELL_FORMED


@cache
def _is_deeper(depth: int) -> etree.XPath:
    return etree.XPath("boolean(" + "/*" * (depth + 1) + ")")


@cache
def _is_crowded(attributes: int) -> etree.XPath:
    return etree.XPath(f"boolean(//@*[{attributes + 1}])")


_MORE_THAN = etree.XPath("count(//*) > $most")
