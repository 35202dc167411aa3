"""e-invoice.be: one key for each company; a document is laid down as a draft and sent in a second call; an inbox without marks.

Written after the OpenAPI description that e-invoice.be publishes with its own client (API version 1.1): `POST /api/documents/ubl`,
`POST /api/documents/{id}/send`, `GET /api/documents/{id}`, `GET /api/documents/{id}/ubl`, `GET /api/inbox/`, `GET /api/me/`, and
after public notes on its webhooks. Never tried against the service.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from schakel.hub.network.access_points.client import LIMIT, TIMEOUT, ApiClient, checked, read
from schakel.hub.network.access_points.document_header import header_of, parties_of
from schakel.hub.network.access_points.e_invoice_be.multipart import one_file
from schakel.hub.network.access_points.provider import (
    Collected,
    Fate,
    Handed,
    OutcomeUnknown,
    Provider,
    Refused,
    Unavailable,
)
from schakel.hub.network.models import Registration
from schakel.peppol.errors import Unreachable
from schakel.peppol.identifiers import ParticipantId
from schakel.peppol.sbdh import Header

BASE = "https://api.e-invoice.be"
PER_PAGE = 50
MOST_PAGES = 40
STATES = {"SENT": Fate.SENT, "FAILED": Fate.FAILED}  # DRAFT and TRANSIT wait
SIGNATURES = ("x-signature", "x-webhook-signature")  # which of them is documented nowhere that could be read


class EInvoiceBe:
    code: ClassVar = "e-invoice.be"
    credentials: ClassVar[Mapping[str, bool]] = {"key": True, "webhook_secret": False}
    leaves_waiting: ClassVar = True

    def __init__(self, credentials: Mapping[str, str], *, base: str = "") -> None:
        self.api = ApiClient(base or BASE, {"authorization": f"Bearer {credentials['key']}"})
        self.webhook_secret = credentials["webhook_secret"]

    def link(self, registration: Registration) -> None:
        """Only looks: a company is made, and registered, in e-invoice.be's own pages."""
        told = self.api.ask("GET", "/api/me/")
        known = {str(each).lower() for each in told.get("peppol_ids") or []}
        if str(registration).lower() not in known:
            raise Refused("register it in e-invoice.be's own pages first", code="NOT_AT_PROVIDER")

    def unlink(self, registration: Registration) -> None:
        raise Refused("end it in e-invoice.be's own pages", code="NOT_BY_API")

    def send(self, header: Header, document: bytes) -> Handed:
        """A draft whose making is not known sends nothing: it is made again."""
        content, kind = one_file("file", "invoice.xml", document)
        answer = self.api.call("POST", "/api/documents/ubl", content, kind=kind)
        return self.sent(str(read(answer)["id"]), header)

    def sent(self, id_: str, header: Header) -> Handed:
        """The draft is sent. Who sends to whom is said, for else it is guessed from the VAT numbers."""
        parties = (("sender", header.sender), ("receiver", header.receiver))
        told = {
            f"{role}_peppol_{what}": value
            for role, party in parties
            for what, value in (("scheme", party.icd), ("id", party.number))
        }
        try:
            answer = self.api.call("POST", f"{place(id_)}/send?{urlencode(told)}", once=True)
        except OutcomeUnknown as error:
            raise OutcomeUnknown(error.detail, code=error.code, reference=id_) from error
        return Handed(id_, answer.body)

    def resume(self, header: Header, document: bytes, reference: str) -> Handed:
        if not reference:
            return self.send(header, document)
        answer = self.api.call("GET", place(reference))
        is_draft = read(answer).get("state") == "DRAFT"
        return self.sent(reference, header) if is_draft else Handed(reference, answer.body)

    def waiting(self, is_kept: Callable[[str], bool]) -> Iterator[Collected]:
        """What is not here yet: the newest first until a whole page is known, then given the oldest first."""
        new: list[str] = []
        for page in range(1, MOST_PAGES + 1):
            query = {"page": page, "page_size": PER_PAGE, "sort_by": "created_at", "sort_order": "desc"}
            ids = [
                str(each["id"]) for each in self.api.ask("GET", f"/api/inbox/?{urlencode(query)}").get("items") or []
            ]
            unknown = [id_ for id_ in ids if not is_kept(id_)]
            new += unknown
            if not unknown or len(ids) < PER_PAGE:
                break
        yield from (self.collected(id_) for id_ in reversed(new))

    def collected(self, id_: str) -> Collected:
        answer = self.api.call("GET", f"{place(id_)}/ubl")
        told = read(answer)
        document = self.fetched(str(told.get("signed_url") or ""))
        sender, receiver = parties_of(document)
        from_, to = addressed(told, "sender", sender), addressed(told, "receiver", receiver)
        return Collected(id_, header_of(document, from_, to), document, answer.body)

    def fetched(self, url: str) -> bytes:
        """From the place that the answer names, without our key."""
        try:
            return checked(self.api.web.get(url, limit=LIMIT, timeout=TIMEOUT), once=False).body
        except Unreachable as error:
            raise Unavailable(error.detail) from error

    def acknowledge(self, id_: str) -> None:
        """Nothing marks a document there as taken; what is here is not asked for again."""

    def fate(self, id_: str) -> tuple[Fate, bytes]:
        answer = self.api.call("GET", place(id_))
        return STATES.get(str(read(answer).get("state")), Fate.WAITING), answer.body

    def is_genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        """`sha256=` and the HMAC under the secret of the webhook: of the body as it came, or as the provider writes it
        before signing, with its keys sorted."""
        said = next((headers[name] for name in SIGNATURES if name in headers), "").lower().encode()
        if not self.webhook_secret or not said:
            return False
        return any(hmac.compare_digest(said, self.signed(text)) for text in (body, sorted_(body)))

    def signed(self, text: bytes) -> bytes:
        return b"sha256=" + hmac.new(self.webhook_secret.encode(), text, hashlib.sha256).hexdigest().encode()


def place(id_: str) -> str:
    return f"/api/documents/{quote(id_, safe='')}"


def addressed(told: Mapping[str, Any], role: str, otherwise: str) -> str:
    """`0208:0738401117`, as the answer says, else as the document does."""
    scheme, id_ = told.get(f"{role}_peppol_scheme"), told.get(f"{role}_peppol_id")
    return str(ParticipantId(f"{scheme}:{id_}".lower()).value) if scheme and id_ else otherwise


def sorted_(body: bytes) -> bytes:
    try:
        return json.dumps(json.loads(body), sort_keys=True).encode()
    except ValueError:
        return b""


PROVIDER: type[Provider] = EInvoiceBe
