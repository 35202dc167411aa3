"""The API of answers: Invoice Responses received and given."""

from datetime import date, datetime
from functools import partial
from typing import Literal

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema
from pydantic import BaseModel, ConfigDict, Field

from schakel.einvoice.responses import Clarification
from schakel.hub.connections.api import Id
from schakel.hub.connections.idempotency import PARAMETER, made, once
from schakel.hub.connections.key_authentication import Entered, Key
from schakel.hub.connections.models import ApiKey, Scope
from schakel.hub.documents import store
from schakel.hub.documents.api import documents
from schakel.hub.documents.models import Document
from schakel.hub.documents.placement import fillable_with
from schakel.hub.network.models import Answer
from schakel.hub.network.outbound.api.transmissions import LOST, MAY_ONLY_READ, SEND, evidence_response
from schakel.hub.network.proof_download import ZIP
from schakel.hub.network.responses import send as responses_out
from schakel.hub.network.responses.codes import AnswerStatus
from schakel.hub.web.api import Listed, Paging, Wanted, bytes_out, listed
from schakel.hub.web.problems import Problem, ProblemType

router = Router(tags=["Answers"])
READ = Key(Scope.READ)

UNANSWERABLE = ProblemType(422, "unanswerable", _("This answer cannot be given; `reason` says why."))


class ClarificationOut(Schema):
    list: str = Field(description="OPStatusReason or OPStatusAction")
    code: str
    text: str


class AnswerOut(Schema):
    id: int
    direction: str = Field(description="received, or sent")
    document: int | None = Field(description="id; null: it is about an invoice that is not here")
    company: int = Field(description="id of the company that got or gave it")
    at: datetime
    status: str = Field(description="UNCL 4343: AB, IP, UQ, CA, RE, AP or PD; empty: it cannot be read, see `fault`")
    word: str = Field(description="the same for the reader, in the language of Accept-Language")
    clarifications: list[ClarificationOut]
    note: str
    other: str = Field(description="the other party, as it calls itself")
    number: str = Field(description="of the invoice")
    issue_date: date | None = Field(description="of the invoice")
    fault: str
    state: str = Field(description="of its transmission: queued, sent, confirmed, rejected, failed or filed")

    @staticmethod
    def resolve_direction(answer: Answer) -> str:
        return "sent" if answer.is_sent else "received"

    @staticmethod
    def resolve_document(answer: Answer) -> int | None:
        return answer.document_id

    @staticmethod
    def resolve_company(answer: Answer) -> int:
        return answer.company_id

    @staticmethod
    def resolve_state(answer: Answer) -> str:
        return answer.transmission.state


class Why(BaseModel):
    """OPStatusReason says why, OPStatusAction what the sender should do."""

    model_config = ConfigDict(extra="forbid")

    list: Literal["OPStatusReason", "OPStatusAction"] = "OPStatusReason"
    code: Literal[
        "UNR", "REC", "REF", "LEG", "PRI", "QTY", "ITM", "QUA", "DEL", "PAY", "FIN", "NON", "PPD", "OTH",
        "NOA", "PIN", "NIN", "CNF", "CNP", "CNA",
    ]  # fmt: skip
    text: str = Field("", max_length=1000)


class AnswerIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    status: Literal["AB", "IP", "UQ", "CA", "RE", "AP", "PD"] = Field(description="UNCL 4343")
    clarifications: list[Why] = Field([], max_length=20)


class AnswerFilter(Schema):
    """Which answers."""

    direction: Literal["", "received", "sent"] = ""
    company: Wanted = Field(None, description="id of a company")
    document: Wanted = Field(None, description="id of a document")


def reachable_answers(key: ApiKey) -> QuerySet[Answer]:
    """With a document for whoever reads that; without one for the office of the company."""
    mine = Answer.objects.reachable_by(key.responsible).filter(company__in=key.companies())
    return mine.exclude(document__isnull=False, document__in=unreachable_documents(key)).select_related("transmission")


def unreachable_documents(key: ApiKey) -> QuerySet[Document]:
    return Document.objects.exclude(connection__in=key.connections()).filter(connection__company__in=key.companies())


@router.get("/answers", auth=READ, response=Listed[AnswerOut], summary="Answers received and given, the newest first")
def list_answers(request: Entered, asking: Query[AnswerFilter], paging: Query[Paging]) -> dict[str, object]:
    rows = reachable_answers(request.auth)
    if asking.direction:
        rows = rows.filter(transmission__direction="out" if asking.direction == "sent" else "in")
    wanted = {name: value for name in ("company", "document") if (value := getattr(asking, name)) is not None}
    return listed(rows.filter(**wanted), paging, order=("-at", "-id"))


@router.post(
    "/documents/{document_id}/answers",
    auth=SEND,
    response={201: AnswerOut},
    summary="Answer the sender of a document",
    openapi_extra={"parameters": [PARAMETER]},
)
def answer_document(request: Entered, document_id: Id, answer: AnswerIn) -> HttpResponse:
    """An Invoice Response; it cannot take back what was said before. Follow it in the list of answers."""
    document = documents.one(request, document_id)
    if not fillable_with(request.auth).filter(pk=document.connection_id).exists():
        raise Problem(MAY_ONLY_READ)
    return once(request, answer.model_dump_json().encode(), partial(send_answer, request, document, answer))


def send_answer(request: Entered, document: Document, answer: AnswerIn) -> HttpResponse:
    by = request.auth.responsible
    if not responses_out.answerable_by(by, document):
        raise Problem(UNANSWERABLE, reason="not_received")
    clarifications = [Clarification(each.code, each.list, text=each.text) for each in answer.clarifications]
    outcome = responses_out.send_answer(document, AnswerStatus(answer.status), by=by, clarifications=clarifications)
    if isinstance(outcome, responses_out.Unanswerable):
        raise Problem(UNANSWERABLE, outcome.sentence, reason=outcome.code)
    return made(AnswerOut.from_orm(outcome), at=f"{settings.URL}/api/v1/answers/{outcome.pk}/proof")


@router.get(
    "/answers/{answer_id}/proof",
    auth=READ,
    response={200: None, 503: None},
    summary="An answer as it went or came, with its proof, in a ZIP",
    openapi_extra=bytes_out(ZIP),
)
def get_proof(request: Entered, answer_id: Id) -> HttpResponse:
    answer = get_object_or_404(reachable_answers(request.auth), pk=answer_id)
    try:
        response = store.read(answer.sha256)
    except store.Damaged as fault:
        raise Problem(LOST) from fault
    return evidence_response(answer.transmission, f"answer-{answer.pk}.zip", ("answer.xml", response))
