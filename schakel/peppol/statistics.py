"""A statistics report as a value, written and read.

Both reports have one shape: a header, the totals, and rows of keys and counts. Source: TSR 1.0.5 and EUSR 1.1.5.
"""

from dataclasses import dataclass

from lxml import etree

from schakel.base.blanks import squeeze
from schakel.base.digits import is_digits
from schakel.peppol import xml
from schakel.peppol.errors import InvalidMessage
from schakel.peppol.identifiers import DocumentTypeId


@dataclass(frozen=True)
class ReportKind:
    """One of the two reports: its names, and what is counted in it, in order."""

    namespace: str
    root: str
    customization: str
    version: str
    total: str
    row: str
    counts: tuple[str, ...]

    @property
    def document_type(self) -> DocumentTypeId:
        return DocumentTypeId.of(self.namespace, self.root, customization=self.customization, version=self.version)


TSR = ReportKind(
    namespace="urn:fdc:peppol:transaction-statistics-report:1.0",
    root="TransactionStatisticsReport",
    customization="urn:fdc:peppol.eu:edec:trns:transaction-statistics-reporting:1.0",
    version="1.0",
    total="Total",
    row="Subtotal",
    counts=("Incoming", "Outgoing"),
)
EUSR = ReportKind(
    namespace="urn:fdc:peppol:end-user-statistics-report:1.1",
    root="EndUserStatisticsReport",
    customization="urn:fdc:peppol.eu:edec:trns:end-user-statistics-report:1.1",
    version="1.1",
    total="FullSet",
    row="Subset",
    counts=("SendingEndUsers", "ReceivingEndUsers", "SendingOrReceivingEndUsers"),
)


@dataclass(frozen=True)
class RowKey:
    """What a row is about. `meta`: TP transport, SP provider, DT document type, PR process, CC country."""

    meta: str
    scheme: str
    value: str


@dataclass(frozen=True)
class Row:
    """Counts for one combination of keys; `type` names the combination, such as PerSP-DT-PR."""

    type: str
    keys: tuple[RowKey, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Report:
    """A whole report. Dates as written: a report with a wrong one must still be readable, to say so."""

    kind: ReportKind
    customization: str
    profile: str
    reporter: RowKey  # without meta
    start: str
    end: str
    totals: tuple[int, ...]
    rows: tuple[Row, ...]


def write(report: Report) -> bytes:
    """The report as XML in UTF-8."""
    kind = report.kind
    root = etree.Element(f"{{{kind.namespace}}}{kind.root}", nsmap={"report": kind.namespace})
    _add(root, "CustomizationID", report.customization)
    _add(root, "ProfileID", report.profile)
    header = _add(root, "Header")
    period = _add(header, "ReportPeriod")
    _add(period, "StartDate", report.start)
    _add(period, "EndDate", report.end)
    _add(header, "ReporterID", report.reporter.value).set("schemeID", report.reporter.scheme)
    _add_counts(_add(root, kind.total), kind, report.totals)
    for row in report.rows:
        _add_row(root, kind, row)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def read(data: bytes) -> Report:
    """Raises InvalidXml or InvalidMessage (both permanent). Whether its rules hold is for `statistics_rules.check`."""
    root = xml.parse(data)
    kind = {f"{{{kind.namespace}}}{kind.root}": kind for kind in (TSR, EUSR)}.get(root.tag)
    if kind is None:
        raise InvalidMessage(f"{root.tag} is not a statistics report")
    header = _one(root, "Header")
    reporter = _one(header, "ReporterID")
    return Report(
        kind=kind,
        customization=_text(root, "CustomizationID"),
        profile=_text(root, "ProfileID"),
        reporter=RowKey("", _attribute(reporter, "schemeID"), _plain(reporter)),
        start=_text(_one(header, "ReportPeriod"), "StartDate"),
        end=_text(_one(header, "ReportPeriod"), "EndDate"),
        totals=_counts(_one(root, kind.total), kind),
        rows=tuple(_row(element, kind) for element in root.findall(_tag(root, kind.row))),
    )


def _row(element: etree._Element, kind: ReportKind) -> Row:
    keys = (
        RowKey(_attribute(key, "metaSchemeID"), _attribute(key, "schemeID"), _plain(key))
        for key in element.findall(_tag(element, "Key"))
    )
    return Row(_attribute(element, "type"), tuple(keys), _counts(element, kind))


def _counts(element: etree._Element, kind: ReportKind) -> tuple[int, ...]:
    texts = [_text(element, name) for name in kind.counts]
    if not all(is_digits(text) and len(text) < 19 for text in texts):
        raise InvalidMessage(f"{texts} are not all whole numbers from 0")
    return tuple(int(text) for text in texts)  # texts: digits, checked above


def _one(parent: etree._Element, name: str) -> etree._Element:
    found = parent.findall(_tag(parent, name))
    if len(found) != 1:
        raise InvalidMessage(f"{len(found)} times {name}")
    return found[0]


def _text(parent: etree._Element, name: str) -> str:
    return _plain(_one(parent, name))


def _plain(element: etree._Element) -> str:
    return squeeze(xml.text_of(element))


def _attribute(element: etree._Element, name: str) -> str:
    return squeeze(element.get(name, ""))


def _tag(parent: etree._Element, name: str) -> str:
    return f"{{{etree.QName(parent).namespace}}}{name}"


def _add_row(root: etree._Element, kind: ReportKind, row: Row) -> None:
    element = _add(root, kind.row)
    element.set("type", row.type)
    for key in row.keys:
        added = _add(element, "Key", key.value)
        added.set("metaSchemeID", key.meta)
        added.set("schemeID", key.scheme)
    _add_counts(element, kind, row.counts)


def _add_counts(parent: etree._Element, kind: ReportKind, counts: tuple[int, ...]) -> None:
    for name, count in zip(kind.counts, counts, strict=True):
        _add(parent, name, str(count))


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    child = etree.SubElement(parent, _tag(parent, name))
    child.text = text
    return child
