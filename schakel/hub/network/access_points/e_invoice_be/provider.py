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

from schakel.hub.network.access_points.client import LIMIT, TIMEOUT, ApiClient, read_json, require_success
from schakel.hub.network.access_points.document_header import header_of, parties_of
from schakel.hub.network.access_points.e_invoice_be.multipart import file_form
from schakel.hub.network.access_points.provider import (
    Capabilities,
    DeliveryStatus,
    InboxDocument,
    InboxItem,
    OutcomeUnknown,
    Provider,
    ProviderRefused,
    ProviderUnavailable,
    Submission,
)
from schakel.hub.network.models import Registration
from schakel.peppol.errors import Unreachable
from schakel.peppol.identifiers import ParticipantId
from schakel.peppol.sbdh import Header

BASE = "https://api.e-invoice.be"
PER_PAGE = 50
MOST_PAGES = 40
STATUSES = {"SENT": DeliveryStatus.SENT, "FAILED": DeliveryStatus.FAILED}  # DRAFT and TRANSIT wait
SIGNATURES = ("x-signature", "x-webhook-signature")  # which of them is documented nowhere that could be read


class EInvoiceBe:
    code: ClassVar = "e-invoice.be"
    title: ClassVar = "e-invoice.be"
    capabilities: ClassVar = Capabilities(has_many_companies=False, registers=False, has_webhook=True)
    usual_address: ClassVar = BASE
    credentials: ClassVar[Mapping[str, bool]] = {"key": True, "webhook_secret": False}
    leaves_waiting: ClassVar = True

    def __init__(self, credentials: Mapping[str, str], *, base: str = "") -> None:
        self.api = ApiClient(base or BASE, {"authorization": f"Bearer {credentials['key']}"})
        self.webhook_secret = credentials["webhook_secret"]

    def verify(self, participant: ParticipantId | None) -> None:
        values = self.api.ask("GET", "/api/me/")
        known = {str(each).lower() for each in values.get("peppol_ids") or []}
        if participant and participant.value.lower() not in known:
            raise ProviderRefused("register it in e-invoice.be's own pages first", code="NOT_AT_PROVIDER")

    def link(self, registration: Registration) -> None:
        """Only looks: a company is made, and registered, in e-invoice.be's own pages."""
        self.verify(registration.participant)

    def unlink(self, registration: Registration) -> None:
        raise ProviderRefused("end it in e-invoice.be's own pages", code="NOT_BY_API")

    def send(self, header: Header, document: bytes) -> Submission:
        """A draft whose making is not known sends nothing: it is made again."""
        content, kind = file_form("file", "invoice.xml", document)
        answer = self.api.call("POST", "/api/documents/ubl", content, kind=kind)
        return self.send_draft(str(read_json(answer)["id"]), header)

    def send_draft(self, id_: str, header: Header) -> Submission:
        """The draft is sent. Who sends to whom is said, for else it is guessed from the VAT numbers."""
        parties = (("sender", header.sender), ("receiver", header.receiver))
        query = {
            f"{role}_peppol_{what}": value
            for role, party in parties
            for what, value in (("scheme", party.icd), ("id", party.number))
        }
        try:
            answer = self.api.call("POST", f"{document_path(id_)}/send?{urlencode(query)}", once=True)
        except OutcomeUnknown as error:
            raise OutcomeUnknown(error.detail, code=error.code, reference=id_) from error
        return Submission(id_, answer.body)

    def resume(self, header: Header, document: bytes, reference: str) -> Submission:
        if not reference:
            return self.send(header, document)
        answer = self.api.call("GET", document_path(reference))
        is_draft = read_json(answer).get("state") == "DRAFT"
        return self.send_draft(reference, header) if is_draft else Submission(reference, answer.body)

    def waiting(self, is_kept: Callable[[str], bool]) -> Iterator[InboxItem]:
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
        yield from (InboxItem(id_) for id_ in reversed(new))

    def fetch_document(self, id_: str) -> InboxDocument:
        answer = self.api.call("GET", f"{document_path(id_)}/ubl")
        values = read_json(answer)
        document = self.download(str(values.get("signed_url") or ""))
        sender, receiver = parties_of(document)
        from_, to = address_of(values, "sender", sender), address_of(values, "receiver", receiver)
        return InboxDocument(id_, header_of(document, from_, to), document, answer.body)

    def download(self, url: str) -> bytes:
        """From the place that the answer names, without our key."""
        try:
            return require_success(self.api.web.get(url, limit=LIMIT, timeout=TIMEOUT), once=False).body
        except Unreachable as error:
            raise ProviderUnavailable(error.detail) from error

    def acknowledge(self, id_: str) -> None:
        """Nothing marks a document there as taken; what is here is not asked for again."""

    def delivery_status(self, id_: str) -> tuple[DeliveryStatus, bytes]:
        answer = self.api.call("GET", document_path(id_))
        return STATUSES.get(str(read_json(answer).get("state")), DeliveryStatus.WAITING), answer.body

    def is_genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        """`sha256=` and the HMAC under the secret of the webhook: of the body as it came, or as the provider writes it
        before signing, with its keys sorted."""
        given = next((headers[name] for name in SIGNATURES if name in headers), "").lower().encode()
        if not self.webhook_secret or not given:
            return False
        return any(hmac.compare_digest(given, self.signature_of(text)) for text in (body, with_sorted_keys(body)))

    def signature_of(self, text: bytes) -> bytes:
        return b"sha256=" + hmac.new(self.webhook_secret.encode(), text, hashlib.sha256).hexdigest().encode()


def document_path(id_: str) -> str:
    return f"/api/documents/{quote(id_, safe='')}"


def address_of(values: Mapping[str, Any], role: str, otherwise: str) -> str:
    """`0208:0738401117`, as the answer says, else as the document does."""
    scheme, id_ = values.get(f"{role}_peppol_scheme"), values.get(f"{role}_peppol_id")
    return str(ParticipantId(f"{scheme}:{id_}".lower()).value) if scheme and id_ else otherwise


def with_sorted_keys(body: bytes) -> bytes:
    try:
        return json.dumps(json.loads(body), sort_keys=True).encode()
    except ValueError:
        return b""


PROVIDER: type[Provider] = EInvoiceBe
