"""The API of protests: contesting an invoice, and taking that back."""

from datetime import datetime
from functools import partial
from typing import Literal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema
from pydantic import BaseModel, ConfigDict, Field

from schakel.base.characters import to_xml
from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record
from schakel.hub.connections.api import Id
from schakel.hub.connections.forms import AddressField
from schakel.hub.connections.idempotency import PARAMETER, made, once
from schakel.hub.connections.key_authentication import Entered, Key
from schakel.hub.connections.models import ApiKey, Scope
from schakel.hub.documents import store
from schakel.hub.documents.api import documents
from schakel.hub.documents.models import Document
from schakel.hub.documents.placement import fillable_with
from schakel.hub.network.models import Protest
from schakel.hub.network.outbound.api.transmissions import LOST, MAY_ONLY_READ, SEND
from schakel.hub.network.proof_download import ZIP, zip_response
from schakel.hub.network.protests import contest as contesting
from schakel.hub.network.protests.contest import ProtestRequest
from schakel.hub.network.protests.proof import proof
from schakel.hub.network.responses.api import UNANSWERABLE
from schakel.hub.network.responses.send import Unanswerable, answerable_by
from schakel.hub.web.api import Listed, Paging, Wanted, bytes_out, listed
from schakel.hub.web.problems import Problem, ProblemType

router = Router(tags=["Protests"])
READ = Key(Scope.READ)

NO_MAIL_ADDRESS = ProblemType(422, "no_mail_address", _("`email` is not an e-mail address."))
UNEXPLAINED = ProblemType(422, "unexplained", _("Explain the reason *other*, or the condition, in `text`."))


class ProtestOut(Schema):
    id: int
    document: int
    at: datetime
    says: str = Field(description="UQ: contested; CA: accepted on a condition; RE: refused; withdrawn: taken back")
    reasons: list[str]
    text: str
    answer: int | None = Field(description="id of the answer over Peppol; null: it cannot go there")
    email: str = Field(description="of the seller; empty: no e-mail")
    language: str
    state: str = Field(description="of the e-mail: not_mailed, queued, sent or failed")

    @staticmethod
    def resolve_document(protest: Protest) -> int:
        return protest.document_id

    @staticmethod
    def resolve_answer(protest: Protest) -> int | None:
        return protest.answer_id


class ProtestIn(BaseModel):
    """`after` is the id of the newest protest of this document, which this one follows; null: there is none."""

    model_config = ConfigDict(extra="forbid")

    says: Literal["UQ", "CA", "RE"]
    reasons: list[
        Literal[
            "price", "quantity", "goods", "quality", "delivery", "not_ordered", "paid", "company", "vat", "reference",
            "terms", "other",
        ]
    ] = Field(min_length=1, max_length=12)  # fmt: skip
    text: str = Field("", max_length=1000)
    email: str = Field("", max_length=254, description="of the seller; empty: only over Peppol")
    language: Literal["nl", "fr", "en", "de"] = Field("en", description="of the e-mail")
    after: int | None = None


class ProtestFilter(Schema):
    """Which protests."""

    document: Wanted = Field(None, description="id of a document")


def reachable_protests(key: ApiKey) -> QuerySet[Protest]:
    mine = Protest.objects.reachable_by(key.responsible).filter(document__connection__in=key.connections())
    return mine.select_related("document__connection", "company", "by", "answer__transmission")


@router.get("/protests", auth=READ, response=Listed[ProtestOut], summary="Protests against invoices, the newest first")
def list_protests(request: Entered, asking: Query[ProtestFilter], paging: Query[Paging]) -> dict[str, object]:
    rows = reachable_protests(request.auth)
    if asking.document is not None:
        rows = rows.filter(document=asking.document)
    return listed(rows, paging, order=("-at", "-id"))


@router.post(
    "/documents/{document_id}/protests",
    auth=SEND,
    response={201: ProtestOut},
    summary="Contest an invoice",
    openapi_extra={"parameters": [PARAMETER]},
)
def contest_document(request: Entered, document_id: Id, protest: ProtestIn) -> HttpResponse:
    """The answer over Peppol and the e-mail to its seller. Where one of them cannot go, the other goes all the same."""
    document = answerable_document(request, document_id)
    return once(request, protest.model_dump_json().encode(), partial(send_protest, request, document, protest))


def answerable_document(request: Entered, document_id: int) -> Document:
    document = documents.one(request, document_id)
    if not fillable_with(request.auth).filter(pk=document.connection_id).exists():
        raise Problem(MAY_ONLY_READ)
    if not answerable_by(request.auth.responsible, document):
        raise Problem(UNANSWERABLE, reason="not_received")
    return document


def send_protest(request: Entered, document: Document, protest: ProtestIn) -> HttpResponse:
    text = to_xml(protest.text).strip()
    if not text and ("other" in protest.reasons or protest.says == "CA"):
        raise Problem(UNEXPLAINED)
    asked = ProtestRequest(
        Protest.Says(protest.says),
        reasons=list(dict.fromkeys(protest.reasons)),
        text=text,
        email=mail_address(protest.email),
        language=protest.language,
        after=protest.after,
    )
    return answer_of(contesting.contest(document, asked, by=request.auth.responsible))


def mail_address(text: str) -> str:
    try:
        return str(AddressField(required=False, max_length=254).clean(text))
    except ValidationError as fault:
        raise Problem(NO_MAIL_ADDRESS) from fault


def answer_of(outcome: Protest | Unanswerable) -> HttpResponse:
    if isinstance(outcome, Unanswerable):
        raise Problem(UNANSWERABLE, outcome.sentence, reason=outcome.code)
    return made(ProtestOut.from_orm(outcome), at=f"{settings.URL}/api/v1/protests/{outcome.pk}/proof")


@router.post(
    "/protests/{protest_id}/withdrawals",
    auth=SEND,
    response={201: ProtestOut},
    summary="Take a protest back",
    openapi_extra={"parameters": [PARAMETER]},
)
def withdraw_protest(request: Entered, protest_id: Id) -> HttpResponse:
    """The newest of its document; the invoice counts again. The seller hears it the way they heard of the protest."""
    protest = get_object_or_404(reachable_protests(request.auth), pk=protest_id)
    document = answerable_document(request, protest.document_id)
    return once(
        request, b"", lambda: answer_of(contesting.withdraw(document, after=protest_id, by=request.auth.responsible))
    )


@router.get(
    "/protests/{protest_id}/proof",
    auth=READ,
    response={200: None, 503: None},
    summary="A protest with its e-mail, its answer and their proof, in a ZIP",
    openapi_extra=bytes_out(ZIP),
)
def get_protest_proof(request: Entered, protest_id: Id) -> HttpResponse:
    protest = get_object_or_404(reachable_protests(request.auth), pk=protest_id)
    record(Action.PROOF_DOWNLOADED, protest, place=protest.company.place)
    try:
        return zip_response(proof(protest), f"protest-{protest.pk}.zip")
    except store.Damaged as fault:
        raise Problem(LOST) from fault
