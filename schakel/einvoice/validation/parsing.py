"""Bytes from a stranger to an XML tree, or a clear refusal; nothing outside the bytes is ever opened."""

from typing import Any, ClassVar

from lxml import etree

from schakel.einvoice.errors import EInvoiceError
from schakel.einvoice.language import Words

MOST_BYTES = 100_000_000
MOST_TAGS = 4_000_000  # opening and closing: two million elements
DEEPEST = 100  # as the reference engine
_PLAIN = 9_000_000  # up to here libxml2's own guards stay on: no text node can pass its limit of 10 MB


class UnreadableXml(EInvoiceError):
    """The bytes are not well-formed XML, or carry a DOCTYPE, which no business document has."""

    code: ClassVar[str] = "unreadable_xml"
    words = Words(
        nl="Dit bestand is geen leesbare XML.",
        fr="Ce fichier n'est pas un XML lisible.",
        en="This file is not readable XML.",
        de="Diese Datei ist kein lesbares XML.",
    )


class TooLarge(EInvoiceError):
    """The document passes a limit on bytes, elements or depth, and was not looked at further."""

    code: ClassVar[str] = "too_large"
    words = Words(
        nl="Dit document is te groot of te diep genest om te controleren.",
        fr="Ce document est trop volumineux ou trop imbriqué pour être contrôlé.",
        en="This document is too large or too deeply nested to be checked.",
        de="Dieses Dokument ist zu groß oder zu tief verschachtelt, um geprüft zu werden.",
    )


def parse(data: bytes) -> etree._Element:
    """The root element. Comments and processing instructions are left out, so a text is one text (threat B17).

    Raises:
        UnreadableXml   permanent: not well-formed, or with a DOCTYPE
        TooLarge        permanent: past MOST_BYTES, MOST_TAGS or DEEPEST
    """
    if len(data) > MOST_BYTES:
        raise TooLarge(f"> {MOST_BYTES} bytes")
    if data.count(b"<") > MOST_TAGS:
        raise TooLarge(f"> {MOST_TAGS} tags")
    large = len(data) > _PLAIN
    if large:
        _refuse_doctype_ahead(data)
    try:
        root = etree.fromstring(data, _parser(large=large))
    except etree.XMLSyntaxError as error:
        raise UnreadableXml(str(error)[:200]) from None
    _refuse_doctype(root)
    if _TOO_DEEP(root):
        raise TooLarge(f"> {DEEPEST} levels")
    return root


def _parser(*, large: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        huge_tree=large,
    )


def _refuse_doctype(root: Any) -> None:
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableXml("DOCTYPE")


def _refuse_doctype_ahead(data: bytes) -> None:
    """Look for a DOCTYPE before the root element while libxml2's guards are on: a large document is parsed without."""
    puller = etree.XMLPullParser(events=("start",), resolve_entities=False, no_network=True, load_dtd=False)
    for start in range(0, len(data), 65_536):
        try:
            puller.feed(data[start : start + 65_536])
        except etree.XMLSyntaxError as error:
            raise UnreadableXml(str(error)[:200]) from None
        first = next(puller.read_events(), None)
        if first is not None:
            _refuse_doctype(first[1])
            break


_TOO_DEEP = etree.XPath("boolean(" + "/*" * (DEEPEST + 1) + ")")
