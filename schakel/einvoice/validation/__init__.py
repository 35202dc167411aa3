"""Judging an invoice: `validate(bytes) -> Report` of Findings; `validate_tree` for who has read it already."""

from schakel.einvoice.validation.report import Finding, Report, Severity, Verdict
from schakel.einvoice.validation.rulesets import RULESETS, in_force
from schakel.einvoice.validation.validator import validate, validate_tree

__all__ = ["RULESETS", "Finding", "Report", "Severity", "Verdict", "in_force", "validate", "validate_tree"]
