"""Recommand: one key with its secret for a team of companies; an inbox that is marked as read; a webhook with a signature.

Written after Recommand's own published source and documentation, API version 1. Never tried against the service.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import quote

from schakel.hub.network.access_points.client import ApiClient, read_json
from schakel.hub.network.access_points.provider import (
    CannotTell,
    Capabilities,
    DeliveryStatus,
    InboxDocument,
    InboxItem,
    Provider,
    ProviderRefused,
    Submission,
)
from schakel.hub.network.models import Registration
from schakel.hub.network.registration.document_types import process_of
from schakel.peppol.identifiers import DocumentTypeId, ParticipantId, ProcessId
from schakel.peppol.sbdh import Header

BASE = "https://app.recommand.eu/api/v1"
LOOKED_AT = 20  # for one whose sending is not known


class Recommand:
    code: ClassVar = "recommand"
    title: ClassVar = "Recommand"
    capabilities: ClassVar = Capabilities(has_many_companies=True, registers=True, has_webhook=True)
    usual_address: ClassVar = BASE
    credentials: ClassVar[Mapping[str, bool]] = {"key": True, "secret": False, "webhook_secret": False}
    leaves_waiting: ClassVar = True

    def __init__(self, credentials: Mapping[str, str], *, base: str = "") -> None:
        token = base64.b64encode(f"{credentials['key']}:{credentials['secret']}".encode()).decode()
        secrets = (credentials["key"], credentials["secret"])
        self.api = ApiClient(base or BASE, {"authorization": f"Basic {token}"}, secrets)
        self.webhook_secret = credentials["webhook_secret"]

    def verify(self, participant: ParticipantId | None) -> None:
        if participant:
            self.company(participant)
        else:
            require_success(self.api.ask("GET", "/companies"))

    def link(self, registration: Registration) -> None:
        """The company is made and verified in Recommand's own pages; its identifier and document types are added here."""
        place = f"/companies/{self.company(registration.participant)}"
        if not any(is_same(each, registration.participant) for each in self.identifiers(place)):
            self.api.call(
                "POST", f"{place}/identifiers", {"scheme": registration.scheme, "identifier": registration.value}
            )
        values = self.api.ask("GET", f"{place}/document-types").get("documentTypes") or []
        known = {(each.get("docTypeId"), each.get("processId")) for each in values}
        for kind in map(DocumentTypeId.parse, registration.document_types):
            process = process_of(kind)
            if process and (kind.value, process.value) not in known:
                wanted = {"docTypeId": kind.value, "processId": process.value}
                self.api.call("POST", f"{place}/document-types", wanted)

    def unlink(self, registration: Registration) -> None:
        place = f"/companies/{self.company(registration.participant)}"
        for each in self.identifiers(place):
            if is_same(each, registration.participant):
                self.api.call("DELETE", f"{place}/identifiers/{quote(str(each['id']), safe='')}")

    def send(self, header: Header, document: bytes) -> Submission:
        body = {
            "recipient": header.receiver.value,
            "documentType": "xml",
            "document": document.decode(),
            "doctypeId": header.document_type.value,
        }
        answer = self.api.call("POST", f"/{self.company(header.sender)}/send", body, once=True)
        values = require_success(read_json(answer, once=True))
        if not values.get("sentOverPeppol"):
            raise ProviderRefused("taken, but not sent over Peppol", code="NOT_OVER_PEPPOL")
        return Submission(str(values["id"]), answer.body)

    def resume(self, header: Header, document: bytes, reference: str) -> Submission:
        """Among the newest that left, the document itself tells which it is."""
        values = (
            require_success(self.api.ask("GET", f"/documents?direction=outgoing&limit={LOOKED_AT}")).get("documents")
            or []
        )
        for each in values[:LOOKED_AT]:
            answer = self.api.call("GET", f"/documents/{quote(str(each['id']), safe='')}")
            found = require_success(read_json(answer))["document"]
            if (found.get("xml") or "").encode() == document:
                return Submission(str(each["id"]), answer.body)
        raise CannotTell("not among the newest that left; look in Recommand's pages")

    def waiting(self, is_kept: Callable[[str], bool]) -> Iterator[InboxItem]:
        inbox = require_success(self.api.ask("GET", "/inbox")).get("documents") or []
        yield from (InboxItem(str(each["id"])) for each in reversed(inbox))

    def fetch_document(self, id_: str) -> InboxDocument:
        answer = self.api.call("GET", f"/documents/{quote(id_, safe='')}")
        values = require_success(read_json(answer))["document"]
        if not values.get("xml"):
            raise ProviderRefused(f"{id_} has no XML", code="NO_XML")
        return InboxDocument(str(values["id"]), header_of(values), values["xml"].encode(), answer.body)

    def acknowledge(self, id_: str) -> None:
        self.api.call("POST", f"/documents/{quote(id_, safe='')}/mark-as-read", {"read": True})

    def delivery_status(self, id_: str) -> tuple[DeliveryStatus, bytes]:
        """The answer holds the receipt of the other access point, once there is one."""
        answer = self.api.call("GET", f"/documents/{quote(id_, safe='')}")
        values = require_success(read_json(answer))["document"]
        return (
            DeliveryStatus.SENT if values.get("receivedPeppolSignalMessage") else DeliveryStatus.WAITING
        ), answer.body

    def is_genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        """`X-Signature: sha256=` and the HMAC of the body under the secret of the webhook."""
        if not self.webhook_secret:
            return False
        expected = hmac.new(self.webhook_secret.encode(), body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(headers.get("x-signature", "").lower().encode(), f"sha256={expected}".encode())

    def company(self, participant: ParticipantId) -> str:
        """The id of the company that has this number. Raises Refused when nobody made it there."""
        digits = participant.number.lower().removeprefix("be")
        for each in require_success(self.api.ask("GET", "/companies")).get("companies") or []:
            numbers = (
                str(each.get(name) or "").lower().removeprefix("be") for name in ("enterpriseNumber", "vatNumber")
            )
            if digits in numbers:
                return quote(str(each["id"]), safe="")
        raise ProviderRefused(
            f"{participant.value}: make and verify the company at Recommand first", code="NOT_AT_PROVIDER"
        )

    def identifiers(self, place: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (
            require_success(self.api.ask("GET", f"{place}/identifiers")).get("identifiers") or []
        )
        return found


def require_success(values: dict[str, Any]) -> dict[str, Any]:
    if values.get("success") is False:
        raise ProviderRefused(json.dumps(values.get("errors"))[:500], code="PROVIDER_NO_SUCCESS")
    return values


def is_same(identifier: dict[str, Any], participant: ParticipantId) -> bool:
    return (identifier.get("scheme"), str(identifier.get("identifier", "")).lower()) == (
        participant.icd,
        participant.number.lower(),
    )


def header_of(values: dict[str, Any]) -> Header:
    """Raises InvalidIdentifier (permanent)."""
    kind, process = without_scheme(values["docTypeId"]), without_scheme(values["processId"])
    return Header(
        sender=ParticipantId(without_scheme(values["senderId"]).lower()),
        receiver=ParticipantId(without_scheme(values["receiverId"]).lower()),
        document_type=DocumentTypeId(kind),
        process=ProcessId(process),
        country_c1=str(values.get("countryC1") or "")[:2],
        instance_id=str(values.get("envelopeId") or values["id"]),
        created_at=datetime.now(UTC).replace(microsecond=0),
    )


def without_scheme(text: str) -> str:
    """Ids come with and without `iso6523-actorid-upis::` and its like in front."""
    scheme, colons, value = text.partition("::")
    return value if colons and scheme in {"iso6523-actorid-upis", "busdox-docid-qns", "cenbii-procid-ubl"} else text


PROVIDER: type[Provider] = Recommand
