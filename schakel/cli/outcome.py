"""What checking a file gave, whichever package checks it: one shape for words and for JSON."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

import click

from schakel.cli.options import safe
from schakel.einvoice.language import Words
from schakel.einvoice.validation import Report, Severity, Verdict

COLOURS = {Verdict.VALID: "green", Verdict.INVALID: "red", Verdict.NOT_CHECKED: "yellow"}
VERDICTS = {
    Verdict.VALID: Words("cli.outcome", "valid"),
    Verdict.INVALID: Words("cli.outcome", "invalid"),
    Verdict.NOT_CHECKED: Words("cli.outcome", "not_checked"),
}
SEVERITIES = {
    Severity.FATAL: Words("cli.outcome", "fatal"),
    Severity.WARNING: Words("cli.outcome", "warning"),
}


class AnyFinding(Protocol):
    """One finding: the einvoice package has its own, the others are `Said`."""

    @property
    def rule(self) -> str: ...
    @property
    def severity(self) -> Severity: ...
    @property
    def term(self) -> str: ...
    @property
    def xpath(self) -> str: ...
    def sentence(self, language: str) -> str: ...
    def location(self, language: str) -> str: ...


@dataclass(frozen=True, slots=True)
class StatedFinding:
    """A finding with its words."""

    rule: str
    words: Words
    severity: Severity = Severity.FATAL
    xpath: str = ""
    detail: Words | str = (
        ""  # what the sentence names: a kind of document, or a name that is the same in every language
    )
    term: str = ""

    def sentence(self, language: str) -> str:
        detail = self.detail if isinstance(self.detail, str) else self.detail.said_in(language)
        return self.words.said_in(language).replace("{}", detail)

    def location(self, language: str) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    """The answer about one document."""

    verdict: Verdict
    findings: tuple[AnyFinding, ...] = ()
    kind: str = ""  # invoice, self_billed_credit_note, invoice_response, mls, mlr, cii_invoice …; "" when not known
    ruleset: str = ""  # "" where only one release is known
    engine: str = "native"
    inside: tuple[str, ...] = field(
        default=()
    )  # what it was in, from outside to inside: a PDF's attachment, an envelope

    @classmethod
    def of(cls, findings: Iterable[AnyFinding], *, kind: str) -> "CheckedDocument":
        found = tuple(findings)
        fatal = any(one.severity is Severity.FATAL for one in found)
        return cls(Verdict.INVALID if fatal else Verdict.VALID, found, kind)

    @classmethod
    def from_report(cls, report: Report) -> "CheckedDocument":
        return cls(report.verdict, report.findings, report.kind or "", report.ruleset, report.engine)


def not_checked(said: StatedFinding, *, kind: str = "", engine: str = "native") -> CheckedDocument:
    return CheckedDocument(Verdict.NOT_CHECKED, (said,), kind, engine=engine)


def as_values(name: str, checked: CheckedDocument, lang: str) -> dict[str, Any]:
    """File, kind, verdict, findings, rule set and engine, for JSON."""
    return {
        "file": name,
        "verdict": checked.verdict,
        "kind": checked.kind or None,
        "inside": list(checked.inside),
        "findings": [finding_values(finding, lang) for finding in checked.findings],
        "ruleset": checked.ruleset or None,
        "engine": checked.engine,
    }


def finding_values(finding: AnyFinding, lang: str) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "term": finding.term,
        "location": finding.location(lang),
        "xpath": finding.xpath,
        "text": finding.sentence(lang),
    }


def in_words(name: str, checked: CheckedDocument, lang: str, *, coloured: bool = False) -> str:
    """The verdict, and a line for each finding; safe on a terminal."""
    verdict = VERDICTS[checked.verdict].said_in(lang)
    if coloured:
        verdict = click.style(verdict, fg=COLOURS[checked.verdict])
    by = ", ".join(part for part in (checked.ruleset, checked.engine) if part)
    rows = [f"{safe(' > '.join((name, *checked.inside)))}: {verdict} ({by})"]
    for finding in checked.findings:
        place = " ".join(part for part in (finding.location(lang), finding.term) if part)
        severity = SEVERITIES[finding.severity].said_in(lang)
        rows.append(safe(f"  {severity:7} {finding.rule}{f' ({place})' if place else ''}: {finding.sentence(lang)}"))
    return "\n".join(rows)
