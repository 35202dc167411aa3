"""What a file is, by what is in it and never by its name; and who judges that kind.

The packages of the standards do not know one another: this is the place that hands each document to its own.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from schakel.cli import other_files
from schakel.cli.outcome import AnyFinding, CheckedDocument, StatedFinding, not_checked
from schakel.einvoice.errors import EInvoiceError
from schakel.einvoice.parse import parse
from schakel.einvoice.ubl.names import APPLICATION_RESPONSE, CBC, CII
from schakel.einvoice.validation import Report, Severity, validate, validate_tree
from schakel.einvoice.validation.validator import INVOICES

if TYPE_CHECKING:
    from schakel.einvoice.validation.reference import ReferenceEngine
    from schakel.peppol.findings import MessageFinding

RESPONSE = f"{{{APPLICATION_RESPONSE}}}ApplicationResponse"
CII_INVOICE = f"{{{CII}}}CrossIndustryInvoice"
ENVELOPE = "{http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader}StandardBusinessDocument"
_ENVELOPED = "StandardBusinessDocument"
_PDF = b"%PDF-"
_START = 1024  # bytes in which that mark stands
_RESPONSES = (  # what CustomizationID, else ProfileID, begins with
    ("urn:fdc:peppol.eu:poacc:trns:invoice_response:", "invoice_response"),
    ("urn:fdc:peppol.eu:poacc:bis:invoice_response:", "invoice_response"),
    ("urn:peppol:edec:mls", "mls"),
    ("urn:fdc:peppol.eu:poacc:trns:mlr:", "mlr"),
    ("urn:fdc:peppol.eu:poacc:bis:mlr:", "mlr"),
)


class DocumentChecker:
    """Checks whatever it is handed, with one engine or with both. To be used with `with`."""

    def __init__(self, engine: str, *, schema: bool, rules: Path, ruleset: str) -> None:
        self.engine, self.schema, self.rules, self.ruleset = engine, schema, rules, ruleset
        self._stack = ExitStack()
        self._reference: ReferenceEngine | None = None

    def __enter__(self) -> "DocumentChecker":
        if self.engine != "native":
            from schakel.einvoice.validation.reference import ReferenceEngine

            self._reference = self._stack.enter_context(ReferenceEngine(self.rules))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def check(self, data: bytes) -> list[CheckedDocument]:
        """One answer for each engine that was asked; at least one."""
        if _PDF in data[:_START] and _is_pdf(data):
            return self._inside_a_pdf(data)
        kind = other_files.not_xml(data)
        if kind:
            return [not_checked(StatedFinding("FILE", other_files.NO_DOCUMENT, detail=kind))]
        try:
            root = parse(data)
        except EInvoiceError:
            return [self._unparsed(data)]
        return self._of_kind(data, root)

    def _of_kind(self, data: bytes, root: etree._Element) -> list[CheckedDocument]:
        if root.tag in INVOICES:
            return self._invoice(data, root)
        if root.tag == ENVELOPE:
            return self._inside_an_envelope(data)
        if root.tag == RESPONSE:
            return self._response(data, root)
        if root.tag == CII_INVOICE:
            return self._cii(data, root)
        kind = other_files.kind_of(root)
        return [not_checked(StatedFinding("ROOT", other_files.OTHER_KIND, detail=kind))]

    def _invoice(self, data: bytes, root: etree._Element) -> list[CheckedDocument]:
        answers = []
        if self.engine != "reference":
            answers.append(
                CheckedDocument.from_report(validate_tree(root, data, schema=self.schema, ruleset=self.ruleset))
            )
        if self._reference:
            answers.append(self._officially(self._reference.validate, data))
        return answers

    def _officially(self, checked: Callable[..., Report], data: bytes, *, kind: str = "") -> CheckedDocument:
        from schakel.einvoice.validation.reference import ReferenceUnavailable

        try:
            return CheckedDocument.from_report(checked(data, schema=self.schema))
        except ReferenceUnavailable as error:
            return not_checked(StatedFinding("ENGINE", error.words), kind=kind, engine="reference")

    def _cii(self, data: bytes, root: etree._Element) -> list[CheckedDocument]:
        from schakel.einvoice.cii.read import SummaryOnly, is_summary

        if is_summary(root):
            return [CheckedDocument.of([StatedFinding("SUMMARY", SummaryOnly.words)], kind="cii_summary")]
        if not self._reference:
            return [not_checked(StatedFinding("ENGINE", other_files.REFERENCE_ONLY), kind="cii_invoice")]
        return [self._officially(self._reference.validate_cii, data, kind="cii_invoice")]

    def _response(self, data: bytes, root: etree._Element) -> list[CheckedDocument]:
        customization, profile = (root.findtext(f"{{{CBC}}}{name}") or "" for name in ("CustomizationID", "ProfileID"))
        told = (customization.strip(), profile.strip())
        kind = next((kind for text in told for start, kind in _RESPONSES if text.startswith(start)), "")
        if not kind:
            name = f"ApplicationResponse {told[0]}"[:120].strip()
            return [not_checked(StatedFinding("ROOT", other_files.OTHER_KIND, detail=name))]
        if self.engine == "reference":
            return [not_checked(StatedFinding("ENGINE", other_files.NATIVE_ONLY), kind=kind, engine="reference")]
        return [_by_rules(kind, data)]

    def _inside_a_pdf(self, data: bytes) -> list[CheckedDocument]:
        from schakel.einvoice import hybrid

        try:
            found = hybrid.extract(data)
        except EInvoiceError as error:
            return [not_checked(StatedFinding("FILE", error.words))]
        return [_put_in(each, found.filename) for each in self._of_kind(found.data, found.root)]

    def _inside_an_envelope(self, data: bytes) -> list[CheckedDocument]:
        from schakel.peppol import sbdh
        from schakel.peppol.errors import PeppolError

        try:
            envelope = sbdh.unwrap(data, strict=False)
        except PeppolError as error:
            return [CheckedDocument.of([_network(error.code)], kind="envelope")]
        forgiven = tuple(_network(code, Severity.WARNING) for code in envelope.header.warnings)
        checked = self.check(envelope.document)
        return [_put_in(replace(each, findings=forgiven + each.findings), _ENVELOPED) for each in checked]

    def _unparsed(self, data: bytes) -> CheckedDocument:
        """What is no XML after all is an invalid document, or another file that begins like one."""
        kind = other_files.like_xml(data)
        if kind:
            return not_checked(StatedFinding("FILE", other_files.NO_DOCUMENT, detail=kind))
        return CheckedDocument.from_report(validate(data, ruleset=self.ruleset))


def _is_pdf(data: bytes) -> bool:
    from schakel.einvoice import hybrid

    return hybrid.is_pdf(data)


def _put_in(checked: CheckedDocument, inside: str) -> CheckedDocument:
    return replace(checked, inside=(inside, *checked.inside))


def _network(code: str, severity: Severity = Severity.FATAL) -> StatedFinding:
    return StatedFinding(code, other_files.ENVELOPE, severity, detail=code)


def _by_rules(kind: str, data: bytes) -> CheckedDocument:
    from schakel.peppol.errors import PeppolError

    try:
        return CheckedDocument.of(_RULES[kind](data), kind=kind)
    except (PeppolError, EInvoiceError):  # it was read already: only a limit of its own can be in the way
        return not_checked(StatedFinding("LIMIT", other_files.TOO_LARGE), kind=kind)


def _invoice_response(data: bytes) -> list[AnyFinding]:
    from schakel.einvoice import response_rules

    return [*response_rules.judge(data)]


def _mls(data: bytes) -> list[AnyFinding]:
    from schakel.peppol import mls

    return [_status(each) for each in mls.check(data)]


def _mlr(data: bytes) -> list[AnyFinding]:
    from schakel.peppol import mlr

    return [_status(each) for each in mlr.check(data)]


def _status(found: "MessageFinding") -> StatedFinding:
    place = found.place if found.place.strip(".") else other_files.WHOLE
    severity = Severity.FATAL if found.fatal else Severity.WARNING
    return StatedFinding(found.rule, other_files.STATUS, severity, xpath=found.place, detail=place)


_RULES: dict[str, Callable[[bytes], list[AnyFinding]]] = {
    "invoice_response": _invoice_response,
    "mls": _mls,
    "mlr": _mlr,
}
