"""Peppyrus: one key for each organisation, registered in Peppyrus' own portal; documents by polling, no webhook.

Written after the public clients of the API, version 1: `POST /message`, `GET /message/list`, `GET /message/{id}`,
`PATCH /message/{id}/confirm`, `GET /message/{id}/report`, `GET /organization/peppol`. Never tried against the service.
"""

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from schakel.hub.network.access_points.client import ApiClient, read_json
from schakel.hub.network.access_points.document_header import header_of
from schakel.hub.network.access_points.provider import (
    CannotTell,
    Capabilities,
    DeliveryStatus,
    InboxDocument,
    InboxItem,
    Provider,
    ProviderRefused,
    ProviderUnavailable,
    Submission,
)
from schakel.hub.network.models import Registration
from schakel.peppol.errors import NotRegistered
from schakel.peppol.identifiers import ParticipantId
from schakel.peppol.sbdh import Header

BASE = "https://api.peppyrus.be/v1"
PER_PAGE = 100
LOOKED_AT = 20  # of a folder, for one whose sending is not known
MOST_PAGES = 20  # of a folder, looked through for one message


class Peppyrus:
    code: ClassVar = "peppyrus"
    title: ClassVar = "Peppyrus"
    capabilities: ClassVar = Capabilities(has_many_companies=False, registers=False, has_webhook=False)
    usual_address: ClassVar = BASE
    credentials: ClassVar[Mapping[str, bool]] = {"key": True}
    leaves_waiting: ClassVar = True

    def __init__(self, credentials: Mapping[str, str], *, base: str = "") -> None:
        self.api = ApiClient(base or BASE, {"x-api-key": credentials["key"]})

    def verify(self, participant: ParticipantId | None) -> None:
        values = self.api.ask("GET", "/organization/peppol").get("participants") or []
        known = values if isinstance(values, list) else [values]
        wanted = participant.value.lower() if participant else ""
        found = (each for each in known if str(each.get("participantId", "")).lower() == wanted)
        if wanted and not any(each.get("canReceive") for each in found):
            raise ProviderRefused("register it in Peppyrus' portal first", code="NOT_AT_PROVIDER")

    def link(self, registration: Registration) -> None:
        """Only looks: an organisation is made, and its participants registered, in the portal."""
        self.verify(registration.participant)

    def unlink(self, registration: Registration) -> None:
        raise ProviderRefused("end it in Peppyrus' portal", code="NOT_BY_API")

    def send(self, header: Header, document: bytes) -> Submission:
        body = {
            "sender": header.sender.value,
            "recipient": header.receiver.value,
            "processType": str(header.process),
            "documentType": str(header.document_type),
            "fileContent": base64.b64encode(document).decode(),
        }
        try:
            answer = self.api.call("POST", "/message", body, once=True)
        except ProviderRefused as error:
            if error.code == "PROVIDER_404":
                raise NotRegistered(error.detail) from error
            raise
        return Submission(str(read_json(answer, once=True).get("id", "")), answer.body)

    def resume(self, header: Header, document: bytes, reference: str) -> Submission:
        """A message has no reference of ours; the document itself is one."""
        for folder in ("OUTBOX", "SENT", "FAILED"):
            for item in islice(self.messages_in(folder=folder), LOOKED_AT):
                answer = self.api.call("GET", f"/message/{quote(str(item['id']), safe='')}")
                if from_base64(read_json(answer).get("fileContent") or "") == document:
                    return Submission(str(item["id"]), answer.body)
        raise CannotTell("not among the newest that left; look in Peppyrus' portal")

    def waiting(self, is_kept: Callable[[str], bool]) -> Iterator[InboxItem]:
        for item in self.messages_in(folder="INBOX", confirmed="false"):
            yield InboxItem(str(item["id"]))

    def fetch_document(self, id_: str) -> InboxDocument:
        answer = self.api.call("GET", f"/message/{quote(id_, safe='')}")
        message = read_json(answer)
        document = from_base64(message.get("fileContent") or "")
        return InboxDocument(id_, header_of(document, message["sender"], message["recipient"]), document, answer.body)

    def acknowledge(self, id_: str) -> None:
        """Confirming twice is refused, with a status that is documented nowhere; then the message itself tells."""
        place = f"/message/{quote(id_, safe='')}"
        try:
            self.api.call("PATCH", f"{place}/confirm")
        except ProviderRefused:
            if self.api.ask("GET", place).get("confirmed") is not True:
                raise

    def delivery_status(self, id_: str) -> tuple[DeliveryStatus, bytes]:
        """A message has no state of its own: the folder it lies in is its state."""
        for folder, status in (("SENT", DeliveryStatus.SENT), ("FAILED", DeliveryStatus.FAILED)):
            if any(str(item["id"]) == id_ for item in self.messages_in(folder=folder)):
                return status, self.api.call("GET", f"/message/{quote(id_, safe='')}/report").body
        return DeliveryStatus.WAITING, b""

    def is_genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        return False

    def messages_in(self, **query: str) -> Iterator[dict[str, Any]]:
        """Through the pages, to the last or one too many. What is confirmed meanwhile moves others up: they come next time."""
        for number in range(1, MOST_PAGES + 1):
            page = self.api.ask("GET", f"/message/list?{urlencode({**query, 'page': number, 'perPage': PER_PAGE})}")
            yield from page.get("items") or []
            if number >= int((page.get("meta") or {}).get("pages") or 1):
                return


def from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ProviderUnavailable(f"no Base64: {text[:40]!r}") from error


PROVIDER: type[Provider] = Peppyrus
