"""From the XML of an envelope's header to a `Header`, with the rules the network has for it.

Every rule has the code the field knows it by. Source: Peppol Business Message Envelope (SBDH) 2.0.2.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
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
from schakel.peppol.sbdh_header import NAMESPACE, WRAPPED, Header, MlsType
from schakel.peppol.slicing import Span
from schakel.peppol.xml import text_of

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
}


def header(shell: etree._Element, payload: Span, *, strict: bool) -> Header:
    """Read and check. `payload` is where the business document was; only its name is looked at.

    Raises InvalidEnvelope (permanent) at the first rule broken; when not `strict`, a rule that does not hinder
    delivery becomes a warning instead.
    """
    head = next(shell.iterchildren(etree.Element))
    _require_shape(head)
    verdict = _Verdict(strict=strict)
    if _text(head, "HeaderVersion") != "1.0":
        raise InvalidEnvelope("HeaderVersion is not 1.0", code="INVALID_HEADER_VERSION")
    sender, receiver = _partner(head, "Sender"), _partner(head, "Receiver")
    scopes = _scopes(head)
    document_type = _document_type(scopes)
    process = _process(scopes)
    country = _country(scopes)
    mls_to, mls_type = _mls(scopes, verdict)
    instance_id, created_at = _identification(head, document_type, payload=payload, verdict=verdict)
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


def _require_shape(element: etree._Element) -> None:
    name = etree.QName(element).localname
    children = _children(element)
    for child, fewest, most in SHAPE[name]:
        found = _take(children, child)
        if len(found) < fewest or (most is not None and len(found) > most):
            raise InvalidEnvelope(f"{len(found)} {child} in {name}")
        for one in found:
            if child in SHAPE:
                _require_shape(one)
    if children:
        raise InvalidEnvelope(f"{children[0].tag} does not belong in this place of {name}")


def _children(element: etree._Element) -> list[etree._Element]:
    return list(element.iterchildren(etree.Element))


def _take(children: list[etree._Element], name: str) -> list[etree._Element]:
    """Remove and return the elements of this name that stand in front."""
    tag = _path(name)
    taken = []
    while children and children[0].tag == tag:
        taken.append(children.pop(0))
    return taken


def _text(parent: etree._Element, path: str) -> str:
    return text_of(parent.find(_path(path)))


@cache
@cache
def _path(path: str) -> str:
    return "/".join(f"{{{NAMESPACE}}}{name}" for name in path.split("/"))


def _partner(head: etree._Element, role: str) -> ParticipantId:
    partners = head.findall(_path(role))
    if len(partners) != 1:
        raise InvalidEnvelope(f"{len(partners)} times {role}", code=f"INVALID_{role.upper()}_COUNT")
    identifier = partners[0].find(_path("Identifier"))
    assert identifier is not None  # the shape was checked
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


def _scopes(head: etree._Element) -> Scopes:
    """By type: the value and the scheme, the latter empty when absent."""
    business_scope = head.find(_path("BusinessScope"))
    if business_scope is None:
        raise InvalidEnvelope("no BusinessScope", code="BUSINESS_SCOPE_MISSING")
    pairs = [_scope(scope) for scope in _children(business_scope)]
    if len(pairs) < 3:
        raise InvalidEnvelope(f"{len(pairs)} scopes, at least 3 are needed", code="INVALID_SCOPE_COUNT")
    return dict(_known_once(pairs))


def _scope(scope: etree._Element) -> tuple[str, tuple[str, str]]:
    children = _children(scope)
    kinds, values, schemes = (_take(children, name) for name in ("Type", "InstanceIdentifier", "Identifier"))
    if len(kinds) != 1 or len(values) != 1 or len(schemes) > 1:
        raise InvalidEnvelope("a Scope needs one Type, then one InstanceIdentifier, then at most one Identifier")
    return text_of(kinds[0]), (text_of(values[0]), text_of(schemes[0]) if schemes else "")


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
    head: etree._Element, document_type: DocumentTypeId, *, payload: Span, verdict: _Verdict
) -> tuple[str, datetime]:
    identification = head.find(_path("DocumentIdentification"))
    assert identification is not None  # the shape was checked
    told = {str(one.tag).rpartition("}")[2]: text_of(one) for one in _children(identification)}
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
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?", text, re.ASCII):
        raise InvalidEnvelope(f"{text!r} is not a date and time")
    try:
        moment = datetime.fromisoformat(re.sub(r"(\.\d{1,6})\d*", r"\1", text))
    except ValueError as error:
        raise InvalidEnvelope(str(error)) from error
    if moment.tzinfo is None:
        verdict.object_to("INVALID_CREATION_DATE_TIME", f"{text!r} has no time zone")
        return moment.replace(tzinfo=UTC)
    return moment


KNOWN_SCOPES = {"DOCUMENTID", "PROCESSID", "COUNTRY_C1", "MLS_TO", "MLS_TYPE"}
