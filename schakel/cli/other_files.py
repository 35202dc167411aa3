"""Files that are none of the documents that can be judged: what they are, in the reader's words."""

import re

from lxml import etree

from schakel.einvoice.language import Words

NO_DOCUMENT = Words("cli.other_files", "no_document")
OTHER_KIND = Words("cli.other_files", "other_kind")
REFERENCE_ONLY = Words("cli.other_files", "reference_only")
NATIVE_ONLY = Words("cli.other_files", "native_only")
ENVELOPE = Words("cli.other_files", "envelope")
STATUS = Words("cli.other_files", "status")
TOO_LARGE = Words("cli.other_files", "too_large")
WHOLE = Words("cli.other_files", "whole")

_EMPTY = Words("cli.other_files", "empty")
_E_MAIL = Words("cli.other_files", "e_mail")
_TEXT = Words("cli.other_files", "text")
_BINARY = Words("cli.other_files", "binary")
_PAGE = Words("cli.other_files", "page")
_IMAGE = Words("cli.other_files", "image")
_STATEMENT = Words("cli.other_files", "statement")
_PAYMENTS = Words("cli.other_files", "payments")
_JSON = Words("cli.other_files", "json")
_ZIP = Words("cli.other_files", "zip")
_PRESSED = Words("cli.other_files", "pressed")
_OFFICE = Words("cli.other_files", "office")
_STARTS = (  # what the bytes begin with
    (b"PK\x03\x04", _ZIP),
    (b"\x1f\x8b", _PRESSED),
    (b"\xd0\xcf\x11\xe0", _OFFICE),
    (b"\x89PNG", _IMAGE),
    (b"\xff\xd8\xff", _IMAGE),
    (b"GIF8", _IMAGE),
    (b"II*\0", _IMAGE),
    (b"MM\0*", _IMAGE),
    (b"{", _JSON),
    (b"[", _JSON),
)
_BLANKS = b" \t\r\n"
_MARKUP = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\0<")
_CODA = re.compile(rb"0{5}[0-9]{6}")
_MAIL = re.compile(rb"(?i)(received|from|return-path|mime-version|delivered-to): ")
_WEB = re.compile(rb"(?i)<(!doctype\s+html|html)\b")
_NAMESPACES = (  # of the root, what it begins with
    ("urn:iso:std:iso:20022:tech:xsd:camt.", _STATEMENT),
    ("urn:iso:std:iso:20022:tech:xsd:pain.", _PAYMENTS),
    ("http://www.w3.org/1999/xhtml", _PAGE),
)


def not_xml(data: bytes) -> Words | None:
    """What bytes are that do not begin as XML does; None for those that do."""
    start = data[:1024].lstrip(_BLANKS)
    if not start:
        return _EMPTY
    if start.startswith(_MARKUP):
        return None
    for mark, kind in _STARTS:
        if start.startswith(mark):
            return kind
    if _CODA.match(start):
        return _STATEMENT
    if _MAIL.match(start):
        return _E_MAIL
    return _BINARY if b"\0" in start else _TEXT


def like_xml(data: bytes) -> Words | None:
    """What begins as XML does and is something else; None for what is meant as XML."""
    start = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip(_BLANKS)
    if _WEB.match(start):
        return _PAGE
    return None if b"<" in start.replace(b"\0", b"")[:4] else _BINARY


def kind_of(root: etree._Element) -> Words | str:
    """What an XML document of another kind is: in words where many know it, else by the name of its root."""
    name = etree.QName(root)
    known = next((kind for start, kind in _NAMESPACES if (name.namespace or "").startswith(start)), None)
    return known or name.localname[:80]
