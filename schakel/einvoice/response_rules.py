"""The rules of the Invoice Response under their public ids, in own words from their public description.

Three tables tell most of it: what must be there, what may be there, which codes are known.
Source: Peppol rule set T111, May 2026 release. R005 is enforced here; its published form can never fail.
"""

from collections.abc import Callable, Iterator

from lxml import etree

from schakel.base.blanks import BLANKS, pieces, squeeze
from schakel.base.document_types import DOCUMENT_TYPES
from schakel.base.marks import is_cut
from schakel.base.ubl_schema import response_errors
from schakel.einvoice.codelists import PEPPOL, codes
from schakel.einvoice.money import day
from schakel.einvoice.parse import parse
from schakel.einvoice.responses import (
    ACTION_LIST,
    BILLING_WITH_RESPONSE,
    PARTIALLY_PAID,
    PROCESS,
    REASON_LIST,
    ROOT,
    SPECIFICATION,
    NotAResponse,
    Status,
)
from schakel.einvoice.ubl.names import TAGS, local
from schakel.einvoice.validation.interrupted import has_marks
from schakel.einvoice.validation.peppol.identifiers import broken_rule
from schakel.einvoice.validation.report import Finding, Severity
from schakel.einvoice.validation.schema import found

REASONS = frozenset(
    ("NON", "REF", "LEG", "REC", "QUA", "DEL", "PRI", "QTY", "ITM", "PAY", "UNR", "FIN", PARTIALLY_PAID, "OTH")
)
ACTIONS = frozenset(("NOA", "PIN", "NIN", "CNF", "CNP", "CNA", "OTH"))
_T111 = "PEPPOL-T111-"
_SCHEMA_LOCATION = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
_DATES = frozenset(TAGS[f"cbc:{name}"] for name in ("IssueDate", "DueDate", "TaxPointDate", "StartDate", "EndDate"))
_NUMBERS = frozenset({TAGS["cbc:EndpointID"], TAGS["cbc:ID"], TAGS["cbc:CompanyID"]})
_WARNINGS = frozenset(f"PEPPOL-COMMON-R0{number}" for number in ("44", "45", "46", "47", "54", "55", "56-1", "57"))

# Path below the root, child that must be there, rule.
_REQUIRED = (
    ("", "cbc:CustomizationID", "B00101"),
    ("", "cbc:ProfileID", "B00102"),
    ("", "cbc:ID", "B00103"),
    ("", "cbc:IssueDate", "B00104"),
    ("", "cac:SenderParty", "B00105"),
    ("", "cac:ReceiverParty", "B00106"),
    ("", "cac:DocumentResponse", "B00107"),
    ("cac:SenderParty", "cbc:EndpointID", "B00801"),
    ("cac:SenderParty", "cac:PartyLegalEntity", "B00802"),
    ("cac:SenderParty/cac:PartyIdentification", "cbc:ID", "B01101"),
    ("cac:SenderParty/cac:PartyLegalEntity", "cbc:RegistrationName", "B01401"),
    ("cac:ReceiverParty", "cbc:EndpointID", "B02001"),
    ("cac:ReceiverParty", "cac:PartyLegalEntity", "B02002"),
    ("cac:ReceiverParty/cac:PartyIdentification", "cbc:ID", "B02301"),
    ("cac:ReceiverParty/cac:PartyLegalEntity", "cbc:RegistrationName", "B02601"),
    ("cac:DocumentResponse", "cac:Response", "B02801"),
    ("cac:DocumentResponse", "cac:DocumentReference", "B02802"),
    ("cac:DocumentResponse/cac:Response", "cbc:ResponseCode", "B02901"),
    ("cac:DocumentResponse/cac:Response/cac:Status/cac:Condition", "cbc:AttributeID", "B03601"),
    ("cac:DocumentResponse/cac:DocumentReference", "cbc:ID", "B03901"),
    ("cac:DocumentResponse/cac:DocumentReference", "cbc:DocumentTypeCode", "B03902"),
    ("cac:DocumentResponse/cac:IssuerParty", "cac:PartyName", "B04301"),
    ("cac:DocumentResponse/cac:IssuerParty/cac:PartyIdentification", "cbc:ID", "B04401"),
    ("cac:DocumentResponse/cac:IssuerParty/cac:PartyName", "cbc:Name", "B04701"),
    ("cac:DocumentResponse/cac:RecipientParty", "cac:PartyName", "B04901"),
    ("cac:DocumentResponse/cac:RecipientParty/cac:PartyIdentification", "cbc:ID", "B05001"),
    ("cac:DocumentResponse/cac:RecipientParty/cac:PartyName", "cbc:Name", "B05301"),
)

