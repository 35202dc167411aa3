"""The schemas of UBL 2.1 and CII: whether a document has the elements these know, in their order, with values of their types."""

import re

from lxml import etree

from schakel.base import ubl_schema
from schakel.einvoice.ubl import names
from schakel.einvoice.validation.report import Finding, Severity

INVOICE, CREDIT_NOTE = names.INVOICE, names.CREDIT_NOTE
_FILES = {
    INVOICE: "ubl-2.1/maindoc/UBL-Invoice-2.1.xsd",
    CREDIT_NOTE: "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd",
    names.CII: "cii-extended-ctc-fr/CrossIndustryInvoice_100pD22B.xsd",  # the whole of D22B, which D16B is a part of
}


def schema_findings(root: etree._Element) -> list[Finding]:
    """What the schema has against a document whose root is `Invoice`, `CreditNote` or CII's; empty when it follows it."""
    return found(ubl_schema.errors(root, _FILES[etree.QName(root).namespace or ""]))


def found(errors: list[ubl_schema.SchemaError]) -> list[Finding]:
    """Each as the finding `XSD`, fatal."""
    return [_finding(error) for error in errors]


def _finding(error: ubl_schema.SchemaError) -> Finding:
    return Finding(
        rule="XSD",
        severity=Severity.FATAL,
        xpath=error.path,
        figures={"row": str(error.line), "detail": _short(error.message), **_problem(error)},
    )


def _problem(error: ubl_schema.SchemaError) -> dict[str, str]:
    """What is wrong with which element, as words that the reader's language has: libxml2 speaks English only."""
    named = _NAMED.match(error.message)
    kind = next((kind for kind, parts in _PROBLEMS.items() if any(part in error.message for part in parts)), "other")
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
