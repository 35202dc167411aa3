"""Judging an invoice: `validate(bytes) -> Report` of Findings."""

from schakel.einvoice.validation.judging import RULESETS, validate
from schakel.einvoice.validation.report import Finding, Report, Severity, Verdict

__all__ = ["RULESETS", "Finding", "Report", "Severity", "Verdict", "validate"]
