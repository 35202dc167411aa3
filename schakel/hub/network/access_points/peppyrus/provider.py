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

from schakel.hub.network.access_points.client import ApiClient, read
from schakel.hub.network.access_points.document_header import header_of
from schakel.hub.network.access_points.provider import (
    CannotTell,
    Collected,
    Fate,
    Handed,
    Provider,
    Refused,
    Unavailable,
)
from schakel.hub.network.models import Registration
from schakel.peppol.errors import NotRegistered
from schakel.peppol.sbdh import Header

BASE = "https://api.peppyrus.be/v1"
PER_PAGE = 100
LOOKED_AT = 20  # of a folder, for one whose sending is not known
MOST_PAGES = 20  # of a folder, looked through for one message


class Peppyrus:
    code: ClassVar = "peppyrus"
    credentials: ClassVar[Mapping[str, bool]] = {"key": True}
    leaves_waiting: ClassVar = True

    def __init__(self, credentials: Mapping[str, str], *, base: str = "") -> None:
        self.api = ApiClient(base or BASE, {"x-api-key": credentials["key"]})

    def link(self, registration: Registration) -> None:
        """Only looks: an organisation is made, and its participants registered, in the portal."""
        told = self.api.ask("GET", "/organization/peppol").get("participants") or []
        known = told if isinstance(told, list) else [told]
        wanted = str(registration).lower()
        if not any(str(one.get("participantId", "")).lower() == wanted and one.get("canReceive") for one in known):
            raise Refused("register it in Peppyrus' portal first", code="NOT_AT_PROVIDER")

    def unlink(self, registration: Registration) -> None:
        raise Refused("end it in Peppyrus' portal", code="NOT_BY_API")

    def send(self, header: Header, document: bytes) -> Handed:
        body = {
            "sender": header.sender.value,
            "recipient": header.receiver.value,
            "processType": str(header.process),
            "documentType": str(header.document_type),
            "fileContent": base64.b64encode(document).decode(),
        }
        try:
            answer = self.api.call("POST", "/message", body, once=True)
        except Refused as error:
            if error.code == "PROVIDER_404":
                raise NotRegistered(error.detail) from error
            raise
        return Handed(str(read(answer, once=True).get("id", "")), answer.body)

    def resume(self, header: Header, document: bytes, reference: str) -> Handed:
        """A message has no reference of ours; the document itself is one."""
        for folder in ("OUTBOX", "SENT", "FAILED"):
            for item in islice(self.listed(folder=folder), LOOKED_AT):
                answer = self.api.call("GET", f"/message/{quote(str(item['id']), safe='')}")
                if decoded(read(answer).get("fileContent") or "") == document:
                    return Handed(str(item["id"]), answer.body)
        raise CannotTell("not among the newest that left; look in Peppyrus' portal")

    def waiting(self, is_kept: Callable[[str], bool]) -> Iterator[Collected]:
        for item in self.listed(folder="INBOX", confirmed="false"):
            answer = self.api.call("GET", f"/message/{quote(str(item['id']), safe='')}")
            message = read(answer)
            document = decoded(message.get("fileContent") or "")
            yield Collected(
                str(item["id"]), header_of(document, message["sender"], message["recipient"]), document, answer.body
            )

    def acknowledge(self, id_: str) -> None:
        """Confirming twice is refused, with a status that is documented nowhere; then the message itself tells."""
        place = f"/message/{quote(id_, safe='')}"
        try:
            self.api.call("PATCH", f"{place}/confirm")
        except Refused:
            if self.api.ask("GET", place).get("confirmed") is not True:
                raise

    def fate(self, id_: str) -> tuple[Fate, bytes]:
        """A message has no state of its own: the folder it lies in is its state."""
        for folder, fate in (("SENT", Fate.SENT), ("FAILED", Fate.FAILED)):
            if any(str(item["id"]) == id_ for item in self.listed(folder=folder)):
                return fate, self.api.call("GET", f"/message/{quote(id_, safe='')}/report").body
        return Fate.WAITING, b""

    def is_genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        return False

    def listed(self, **query: str) -> Iterator[dict[str, Any]]:
        """Through the pages, to the last or one too many. What is confirmed meanwhile moves others up: they come next time."""
        for number in range(1, MOST_PAGES + 1):
            page = self.api.ask("GET", f"/message/list?{urlencode({**query, 'page': number, 'perPage': PER_PAGE})}")
            yield from page.get("items") or []
            if number >= int((page.get("meta") or {}).get("pages") or 1):
                return


def decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise Unavailable(f"no Base64: {text[:40]!r}") from error


PROVIDER: type[Provider] = Peppyrus