_ROOT = (
    "cbc:CustomizationID cbc:ProfileID cbc:ID cbc:IssueDate cbc:IssueTime cbc:Note"
    " cac:SenderParty cac:ReceiverParty cac:DocumentResponse"
)
_PARTY = "cac:PartyIdentification cac:PartyName"
# Path below the root, children that may be there, rule for any other.
_ALLOWED = (
    ("", _ROOT, "B00109"),
    ("cac:SenderParty", "cbc:EndpointID cac:PartyIdentification cac:PartyLegalEntity cac:Contact", "B00803"),
    ("cac:SenderParty/cac:PartyLegalEntity", "cbc:RegistrationName", "B01402"),
    ("cac:SenderParty/cac:Contact", "cbc:Name cbc:Telephone cbc:ElectronicMail", "B01601"),
    ("cac:ReceiverParty", "cbc:EndpointID cac:PartyIdentification cac:PartyLegalEntity", "B02003"),
    ("cac:ReceiverParty/cac:PartyLegalEntity", "cbc:RegistrationName", "B02602"),
    (
        "cac:DocumentResponse",
        "cac:Response cac:DocumentReference cac:IssuerParty cac:RecipientParty",
        "B02803",
    ),
    ("cac:DocumentResponse/cac:Response", "cbc:ResponseCode cbc:EffectiveDate cac:Status", "B02902"),
    (
        "cac:DocumentResponse/cac:Response/cac:Status",
        "cbc:StatusReasonCode cbc:StatusReason cac:Condition",
        "B03201",
    ),
    ("cac:DocumentResponse/cac:Response/cac:Status/cac:Condition", "cbc:AttributeID cbc:Description", "B03602"),
    ("cac:DocumentResponse/cac:DocumentReference", "cbc:ID cbc:IssueDate cbc:DocumentTypeCode", "B03903"),
    ("cac:DocumentResponse/cac:IssuerParty", _PARTY, "B04302"),
    ("cac:DocumentResponse/cac:RecipientParty", _PARTY, "B04902"),
)


def _is_icd(code: str) -> bool:
    return code in codes("ICD-iso6523")


def _is_eas(code: str) -> bool:
    return code in codes("EAS-electronic-address-scheme", PEPPOL)


# Path below the root, attribute (or "" for the text), whether it must be there, what it may be, rule.
_CODES: tuple[tuple[str, str, Callable[[str], object], str], ...] = (
    ("cac:SenderParty/cbc:EndpointID", "schemeID", _is_eas, "B00902"),
    ("cac:SenderParty/cac:PartyIdentification/cbc:ID", "schemeID", _is_icd, "B01201"),
    ("cac:ReceiverParty/cbc:EndpointID", "schemeID", _is_eas, "B02102"),
    ("cac:ReceiverParty/cac:PartyIdentification/cbc:ID", "schemeID", _is_icd, "B02401"),
    ("cac:DocumentResponse/cac:IssuerParty/cac:PartyIdentification/cbc:ID", "schemeID", _is_icd, "B04501"),
    ("cac:DocumentResponse/cac:RecipientParty/cac:PartyIdentification/cbc:ID", "schemeID", _is_icd, "B05101"),
    ("cac:DocumentResponse/cac:Response/cbc:ResponseCode", "", frozenset(Status).__contains__, "B03001"),
    (
        "cac:DocumentResponse/cac:Response/cac:Status/cbc:StatusReasonCode",
        "",
        (REASONS | ACTIONS).__contains__,
        "B03301",
    ),
    (
        "cac:DocumentResponse/cac:Response/cac:Status/cbc:StatusReasonCode",
        "listID",
        frozenset({REASON_LIST, ACTION_LIST}).__contains__,
        "B03303",
    ),
    ("cac:DocumentResponse/cac:DocumentReference/cbc:DocumentTypeCode", "", DOCUMENT_TYPES.__contains__, "B04201"),
)

# Path below the root, attribute that must be there, rule.
_ATTRIBUTES = (
    ("cac:SenderParty/cbc:EndpointID", "schemeID", "B00901"),
    ("cac:ReceiverParty/cbc:EndpointID", "schemeID", "B02101"),
    ("cac:DocumentResponse/cac:Response/cac:Status/cbc:StatusReasonCode", "listID", "B03302"),
)


def judge(data: bytes, *, schema: bool = True) -> list[Finding]:
    """What is wrong with a response, in the order of its elements within each kind of rule; empty when valid.

    With `schema=False` only the rules run, on fragments too.

    Raises, besides what `parse` raises:
        NotAResponse   permanent: another kind of document
    """
    root = parse(data)
    if root.tag != ROOT:
        raise NotAResponse(root.tag[:200])
    by_schema = found(response_errors(root)) if schema else []
    return [*by_schema, *_stops(data), *_structure(root), *_business(root), *_common(root)]


def _stops(data: bytes) -> Iterator[Finding]:
    """The official file ends with an error where a code is cut in two by a comment."""
    for element in parse(data, marks=True).iter(*_CODED) if has_marks(data) else ():
        if is_cut(element):
            yield Finding("STOP", Severity.FATAL, xpath=_place(element), figures={"element": local(element.tag)})


_CODED = tuple(TAGS[f"cbc:{name}"] for name in ("ResponseCode", "StatusReasonCode", "DocumentTypeCode"))


