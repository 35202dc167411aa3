"""Judging an invoice: `validate(bytes) -> Report` of Findings; `validate_tree` for who has read it already."""

from schakel.einvoice.validation.judging import RULESETS, validate, validate_tree
from schakel.einvoice.validation.report import Finding, Report, Severity, Verdict

__all__ = ["RULESETS", "Finding", "Report", "Severity", "Verdict", "validate", "validate_tree"]
