"""`validate`: the order in which a document is judged, and the answer."""

from lxml import etree

from schakel.einvoice.validation.parsing import TooLarge, UnreadableXml, parse
from schakel.einvoice.validation.report import Finding, Report, Severity, Verdict
from schakel.einvoice.validation.schema import CREDIT_NOTE, INVOICE, schema_findings

RULESETS = ("2026-05",)
"""Releases by name: EN 16931 UBL 1.3.16 with Peppol BIS Billing and Self-Billing 3.0.21 of May 2026."""

_ROOTS = {f"{{{INVOICE}}}Invoice": "invoice", f"{{{CREDIT_NOTE}}}CreditNote": "credit_note"}


def validate(data: bytes, *, ruleset: str = "2026-05", schema: bool = True) -> Report:
    """Judge a UBL invoice or credit note: schema, EN 16931, Peppol BIS Billing or Self-Billing, national rules.

    Nothing is raised for a bad document: bytes that are no XML are an invalid document with the finding `XML`;
    another kind of document, or one past the limits of size, is `not_checked` with the finding `ROOT` or `LIMIT`.
    With `schema=False` only the rules run, on fragments too. `ruleset` is one of RULESETS.
    """
    if ruleset not in RULESETS:
        raise ValueError(f"no such rule set: {ruleset}")
    try:
        root = parse(data)
    except UnreadableXml as error:
        return _unread(Verdict.INVALID, rule="XML", detail=error.detail, ruleset=ruleset)
    except TooLarge as error:
        return _unread(Verdict.NOT_CHECKED, rule="LIMIT", detail=error.detail, ruleset=ruleset)
    kind = _ROOTS.get(root.tag)
    if kind is None:
        return _unread(Verdict.NOT_CHECKED, rule="ROOT", detail=etree.QName(root).localname[:80], ruleset=ruleset)
    findings = schema_findings(root) if schema else []
    return Report.of(findings, ruleset=ruleset, kind=kind)


def _unread(verdict: Verdict, *, rule: str, detail: str, ruleset: str) -> Report:
    finding = Finding(rule=rule, severity=Severity.FATAL, figures={"detail": detail})
    return Report(verdict, (finding,), ruleset, "native", None)