def _structure(root: etree._Element) -> Iterator[Finding]:
    if root.get(_SCHEMA_LOCATION) is not None:
        yield _finding(root, "B00108")
    for path, child, rule in _REQUIRED:
        yield from (_finding(each, rule) for each in _at(root, path) if each.find(TAGS[child]) is None)
    for path, names, rule in _ALLOWED:
        allowed = {TAGS[name] for name in pieces(names)}
        yield from (_finding(child, rule) for each in _at(root, path) for child in each if child.tag not in allowed)
    for path, attribute, rule in _ATTRIBUTES:
        yield from (_finding(each, rule) for each in _at(root, path) if each.get(attribute) is None)
    for path, attribute, is_known, rule in _CODES:
        yield from (_finding(each, rule) for each in _at(root, path) if not _fits(each, attribute, is_known))


def _fits(element: etree._Element, attribute: str, is_known: Callable[[str], object]) -> bool:
    """An attribute that is absent is another rule's business."""
    value = element.get(attribute) if attribute else _text(element)
    return value is None or bool(is_known(value))


def _business(root: etree._Element) -> Iterator[Finding]:
    for element in root.iterchildren(TAGS["cbc:CustomizationID"]):
        if not _text(element).startswith(SPECIFICATION):
            yield _finding(element, "R003")
    for element in root.iterchildren(TAGS["cbc:ProfileID"]):
        if _text(element) not in (PROCESS, BILLING_WITH_RESPONSE):
            yield _finding(element, "R008")
    for response in root.iter(TAGS["cac:Response"]):
        yield from _clarified(response)
    for status in root.iter(TAGS["cac:Status"]):
        yield from _status(status)


def _clarified(response: etree._Element) -> Iterator[Finding]:
    """R001: a query, a condition and a rejection must say why or what to do."""
    needing = (Status.UNDER_QUERY, Status.CONDITIONALLY_ACCEPTED, Status.REJECTED)
    clarified = response.find(f"{TAGS['cac:Status']}/{TAGS['cbc:StatusReasonCode']}") is not None
    if _child_text(response, "cbc:ResponseCode") in needing and not clarified:
        yield _finding(response, "R001")


def _status(status: etree._Element) -> Iterator[Finding]:
    code = status.find(TAGS["cbc:StatusReasonCode"])
    if code is None:
        return
    text, list_id = _text(code), code.get("listID", "")
    explained = status.find(TAGS["cbc:StatusReason"]) is not None
    if text == "OTH" and not explained:
        yield _finding(status, "R002", severity=Severity.WARNING)
    if text == PARTIALLY_PAID and not explained:
        yield _finding(status, "R004")
    if text == PARTIALLY_PAID and _status_code(status) not in ("", Status.PAID):
        yield _finding(status, "R005")
    if list_id == ACTION_LIST and text not in ACTIONS:
        yield _finding(status, "R006")
    if list_id == REASON_LIST and text not in REASONS:
        yield _finding(status, "R007")


def _status_code(status: etree._Element) -> str:
    parent = status.getparent()
    return "" if parent is None else _child_text(parent, "cbc:ResponseCode")


def _common(root: etree._Element) -> Iterator[Finding]:
    if root.get(_SCHEMA_LOCATION) is not None:
        yield Finding("PEPPOL-COMMON-R003", Severity.WARNING, xpath=_place(root))
    for element in root.iter():
        if not len(element) and not _text(element):
            yield Finding("PEPPOL-COMMON-R001", Severity.FATAL, xpath=_place(element))
        if element.tag in _DATES and (len(element.text or "") != 10 or day(element.text or "") is None):
            yield Finding("PEPPOL-COMMON-R030", Severity.FATAL, xpath=_place(element))
        if element.tag in _NUMBERS:
            yield from _number(element)


def _number(element: etree._Element) -> Iterator[Finding]:
    """PEPPOL-COMMON-R040 to R057: the number of a party has the form and the check digits of its scheme."""
    scheme, text = element.get("schemeID", ""), element.text or ""
    rule = broken_rule(local(element.tag), scheme, text)
    if rule and (element.tag != TAGS["cbc:ID"] or _parent_tag(element) == TAGS["cac:PartyIdentification"]):
        severity = Severity.WARNING if rule in _WARNINGS else Severity.FATAL
        yield Finding(rule, severity, xpath=_place(element), figures={"value": text.strip(BLANKS), "scheme": scheme})


def _parent_tag(element: etree._Element) -> str:
    parent = element.getparent()
    return "" if parent is None else parent.tag


def _at(root: etree._Element, path: str) -> list[etree._Element]:
    return root.findall("/".join(TAGS[step] for step in path.split("/"))) if path else [root]


def _text(element: etree._Element) -> str:
    return squeeze(element.text or "")


def _child_text(element: etree._Element, name: str) -> str:
    child = element.find(TAGS[name])
    return "" if child is None else _text(child)


def _finding(element: etree._Element, rule: str, *, severity: Severity = Severity.FATAL) -> Finding:
    return Finding(_T111 + rule, severity, xpath=_place(element), figures={"element": local(element.tag)})


def _place(element: etree._Element) -> str:
    return element.getroottree().getpath(element)
