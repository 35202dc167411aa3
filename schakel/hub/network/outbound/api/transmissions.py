"""The API of this room: sending a ready document, what became of it with its proof, and looking somebody up."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from ninja import Field, Path, Query, Router, Schema

from schakel.einvoice.parse import INTERACTIVE, LIMITS, Limits, TooLarge
from schakel.einvoice.validation import Verdict
from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record
from schakel.hub.connections.api import Id
from schakel.hub.connections.idempotency import PARAMETER, made, once
from schakel.hub.connections.key_authentication import Entered, Key
from schakel.hub.connections.models import ApiKey, Scope
from schakel.hub.documents import store
from schakel.hub.documents.api import documents, filing, schemas
from schakel.hub.documents.api.waiting import WaitingFileOut, now_or_later
from schakel.hub.documents.files import XML
from schakel.hub.documents.filing import ReadOnce
from schakel.hub.documents.models import Document, WaitingFile
from schakel.hub.documents.opening import findings
from schakel.hub.documents.placement import fillable_with
from schakel.hub.network.access_points.own import the_network
from schakel.hub.network.evidence import proof
from schakel.hub.network.models import Attempt, Transmission
from schakel.hub.network.outbound.document import send
from schakel.hub.network.outbound.lookup import capabilities
from schakel.hub.network.outbound.queue import Unaddressed
from schakel.hub.network.proof_download import ZIP, zip_response
from schakel.hub.network.registration import document_types
from schakel.hub.web.api import Listed, Paging, Wanted, body, bytes_in, bytes_out, listed
from schakel.hub.web.problems import Problem, ProblemType
from schakel.peppol import sentences
from schakel.peppol.errors import LookupUnavailable, NotRegistered, PeppolError
from schakel.peppol.identifiers import ParticipantId

router = Router(tags=["Sending"])
SEND = Key(Scope.SEND)
LONG = "api_transmission"  # kind of a waiting file
State = Transmission.State

MAY_ONLY_READ = ProblemType(403, "may_only_read", _("The person who created this API key can only read here."))
NOT_SENDABLE = ProblemType(422, "not_sendable", _("This document cannot be sent over Peppol; `reason` says why."))
NOT_VALID = ProblemType(422, "not_valid", _("This document does not follow the rules; `findings` says where."))
ON_ITS_WAY = ProblemType(409, "on_its_way", _("This document was already sent, or is on its way."))
SENT_ELSEWHERE = ProblemType(
    409, "sent_elsewhere", _("Another program already sent this document; we do not send it twice.")
)
LOOKUP_UNAVAILABLE = ProblemType(503, "lookup_unavailable", _("The network is not responding. Try again in a minute."))
LOST = ProblemType(
    503, "lost", _("We cannot read this file from the store. The operator can restore it from a backup.")
)

KINDS = {
    "invoice": document_types.INVOICE,
    "credit_note": document_types.CREDIT_NOTE,
    "invoice_response": document_types.INVOICE_RESPONSE,
}


class AttemptOut(Schema):
    at: datetime
    access_point: str = Field(description="seat id of the access point addressed; empty: it was not found")
    code: str = Field(description="of the error; empty: its receipt was verified")
    sentence: str = Field(description="the same for the reader, in the language of Accept-Language")

    @staticmethod
    def resolve_access_point(attempt: Attempt) -> str:
        return attempt.peer

    @staticmethod
    def resolve_sentence(attempt: Attempt) -> str:
        return sentence_for(attempt.code)


class TransmissionOut(Schema):
    id: int
    document: int = Field(description="id")
    state: str = Field(description="queued, sent, confirmed, rejected or failed")
    state_at: datetime
    created_at: datetime
    next_try_at: datetime | None = Field(description="while it is queued")
    sentence: str = Field(description="what went wrong at the last try, or why it was rejected; empty: nothing")
    sender: str = Field(description="such as 0208:0738401154")
    receiver: str
    document_type: str
    process: str
    message_id: str
    instance_id: str = Field(description="of the envelope")

    @staticmethod
    def resolve_document(row: Transmission) -> int | None:
        return row.document_id

    @staticmethod
    def resolve_next_try_at(row: Transmission) -> datetime | None:
        return row.due_at if row.state == State.QUEUED else None

    @staticmethod
    def resolve_sentence(row: Transmission) -> str:
        return row.last_error if row.state == State.REJECTED else sentence_for(row.last_error.partition(": ")[0])

    @staticmethod
    def resolve_sender(row: Transmission) -> str:
        return row.sender_id.value

    @staticmethod
    def resolve_receiver(row: Transmission) -> str:
        return row.receiver_id.value


class TransmissionDetail(TransmissionOut):
    attempts: list[AttemptOut]

    @staticmethod
    def resolve_attempts(row: Transmission) -> QuerySet[Attempt]:
        return row.tries.order_by("at", "pk")


class ParticipantOut(Schema):
    participant: str
    is_registered: bool = Field(description="somebody receives for it on the network")
    receives: list[Literal["invoice", "credit_note", "invoice_response"]] = Field(
        description="of these kinds, as EN 16931 and Peppol BIS have them"
    )


def sentence_for(code: str) -> str:
    return sentences.said(code, get_language() or "en") if code else ""


def reachable_transmissions(key: ApiKey) -> QuerySet[Transmission]:
    return Transmission.objects.outgoing().filter(document__in=Document.objects.reachable_with(key))


class TransmissionFilter(Schema):
    """Which transmissions."""

    document: Wanted = Field(None, description="id of a document")
    state: Literal["", "queued", "sent", "confirmed", "rejected", "failed"] = ""


@router.get("/transmissions", auth=SEND, response=Listed[TransmissionOut], summary="What was sent, the newest first")
def list_transmissions(request: Entered, asking: Query[TransmissionFilter], paging: Query[Paging]) -> dict[str, object]:
    rows = reachable_transmissions(request.auth).defer(*LARGE)
    if asking.document is not None:
        rows = rows.filter(document=asking.document)
    if asking.state:
        rows = rows.filter(state=asking.state)
    return listed(rows, paging, order=("-created_at", "-id"))


LARGE = ("raw", "envelope", "receipt")


@router.post(
    "/transmissions",
    auth=SEND,
    response={201: TransmissionDetail, 202: WaitingFileOut, 409: None},
    summary="Send a ready UBL document over Peppol",
    openapi_extra=bytes_in(XML) | {"parameters": [PARAMETER]},
)
def send_file(request: Entered) -> HttpResponse:
    """It is judged by the full rules, kept as it is, and queued, all or nothing. Follow it by its id.

    Without an Idempotency-Key, a number that is here already is refused with 409, and `document` names the one that has it.
    A long one (of more than 75,000 elements, some 5,000 lines) is answered with 202, and the answer to this call stands under
    `Location` when it was read.
    """
    data, key = body(request, settings.UPLOAD_LIMIT), request.auth
    now = partial(send_new_file, key, data, limits=INTERACTIVE)
    deed = partial(now_or_later, now, too_long=TooLarge.code, kind=LONG, key=key, data=data)
    return once(request, data, deed)


def send_new_file_later(key: ApiKey, _file: WaitingFile, data: bytes) -> HttpResponse:
    return filing.as_one(partial(send_new_file, key), data)


def send_new_file(key: ApiKey, data: bytes | ReadOnce, *, limits: Limits = LIMITS) -> HttpResponse:
    own = [each for each in filing.newly_filed(key, data, limits=limits) if each.is_own]
    if not own:
        raise Problem(NOT_SENDABLE, reason="not_own")
    return send_to_network(own[0])


@router.post(
    "/documents/{document_id}/transmissions",
    auth=SEND,
    response={201: TransmissionDetail, 409: None},
    summary="Send a document that is here already",
    openapi_extra={"parameters": [PARAMETER]},
)
def send_document(request: Entered, document_id: Id) -> HttpResponse:
    document = documents.one(request, document_id)
    if not fillable_with(request.auth).filter(pk=document.connection_id).exists():
        raise Problem(MAY_ONLY_READ)
    return once(request, b"", partial(send_to_network, document))


def send_to_network(document: Document) -> HttpResponse:
    require_sendable(document)
    outcome = send(document)
    if isinstance(outcome, Unaddressed):
        raise Problem(NOT_SENDABLE, outcome.sentence, reason=outcome.code)
    if outcome is None:
        raise Problem(ON_ITS_WAY)
    where = f"{settings.URL}/api/v1/transmissions/{outcome.pk}"
    return made(TransmissionDetail.from_orm(outcome), at=where)


def require_sendable(document: Document) -> None:
    if not document.is_own or document.transmissions.incoming().exists():
        raise Problem(NOT_SENDABLE, reason="not_own")
    if document.sent_elsewhere:
        raise Problem(SENT_ELSEWHERE)
    if document.verdict != Verdict.VALID:
        found: list[dict[str, Any]] = [schemas.finding_out(each).model_dump() for each in findings(document)]
        raise Problem(NOT_VALID, findings=found)


@router.get("/transmissions/{transmission_id}", auth=SEND, response=TransmissionDetail, summary="One, with every try")
def get_transmission(request: Entered, transmission_id: Id) -> Transmission:
    return get_object_or_404(reachable_transmissions(request.auth), pk=transmission_id)


@router.get(
    "/transmissions/{transmission_id}/evidence",
    auth=SEND,
    response={200: None, 503: None},
    summary="Its proof: envelope, message and signed receipt, in a ZIP",
    openapi_extra=bytes_out(ZIP),
)
def get_evidence(request: Entered, transmission_id: Id) -> HttpResponse:
    row = get_transmission(request, transmission_id)
    return evidence_response(row, f"transmission-{row.pk}.zip")


def evidence_response(row: Transmission, name: str, *more: tuple[str, bytes]) -> HttpResponse:
    record(Action.PROOF_DOWNLOADED, row, place=row.place)
    try:
        return zip_response(proof(row, more), name)
    except store.Damaged as fault:
        raise Problem(LOST) from fault


@router.get(
    "/participants/{participant}",
    auth=SEND,
    response={200: ParticipantOut, 503: None},
    summary="Look up an address on the network",
)
def get_participant(
    request: Entered,
    participant: Annotated[str, Path(pattern=r"^[0-9]{4}:[A-Za-z0-9._~-]{1,50}$", description="0208:0738401154")],
) -> ParticipantOut:
    """Asked of the network itself, now; it takes a few seconds at worst.

    A Belgian company that is not there under this number is looked up under its others (0208, 9925); `participant` is where it is.
    """
    asked, network = ParticipantId(participant.lower()), the_network()
    try:
        if network is None:
            raise LookupUnavailable("no network is set up here")
        address, group = capabilities(asked, network=network)
    except NotRegistered:
        return ParticipantOut(participant=participant, is_registered=False, receives=[])
    except PeppolError as fault:
        raise Problem(LOOKUP_UNAVAILABLE, headers={"Retry-After": "60"}) from fault
    takes = [name for name, kind in KINDS.items() if any(each.covers(kind) for each in group.document_types)]
    there = participant if address == asked else address.value
    return ParticipantOut.model_validate({"participant": there, "is_registered": True, "receives": takes})
