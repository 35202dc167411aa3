"""What judging a document gives: a Report of Findings, in plain values that can be stored and read back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from schakel.einvoice.validation.sentences import place, sentence


class Verdict(StrEnum):
    """The three answers. The third is never given silently: a finding then says what stood in the way."""

    VALID = "valid"  # no fatal finding
    INVALID = "invalid"  # must not be sent; a receiver may refuse it
    NOT_CHECKED = "not_checked"  # not an invoice or credit note, or past a limit


class Severity(StrEnum):
    FATAL = "fatal"
    WARNING = "warning"  # for information; never makes a document invalid


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that spoke: which, how seriously, about which term, where, with which figures."""

    rule: str  # public id, such as BR-CO-15; XSD for the schema; XML for a text that cannot be read
    severity: Severity
    term: str = ""  # business terms, such as "BT-112"; empty where none fits
    line: int | None = None  # position of the line it is about, from 1
    xpath: str = ""
    figures: Mapping[str, str] = field(default_factory=dict, hash=False)  # what the sentence fills in, as plain text

    def sentence(self, language: str) -> str:
        """What is wrong, in words a bookkeeper understands, with the figures in them; nl, fr, en or de."""
        return sentence(self.rule, self.figures, language, term=self.term)

    def location(self, language: str) -> str:
        """Where, as the reader would say it: `line 3`; empty for the document as a whole."""
        return place(self.line, language)

    def as_json(self) -> dict[str, Any]:
        """Everything, in values that JSON knows."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "term": self.term,
            "line": self.line,
            "xpath": self.xpath,
            "figures": dict(self.figures),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The finding that `as_json` wrote."""
        return cls(
            rule=stored["rule"],
            severity=Severity(stored["severity"]),
            term=stored["term"],
            line=stored["line"],
            xpath=stored["xpath"],
            figures=stored["figures"],
        )


@dataclass(frozen=True, slots=True)
class Report:
    """The answer about one document, with the rule set and the engine that gave it."""

    verdict: Verdict
    findings: tuple[Finding, ...]
    ruleset: str  # a name of RULESETS
    engine: str = "native"  # or "reference"
    kind: str | None = None  # invoice, credit_note, self_billed_invoice, self_billed_credit_note; None: neither

    @classmethod
    def of(cls, findings: Iterable[Finding], *, ruleset: str, kind: str | None, engine: str = "native") -> Self:
        """The report of a document that was judged: invalid as soon as one finding is fatal."""
        found = tuple(findings)
        fatal = any(finding.severity is Severity.FATAL for finding in found)
        return cls(Verdict.INVALID if fatal else Verdict.VALID, found, ruleset, engine, kind)

    @property
    def fatal(self) -> tuple[Finding, ...]:
        """The findings that make it invalid."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.FATAL)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that are for information."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.WARNING)

    @property
    def rules(self) -> frozenset[str]:
        """The ids of all rules that spoke."""
        return frozenset(finding.rule for finding in self.findings)

    def as_json(self) -> dict[str, Any]:
        """Everything, in values that JSON knows; `from_json` reads it back."""
        return {
            "verdict": self.verdict.value,
            "findings": [finding.as_json() for finding in self.findings],
            "ruleset": self.ruleset,
            "engine": self.engine,
            "kind": self.kind,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The report that `as_json` wrote."""
        return cls(
            verdict=Verdict(stored["verdict"]),
            findings=tuple(Finding.from_json(finding) for finding in stored["findings"]),
            ruleset=stored["ruleset"],
            engine=stored["engine"],
            kind=stored["kind"],
        )
