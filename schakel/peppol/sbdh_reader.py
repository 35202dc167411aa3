"""From the XML of an envelope's header to a `Header`, with the rules the network has for it.

Every rule has the code the field knows it by. Source: Peppol Business Message Envelope (SBDH) 2.0.2.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from lxml import etree

from schakel.peppol.errors import InvalidEnvelope, InvalidIdentifier
from schakel.peppol.identifiers import (
    DOCUMENT_TYPE_SCHEME,
    PARTICIPANT_SCHEME,
    PROCESS_SCHEME,
    DocumentTypeId,
    ParticipantId,
    ProcessId,
)
from schakel.peppol.moments import read_moment
from schakel.peppol.sbdh_header import NAMESPACE, WRAPPED, Header, MlsType
from schakel.peppol.xml import text_of
from schakel.peppol.xml_outline import Span

# What the schema says of the header, as far as a receiver leans on it: child, fewest, most.
SHAPE: dict[str, list[tuple[str, int, int | None]]] = {
    "StandardBusinessDocumentHeader": [
        ("HeaderVersion", 1, 1),
        ("Sender", 1, None),
        ("Receiver", 1, None),
        ("DocumentIdentification", 1, 1),
        ("Manifest", 0, 1),
        ("BusinessScope", 0, 1),
    ],
    "Sender": [("Identifier", 1, 1), ("ContactInformation", 0, None)],
    "Receiver": [("Identifier", 1, 1), ("ContactInformation", 0, None)],
    "DocumentIdentification": [
        ("Standard", 1, 1),
        ("TypeVersion", 1, 1),
        ("InstanceIdentifier", 1, 1),
        ("Type", 1, 1),
        ("MultipleType", 0, 1),
        ("CreationDateAndTime", 1, 1),
    ],
    "BusinessScope": [("Scope", 0, None)],
    "Scope": [("Type", 1, 1), ("InstanceIdentifier", 1, 1), ("Identifier", 0, 1)],  # and after them whatever it wants
}

Parts = dict[str, list[etree._Element]]  # the children of an element by their name


def header(shell: etree._Element, payload: Span, *, strict: bool) -> Header:
    """Read and check. `payload` is where the business document was; only its name is looked at.

    Raises InvalidEnvelope (permanent) at the first rule broken; when not `strict`, a rule that does not hinder
    delivery becomes a warning instead.
    """
    head = _parts(next(shell.iterchildren(etree.Element)), "StandardBusinessDocumentHeader")
    inside = {name: [_parts(one, name) for one in found] for name, found in head.items() if name in SHAPE}
    verdict = _Verdict(strict=strict)
    if text_of(head["HeaderVersion"][0]) != "1.0":
        raise InvalidEnvelope("HeaderVersion is not 1.0", code="INVALID_HEADER_VERSION")
    sender, receiver = (_partner(inside[role], role) for role in ("Sender", "Receiver"))
    scopes = _scopes(inside["BusinessScope"])
    document_type = _document_type(scopes)
    process = _process(scopes)
    country = _country(scopes)
    mls_to, mls_type = _mls(scopes, verdict)
    identification = inside["DocumentIdentification"][0]
    instance_id, created_at = _identification(identification, document_type, payload=payload, verdict=verdict)
    return Header(
        sender,
        receiver,
        document_type,
        process,
        country,
        instance_id,
        created_at,
        mls_to,
        mls_type,
        tuple(verdict.codes),
    )


@dataclass
class _Verdict:
    """Collects what a lenient reader forgives."""

    strict: bool
    codes: list[str] = field(default_factory=list)

    def object_to(self, code: str, detail: str) -> None:
        if self.strict:
            raise InvalidEnvelope(detail, code=code)
        self.codes.append(code)


def _parts(element: etree._Element, name: str) -> Parts:
    """Its children by name, when order and number of them are those of the schema."""
    children = list(element.iterchildren(etree.Element))
    tags = [child.tag for child in children]
    parts, at = {}, 0
    for child, fewest, most in SHAPE[name]:
        start, tag = at, _tag(child)
        while at < len(tags) and tags[at] == tag:
            at += 1
        if at - start < fewest or (most is not None and at - start > most):
            raise InvalidEnvelope(f"{at - start} {child} in {name}")
        parts[child] = children[start:at]
    if at < len(tags) and name != "Scope":
        raise InvalidEnvelope(f"{tags[at]} does not belong in this place of {name}")
    return parts


@cache
def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _partner(partners: list[Parts], role: str) -> ParticipantId:
    if len(partners) != 1:
        raise InvalidEnvelope(f"{len(partners)} times {role}", code=f"INVALID_{role.upper()}_COUNT")
    identifier = partners[0]["Identifier"][0]
    authority = identifier.get("Authority", "")
    if authority != PARTICIPANT_SCHEME:
        raise InvalidEnvelope(f"Authority of {role} is {authority!r}", code=f"INVALID_{role.upper()}_AUTHORITY")
    return _participant(text_of(identifier), authority, code=f"INVALID_{role.upper()}_VALUE")


def _participant(value: str, scheme: str, *, code: str) -> ParticipantId:
    try:
        participant = ParticipantId(value, scheme)
    except InvalidIdentifier as error:
        raise InvalidEnvelope(error.detail, code=code) from error
    if scheme == PARTICIPANT_SCHEME and not re.fullmatch(r"[0-9]{4}:.+", value):
        raise InvalidEnvelope(f"{value!r} is not four digits, a colon and a number", code=code)
    return participant


Scopes = dict[str, tuple[str, str]]


def _scopes(business_scopes: list[Parts]) -> Scopes:
    """By type: the value and the scheme, the latter empty when absent."""
    if not business_scopes:
        raise InvalidEnvelope("no BusinessScope", code="BUSINESS_SCOPE_MISSING")
    pairs = [_scope(_parts(scope, "Scope")) for scope in business_scopes[0]["Scope"]]
    if len(pairs) < 3:
        raise InvalidEnvelope(f"{len(pairs)} scopes, at least 3 are needed", code="INVALID_SCOPE_COUNT")
    return dict(_known_once(pairs))


def _scope(parts: Parts) -> tuple[str, tuple[str, str]]:
    kind, value, *scheme = (text_of(found[0]) for found in parts.values() if found)
    return kind, (value, scheme[0] if scheme else "")


def _known_once(pairs: list[tuple[str, tuple[str, str]]]) -> Iterator[tuple[str, tuple[str, str]]]:
    seen = set()
    for kind, content in pairs:
        if kind in KNOWN_SCOPES and kind in seen:
            raise InvalidEnvelope(f"scope {kind} more than once", code="INVALID_SCOPE_COUNT")
        seen.add(kind)
        yield kind, content


def _document_type(scopes: Scopes) -> DocumentTypeId:
    value, scheme = _required(scopes, "DOCUMENTID", code="MISSING_DOCUMENT_TYPE_IDENTIFIER")
    try:
        document_type = DocumentTypeId(value, scheme or DOCUMENT_TYPE_SCHEME)
        assert document_type.version
    except InvalidIdentifier as error:
        raise InvalidEnvelope(error.detail, code="INVALID_DOCUMENT_TYPE_IDENTIFIER") from error
    return document_type


def _process(scopes: Scopes) -> ProcessId:
    value, scheme = _required(scopes, "PROCESSID", code="MISSING_PROCESS_IDENTIFIER")
    try:
        return ProcessId(value, scheme or PROCESS_SCHEME)
    except InvalidIdentifier as error:
        raise InvalidEnvelope(error.detail, code="INVALID_PROCESS_IDENTIFIER") from error


def _country(scopes: Scopes) -> str:
    value, _ = _required(scopes, "COUNTRY_C1", code="MISSING_COUNTRY_C1")
    if not re.fullmatch("[A-Z0-9]{2}", value):
        raise InvalidEnvelope(f"{value!r} is not a country code", code="INVALID_COUNTRY_C1")
    return value


def _required(scopes: Scopes, kind: str, *, code: str) -> tuple[str, str]:
    if kind not in scopes:
        raise InvalidEnvelope(f"no scope {kind}", code=code)
    return scopes[kind]


def _mls(scopes: Scopes, verdict: _Verdict) -> tuple[ParticipantId | None, MlsType]:
    to, kind = None, MlsType.FAILURE_ONLY
    if "MLS_TO" in scopes:
        try:
            to = _participant(*scopes["MLS_TO"], code="INVALID_MLS_TO")
        except InvalidEnvelope as error:
            verdict.object_to(error.code, error.detail)
    if "MLS_TYPE" in scopes:
        try:
            kind = MlsType(scopes["MLS_TYPE"][0])
        except ValueError as error:
            verdict.object_to("INVALID_MLS_TYPE", str(error))
    return to, kind


def _identification(
    identification: Parts, document_type: DocumentTypeId, *, payload: Span, verdict: _Verdict
) -> tuple[str, datetime]:
    told = {name: text_of(found[0]) for name, found in identification.items() if found}
    wanted = {"Standard": document_type.namespace, "Type": document_type.root, "TypeVersion": document_type.version}
    codes = {"Standard": "INVALID_STANDARD", "Type": "INVALID_TYPE", "TypeVersion": "INVALID_TYPE_VERSION"}
    for name, value in wanted.items():
        if told[name] != value and (value or not told[name]):  # what is not XML has no root to compare with
            raise InvalidEnvelope(f"{name} is {told[name]!r}, the document type says {value!r}", code=codes[name])
    if not told["InstanceIdentifier"]:
        raise InvalidEnvelope("the envelope has no id of its own", code="INVALID_INSTANCE_IDENTIFIER")
    if payload.namespace != WRAPPED and (payload.namespace, payload.name) != (told["Standard"], told["Type"]):
        verdict.object_to("INVALID_BUSINESS_MESSAGE", f"the document is a {{{payload.namespace}}}{payload.name}")
    return told["InstanceIdentifier"], _moment(told["CreationDateAndTime"], verdict)


def _moment(text: str, verdict: _Verdict) -> datetime:
    try:
        moment = read_moment(text)
    except ValueError as error:
        raise InvalidEnvelope(str(error)) from error
    if not re.search(r"(Z|[+-]\d\d:\d\d)$", text, re.ASCII):
        verdict.object_to("INVALID_CREATION_DATE_TIME", f"{text!r} has no time zone")
    return moment


KNOWN_SCOPES = {"DOCUMENTID", "PROCESSID", "COUNTRY_C1", "MLS_TO", "MLS_TYPE"}
