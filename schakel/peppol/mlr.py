"""Message Level Response, the forerunner of the Message Level Status: read and checked, no longer sent.

The message is the same document with participants instead of service providers. Source: Peppol BIS Message Level
Response 3, rule set T71 of the May 2026 release, implemented from its description.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from schakel.base.blanks import BLANKS, squeeze
from schakel.base.digits import day
from schakel.base.document_types import DOCUMENT_TYPES
from schakel.base.marks import is_cut
from schakel.peppol import application_response as response
from schakel.peppol import check_digits, codelists, xml
from schakel.peppol.application_response import CBC, every, text
from schakel.peppol.errors import InvalidMessage
from schakel.peppol.findings import MessageFinding, is_valid
from schakel.peppol.identifiers import ParticipantId
from schakel.peppol.mls import Fate, Issue, Reason

CUSTOMIZATION = "urn:fdc:peppol.eu:poacc:trns:mlr:3"
PROFILE = "urn:fdc:peppol.eu:poacc:bis:mlr:3"
DOCUMENT_TYPE = response.document_type(CUSTOMIZATION)
SCHEMA_LOCATION = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
RESPONSES = {"AB", "AP", "RE"}
REASONS = {"BV", "BW", "SV"}


@dataclass(frozen=True)
class ElementRules:
    """What one element holds: needed children with the rule that misses them, others allowed, the rule against the rest."""

    needed: dict[str, str]
    allowed: tuple[str, ...] = ()
    others: str = ""


ANSWER = "cac:DocumentResponse"
LINE = f"{ANSWER}/cac:LineResponse"
PARTS = {
    ".": ElementRules(
        {
            "cbc:CustomizationID": "B00101",
            "cbc:ProfileID": "B00102",
            "cbc:ID": "B00103",
            "cbc:IssueDate": "B00104",
            "cac:SenderParty": "B00105",
            "cac:ReceiverParty": "B00106",
            ANSWER: "B00107",
        },
        ("cbc:IssueTime",),
        "B00109",
    ),
    "cac:SenderParty": ElementRules({"cbc:EndpointID": "B00701"}, (), "B00702"),
    "cac:ReceiverParty": ElementRules({"cbc:EndpointID": "B01001"}, (), "B01002"),
    ANSWER: ElementRules(
        {"cac:Response": "B01301", "cac:DocumentReference": "B01302"}, ("cac:LineResponse",), "B01303"
    ),
    f"{ANSWER}/cac:Response": ElementRules({"cbc:ResponseCode": "B01401"}, ("cbc:Description",), "B01402"),
    f"{ANSWER}/cac:DocumentReference": ElementRules(
        {"cbc:ID": "B01701"}, ("cbc:DocumentTypeCode", "cbc:VersionID"), "B01702"
    ),
    LINE: ElementRules({"cac:LineReference": "B02101", "cac:Response": "B02102"}),
    f"{LINE}/cac:LineReference": ElementRules({"cbc:LineID": "B02201"}, (), "B02202"),
    f"{LINE}/cac:Response": ElementRules(
        {"cbc:Description": "B02401", "cac:Status": "B02402"}, ("cbc:ResponseCode",), "B02403"
    ),
    f"{LINE}/cac:Response/cac:Status": ElementRules({"cbc:StatusReasonCode": "B02701"}, (), "B02702"),
}
CODES = {
    f"{ANSWER}/cac:Response/cbc:ResponseCode": ("B01501", RESPONSES),
    f"{LINE}/cac:Response/cbc:ResponseCode": ("B02501", RESPONSES),
    f"{LINE}/cac:Response/cac:Status/cbc:StatusReasonCode": ("B02801", REASONS),
    f"{ANSWER}/cac:DocumentReference/cbc:DocumentTypeCode": ("B01901", DOCUMENT_TYPES),
}
ENDPOINTS = {"cac:SenderParty": ("B00801", "B00802"), "cac:ReceiverParty": ("B01101", "B01102")}

# By scheme of an id: rule, whether it is fatal, form, and the calculation behind it where it has one.
NUMBERS: dict[str, tuple[str, bool, str]] = {
    "0088": ("R040", True, r"\d+"),
    "0192": ("R041", True, r"\d{9}"),
    "0184": ("R042", True, r"(DK)?\d{8}"),
    "0096": ("R052", True, r"\d{10}"),
    "0198": ("R053", True, r"DK\d{8}"),
    "0208": ("R043", True, r"\d{10}"),
    "0201": ("R044", False, r"[0-9A-Za-z]{6}"),
    "0210": ("R045", False, r"[A-Za-z]{6}\d{2}[A-Za-z]\d{2}[A-Za-z]\d{3}[A-Za-z]|\d{11}"),
    "9907": ("R046", False, r"[A-Za-z]{6}\d{2}[A-Za-z]\d{2}[A-Za-z]\d{3}[A-Za-z]|\d{11}"),
    "0211": ("R047", False, r"IT\d{11}"),
    "0007": ("R049", True, r"\d{10}"),
    "0151": ("R050", True, r"\d{11}"),
    "0106": ("R054", False, r"\d{8}"),
    "0190": ("R055", False, r"\d{20}"),
    "9944": ("R056-1", False, r"NL\d{9}B\d{2}"),
    "0217": ("R057", False, r"\d{12}"),
}
CALCULATED = {"0088", "0192", "0208", "0211", "0007", "0151"}


@dataclass(frozen=True)
class MessageResponse:
    """What became of a message, in the older form. `about` is the InstanceIdentifier of its envelope."""

    id: str
    sender: ParticipantId
    receiver: ParticipantId
    about: str
    fate: Fate
    description: str
    issues: tuple[Issue, ...]


def read(data: bytes) -> MessageResponse:
    """Raises InvalidXml or InvalidMessage (permanent); its `code` is the first fatal rule broken."""
    root = response.parse(data)
    findings = tuple(broken(root))
    if not is_valid(findings):
        first = next(finding for finding in findings if finding.fatal)
        raise InvalidMessage(f"broken at {first.place}", code=first.rule)
    answer = every(root, ANSWER)[0]
    return MessageResponse(
        id=text(root, "cbc:ID"),
        sender=_participant(root, "cac:SenderParty"),
        receiver=_participant(root, "cac:ReceiverParty"),
        about=text(answer, "cac:DocumentReference/cbc:ID"),
        fate=Fate(text(answer, "cac:Response/cbc:ResponseCode")),
        description=text(answer, "cac:Response/cbc:Description"),
        issues=tuple(_issues(root)),
    )


def check(data: bytes) -> tuple[MessageFinding, ...]:
    """Every rule that speaks. Raises InvalidXml or InvalidMessage when it is not such a message at all."""
    return tuple(broken(response.parse(data)))


def broken(root: etree._Element) -> Iterator[MessageFinding]:
    yield from response.schema_findings(root)
    yield from _common(root)
    if every(root, "cbc:CustomizationID") and not text(root, "cbc:CustomizationID").startswith(CUSTOMIZATION):
        yield _finding("T71-R001", "cbc:CustomizationID")
    if every(root, "cbc:ProfileID") and text(root, "cbc:ProfileID") != PROFILE:
        yield _finding("T71-B00301", "cbc:ProfileID")
    for path, part in PARTS.items():
        for element in [root] if path == "." else every(root, path):
            yield from _part(element, part, path=path)
    yield from _codes(root)
    for role, rules in ENDPOINTS.items():
        yield from _endpoint(root, role, rules=rules)


def _codes(root: etree._Element) -> Iterator[MessageFinding]:
    yield from (MessageFinding("STOP", "cbc:ProfileID") for one in every(root, "cbc:ProfileID") if is_cut(one))
    for path, (rule, codes) in CODES.items():
        for one in every(root, path):
            if is_cut(one):
                yield MessageFinding("STOP", path)
            elif _words(one) not in codes:
                yield _finding(f"T71-{rule}", path)


def _part(element: etree._Element, part: ElementRules, *, path: str) -> Iterator[MessageFinding]:
    known = {response.qualified(name) for name in (*part.needed, *part.allowed)}
    for name, rule in part.needed.items():
        if not every(element, name):
            yield _finding(f"T71-{rule}", path)
    if part.others:
        strangers = [child for child in element.iterchildren(etree.Element) if child.tag not in known]
        yield from (_finding(f"T71-{part.others}", f"{path}/{child.tag}") for child in strangers)


def _endpoint(root: etree._Element, role: str, *, rules: tuple[str, str]) -> Iterator[MessageFinding]:
    for endpoint in every(root, f"{role}/cbc:EndpointID"):
        scheme = endpoint.get("schemeID")
        if scheme is None:
            yield _finding(f"T71-{rules[0]}", role)
        elif scheme not in codelists.electronic_addresses():
            yield _finding(f"T71-{rules[1]}", role)


def _common(root: etree._Element) -> Iterator[MessageFinding]:
    """Rules every Peppol message shares."""
    if SCHEMA_LOCATION in root.attrib:
        yield _finding("COMMON-R003", ".", fatal=False)
        yield _finding("T71-B00108", ".")
    for element in response.walk(root):
        if next(element.iterchildren(etree.Element), None) is None and not xml.text_of(element):
            yield _finding("COMMON-R001", element.tag)
        if element.tag == f"{{{CBC}}}IssueDate" and not _is_day("".join(map(str, element.itertext()))):
            yield _finding("COMMON-R030", element.tag)
        if element.tag == f"{{{CBC}}}EndpointID":
            yield from _number(element.get("schemeID", ""), _words(element))


def _is_day(written: str) -> bool:
    try:
        day(written)
    except ValueError:
        return False
    return True


def _number(scheme: str, value: str) -> Iterator[MessageFinding]:
    if scheme not in NUMBERS:
        return
    rule, fatal, form = NUMBERS[scheme]
    right = re.fullmatch(form, value, re.ASCII) and (scheme not in CALCULATED or check_digits.holds(scheme, value))
    if not right:
        yield _finding(f"COMMON-{rule}", "cbc:EndpointID", fatal=fatal)


def _participant(root: etree._Element, role: str) -> ParticipantId:
    endpoint = every(root, f"{role}/cbc:EndpointID")[0]
    return ParticipantId(f"{endpoint.get('schemeID', '').strip(BLANKS)}:{_words(endpoint)}")


def _issues(root: etree._Element) -> Iterator[Issue]:
    for line in every(root, LINE):
        place = text(line, "cac:LineReference/cbc:LineID")
        for issue in every(line, "cac:Response"):
            reason = Reason(text(issue, "cac:Status/cbc:StatusReasonCode"))
            yield Issue(reason, text(issue, "cbc:Description"), place)


def _words(element: etree._Element) -> str:
    return squeeze(xml.text_of(element))


def _finding(rule: str, place: str, *, fatal: bool = True) -> MessageFinding:
    return MessageFinding(f"PEPPOL-{rule}", place, fatal)
