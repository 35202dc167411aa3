"""Storecove: one key, a legal entity for each company; everything it tells comes through one queue, the oldest first.

Written after Storecove's OpenAPI description (version 2.0.1) and its public documentation: `POST /document_submissions`,
`GET /document_submissions/{guid}/evidence/sending`, `GET` and `DELETE /webhook_instances/`,
`GET /received_documents/{guid}/original`, `/legal_entities/{id}/peppol_identifiers`. Never tried against the service.

What is submitted is read by Storecove and written anew: the receiver does not get our bytes.
"""

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import quote

from schakel.hub.network.access_points.client import ApiClient, read_json
from schakel.hub.network.access_points.document_header import header_of, parties_of
from schakel.hub.network.access_points.provider import (
    Capabilities,
    DeliveryStatus,
    InboxDocument,
    InboxItem,
    Provider,
    ProviderRefused,
    ProviderUnavailable,
    StatusUpdate,
    Submission,
)
from schakel.hub.network.access_points.storecove.schemes import identifier_of
from schakel.hub.network.models import Registration
from schakel.peppol.identifiers import ParticipantId
from schakel.peppol.sbdh import Header

BASE = "https://api.storecove.com/api/v2"
SUPERSCHEME = "iso6523-actorid-upis"
KINDS = ("Invoice", "CreditNote")  # what can be submitted as UBL
STATUSES = {"succeeded": DeliveryStatus.SENT, "failed": DeliveryStatus.FAILED, "no_action_taken": DeliveryStatus.FAILED}


class Storecove:
    code: ClassVar = "storecove"
    title: ClassVar = "Storecove"
    capabilities: ClassVar = Capabilities(has_many_companies=True, registers=True, has_webhook=False)
    usual_address: ClassVar = BASE
    credentials: ClassVar[Mapping[str, bool]] = {"key": True, "legal_entity": False}
    leaves_waiting: ClassVar = False  # what is not taken from the queue holds up all that comes after

    def __init__(self, credentials: Mapping[str, str], *, base: str = "") -> None:
        self.api = ApiClient(base or BASE, {"authorization": f"Bearer {credentials['key']}"})
        self.legal_entity = credentials["legal_entity"]

    def verify(self, participant: ParticipantId | None) -> None:
        """Its API says nothing of a key alone."""
        if participant is None:
            raise ProviderRefused("only a company's legal entity can be asked for", code="NO_COMPANY")
        self.api.ask("GET", self.entity())

    def link(self, registration: Registration) -> None:
        """The legal entity is made and verified in Storecove's own pages; its identifier is added here."""
        scheme, number = identifier_of(registration.participant)
        wanted = {"superscheme": SUPERSCHEME, "scheme": scheme, "identifier": number}
        known = self.api.ask("GET", self.entity()).get("peppol_identifiers") or []
        if not any(all(str(each.get(name)) == value for name, value in wanted.items()) for each in known):
            self.api.call("POST", f"{self.entity()}/peppol_identifiers", wanted)

    def unlink(self, registration: Registration) -> None:
        scheme, number = identifier_of(registration.participant)
        path = "/".join(quote(each, safe="") for each in (SUPERSCHEME, scheme, number))
        try:
            self.api.call("DELETE", f"{self.entity()}/peppol_identifiers/{path}")
        except ProviderRefused as error:
            if error.code != "PROVIDER_404":  # gone already
                raise

    def entity(self) -> str:
        if not self.legal_entity:
            raise ProviderRefused("the account names no legal_entity", code="NOT_AT_PROVIDER")
        return f"/legal_entities/{quote(self.legal_entity, safe='')}"

    def send(self, header: Header, document: bytes) -> Submission:
        """The id of the envelope makes a second submission the same as the first, so an unknown outcome is asked again."""
        if header.document_type.root not in KINDS:
            raise ProviderRefused(f"{header.document_type.root} cannot be submitted as it is", code="KIND_NOT_SENT")
        scheme, number = identifier_of(header.receiver)
        content = base64.b64encode(document).decode()
        body = {
            "legalEntityId": int(self.legal_entity) if self.legal_entity.isdecimal() else None,
            "idempotencyGuid": header.instance_id,
            "routing": {"eIdentifiers": [{"scheme": scheme, "id": number}]},
            "document": {"documentType": "invoice", "rawDocumentData": {"document": content, "parseStrategy": "ubl"}},
        }
        try:
            answer = self.api.call("POST", "/document_submissions", body)
        except ProviderRefused as error:
            if "idempotency" not in error.detail.lower():
                raise
            return Submission(
                header.instance_id, error.detail.encode()
            )  # it was taken before; the queue tells its own id
        return Submission(str(read_json(answer)["guid"]), answer.body)

    def resume(self, header: Header, document: bytes, reference: str) -> Submission:
        return self.send(header, document)

    def waiting(self, is_kept: Callable[[str], bool]) -> Iterator[InboxItem | StatusUpdate]:
        """One after the other; the next is there when this one was acknowledged."""
        before = ""
        while True:
            answer = self.api.call("GET", "/webhook_instances/")
            if answer.status == 204:
                return
            values = read_json(answer)
            guid = str(values["guid"])
            if guid == before:
                return
            before = guid
            yield self.read_item(guid, values)

    def read_item(self, guid: str, values: Mapping[str, Any]) -> InboxItem | StatusUpdate:
        """The body is JSON in a text. What is about nothing of ours has no id, and is only acknowledged."""
        try:
            body = json.loads(str(values.get("body") or "{}"))
        except ValueError:
            body = {}
        if document_guid := body.get("document_guid"):
            return InboxItem(str(document_guid), token=guid)
        status = STATUSES.get(str(body.get("event")), DeliveryStatus.WAITING)
        evidence = json.dumps(body).encode()
        return StatusUpdate(
            str(body.get("guid") or ""), status, evidence, token=guid, own=str(body.get("idempotencyGuid") or "")
        )

    def fetch_document(self, id_: str) -> InboxDocument:
        answer = self.api.call("GET", f"/received_documents/{quote(id_, safe='')}/original")
        document = document_bytes(str(read_json(answer).get("original") or ""))
        sender, receiver = parties_of(document)
        return InboxDocument(id_, header_of(document, sender, receiver), document, answer.body)

    def acknowledge(self, token: str) -> None:
        try:
            self.api.call("DELETE", f"/webhook_instances/{quote(token, safe='')}")
        except ProviderRefused as error:
            if error.code != "PROVIDER_404":  # gone already
                raise

    def delivery_status(self, id_: str) -> tuple[DeliveryStatus, bytes]:
        """Evidence is there once it arrived; that it failed is told through the queue only."""
        try:
            answer = self.api.call("GET", f"/document_submissions/{quote(id_, safe='')}/evidence/sending")
        except ProviderRefused as error:
            if error.code == "PROVIDER_404":
                return DeliveryStatus.WAITING, b""
            raise
        return DeliveryStatus.SENT, answer.body

    def is_genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        """The queue is looked into; nobody calls."""
        return False


def document_bytes(original: str) -> bytes:
    """As XML, or as Base64 of it: the documentation does not say which."""
    if original.lstrip().startswith("<"):
        return original.encode()
    try:
        return base64.b64decode(original, validate=True)
    except ValueError as error:
        raise ProviderUnavailable(f"no document: {original[:40]!r}") from error


PROVIDER: type[Provider] = Storecove
