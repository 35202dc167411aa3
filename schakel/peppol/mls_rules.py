"""The rules a Message Level Status must keep, under their public ids.

Source: rule set MLS 1.0.1 of OpenPeppol, implemented from its description.
"""

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from schakel.base.blanks import BLANKS
from schakel.peppol.application_response import every, schema_findings, text
from schakel.peppol.findings import MessageFinding

RELEASE, RULES = "1.1.0", "1.0.1"  # of the specification and of its rule set
CUSTOMIZATION = "urn:peppol:edec:mls:1.0"
PROFILE = "urn:peppol:edec:mls"
RESPONSES = {"AP", "AB", "RE"}
REASON = "cac:Status/cbc:StatusReasonCode"
FAILURES = {"BV", "FD", "SV"}
REASONS = {*FAILURES, "BW"}

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ZONED = re.compile(r".*(Z|[+-][0-9]{2}:[0-9]{2})")
_PROVIDER = re.compile(r"[0-9]{6}(-[0-9A-Z_]{3,12}(\.[0-9A-Z\-._~]{3,24})?)?", re.IGNORECASE | re.ASCII)

ANSWER = "cac:DocumentResponse"
LINE = "cac:LineResponse"


def broken(root: etree._Element) -> Iterator[MessageFinding]:
    """Every rule that does not hold, the schema's first; `STOP` where the official file ends with an error."""
    yield from schema_findings(root)
    yield from _whole(root)
    for answer in every(root, ANSWER):
        yield from _answer(answer)
        for reference in every(answer, "cac:DocumentReference"):
            yield from _spoken([("26", text(reference, "cbc:ID") != "")], f"{ANSWER}/cac:DocumentReference")
        for line in every(answer, LINE):
            yield from _line(line)


def _whole(root: etree._Element) -> Iterator[MessageFinding]:
    rules = [
        ("01", text(root, "cbc:CustomizationID") == CUSTOMIZATION),
        ("02", text(root, "cbc:ProfileID") == PROFILE),
        ("03", text(root, "cbc:ID") != ""),
        ("04", _DAY.fullmatch(text(root, "cbc:IssueDate")) is not None),
        ("05", bool(every(root, "cbc:IssueTime"))),
        ("06", _ZONED.fullmatch(text(root, "cbc:IssueTime")) is not None),
        *_party(root, "cac:SenderParty", first=7),
        *_party(root, "cac:ReceiverParty", first=12),
        ("17", len(every(root, ANSWER)) == 1),
    ]
    yield from _spoken(rules, "")


def _party(root: etree._Element, role: str, *, first: int) -> Iterator[tuple[str, bool]]:
    endpoints = every(root, f"{role}/cbc:EndpointID")
    value = text(root, f"{role}/cbc:EndpointID")
    scheme = endpoints[0].get("schemeID") if endpoints else None
    holds = (
        bool(endpoints),
        value != "",
        _PROVIDER.fullmatch(value) is not None,
        scheme is not None,
        (scheme or "").strip(BLANKS) == "0242",
    )
    yield from ((f"{rule:02}", held) for rule, held in enumerate(holds, first))


def _answer(answer: etree._Element) -> Iterator[MessageFinding]:
    code = text(answer, "cac:Response/cbc:ResponseCode")
    descriptions = every(answer, "cac:Response/cbc:Description")
    rejected = code == "RE"
    reasons = {text(status, "cbc:StatusReasonCode") for status in every(answer, f"{LINE}/cac:Response/cac:Status")}
    rules = [
        ("18", bool(every(answer, "cac:Response/cbc:ResponseCode"))),
        ("19", code in RESPONSES),
        ("20", not rejected or bool(descriptions)),
        ("21", not rejected or text(answer, "cac:Response/cbc:Description") != ""),
        ("22", len(every(answer, "cac:DocumentReference")) == 1),
        ("23", not rejected or bool(every(answer, LINE))),
        ("24", not rejected or bool(reasons & FAILURES)),
        ("25", rejected or not reasons & FAILURES),
    ]
    yield from _spoken(rules, ANSWER)
    if rejected and len(descriptions) > 1:
        yield MessageFinding("STOP", f"{ANSWER}/cac:Response/cbc:Description")
    if _has_two_reasons(answer):
        yield MessageFinding("STOP", f"{ANSWER}/{LINE}/cac:Response/cac:Status")


def _has_two_reasons(answer: etree._Element) -> bool:
    """Whether an issue has two reasons before the first that breaks a rule: the official file reads no further than that."""
    for issue in every(answer, f"{LINE}/cac:Response"):
        if len(every(issue, REASON)) > 1:
            return True
        if text(issue, REASON) == "BV":
            return False
    return False


def _line(line: etree._Element) -> Iterator[MessageFinding]:
    yield from _spoken([("27", text(line, "cac:LineReference/cbc:LineID") != "")], f"{ANSWER}/{LINE}")
    for issue in every(line, "cac:Response"):
        rules = [
            ("28", bool(every(issue, "cbc:Description"))),
            ("29", text(issue, "cbc:Description") != ""),
            ("30", bool(every(issue, "cac:Status"))),
            *(("31", text(status, "cbc:StatusReasonCode") in REASONS) for status in every(issue, "cac:Status")),
        ]
        yield from _spoken(rules, f"{ANSWER}/{LINE}/cac:Response")
        if len(every(issue, "cbc:Description")) > 1:
            yield MessageFinding("STOP", f"{ANSWER}/{LINE}/cac:Response/cbc:Description")


def _spoken(rules: Iterable[tuple[str, bool]], place: str) -> Iterator[MessageFinding]:
    return (MessageFinding(f"SCH-MLS-{rule}", place) for rule, holds in rules if not holds)
