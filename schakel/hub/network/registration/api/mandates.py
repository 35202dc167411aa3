"""Mandates by API: which there are, asking one company's client, its signed paper, asking again."""

from datetime import date, datetime
from enum import StrEnum
from functools import partial
from typing import Annotated, Literal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema
from pydantic import ConfigDict

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record
from schakel.hub.connections.api import Id
from schakel.hub.connections.forms import address_fault
from schakel.hub.connections.idempotency import PARAMETER, made, once
from schakel.hub.connections.key_authentication import Entered, Key, office_of
from schakel.hub.connections.models import ApiKey, Company, Office, Scope
from schakel.hub.connections.models.office import plain_name
from schakel.hub.documents import files, store
from schakel.hub.documents.filetypes import UNKNOWN, type_of
from schakel.hub.network.models import Mandate, RunLine
from schakel.hub.network.outbound.api.transmissions import LOST
from schakel.hub.network.registration.document_types import Choice, kinds_of
from schakel.hub.network.registration.mandates import (
    LARGEST_PROOF,
    PROOF_TYPES,
    MandateWish,
    ProofThere,
    is_of_office,
    keep_proof,
    record_mandate,
)
from schakel.hub.network.registration.runs.forms import USUAL_CHOICES
from schakel.hub.network.registration.worker import request_registration
from schakel.hub.web.api import LARGEST_ID, Listed, Paging, Wanted, body, bytes_in, bytes_out, listed
from schakel.hub.web.problems import EMPTY, Problem, ProblemType

router = Router(tags=["Mandates"])
INVITE = Key(Scope.INVITE)
ONCE = {"parameters": [PARAMETER]}

NOT_ASKED = ProblemType(422, "mandate_refused", _("The mandate was not asked: `errors` says why."))
MANDATE_THERE = ProblemType(
    409, "mandate_there", _("This company has a mandate, or its client was asked for one: `mandate` is its id.")
)
ANSWERED = ProblemType(409, "mandate_answered", _("The client answered already."))
JUST_SENT = ProblemType(
    409, "mandate_just_sent", _("The e-mail was sent less than ten minutes ago. Please wait a moment.")
)
NOT_A_PROOF = ProblemType(422, "not_a_proof", _("Choose a PDF or an image (JPEG, PNG)."))
PROOF_THERE = ProblemType(409, ProofThere.code, _("This mandate has a signed paper already, which stays."))

MandateState = StrEnum("MandateState", {each.name: each.value for each in Mandate.State})  # type: ignore[misc]  # the model's own


class MandateOut(Schema):
    """What the office and the client say of registering a company."""

    id: int
    company: int = Field(alias="company_id")
    state: MandateState = Field(description="asked: waits for the client")
    since: datetime = Field(alias="state_at")
    given_by: str = Field(description="the person who may give it, as the office says; empty: the client who confirms")
    given_on: date
    email: str = Field(description="of the client who is asked", examples=["ann@bakery.example"])
    in_invitation: bool = Field(description="asked in the e-mail that invites the client, not by one of its own")
    sent_at: datetime | None = Field(description="its own e-mail; null: not sent, or none")
    is_undelivered: bool
    has_proof: bool = Field(description="a signed paper is kept with it")

    @staticmethod
    def resolve_has_proof(mandate: Mandate) -> bool:
        return bool(mandate.proof_sha256)


class MandateIn(Schema):
    """Who is asked whether the office may register their company, and for what it is registered then."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"company": 3, "given_by": "Ann Peeters"}]}
    )

    company: int = Field(ge=1, le=LARGEST_ID)
    given_by: str = Field("", max_length=200, description="a director, or another who can decide this")
    given_on: date | None = Field(None, description="empty: today")
    email: str = Field("", max_length=254, description="of the client; empty: the address of the company")
    language: Literal["nl", "fr", "en", "de", ""] = Field("", description="of the e-mail; empty: that of the company")
    document_choices: list[Choice] = Field(
        USUAL_CHOICES, min_length=1, description="what is to arrive over Peppol; of one that is registered this stays"
    )
    also_vat: bool = Field(default=False, description="also register under the VAT number (9925)")
    migration_key: str = Field("", max_length=24, description="from the provider that the company leaves")


@router.get("/mandates", auth=INVITE, response=Listed[MandateOut], summary="The mandates of the office's companies")
def get_mandates(
    request: Entered,
    paging: Query[Paging],
    company: Annotated[Wanted, Query()] = None,
    state: Annotated[MandateState | None, Query()] = None,
) -> dict[str, object]:
    """The newest first; of a `company`, in a `state`. Of one company the newest counts."""
    asked = {"company": company, "state": state}
    chosen = {name: each for name, each in asked.items() if each is not None}
    return listed(mandates_of(request.auth).filter(**chosen), paging, order=("-id",))


@router.get("/mandates/{mandate_id}", auth=INVITE, response=MandateOut, summary="One mandate")
def get_mandate(request: Entered, mandate_id: Id) -> Mandate:
    return get_object_or_404(mandates_of(request.auth), pk=mandate_id)


@router.post(
    "/mandates",
    auth=INVITE,
    response={201: MandateOut, 409: None},
    summary="Ask the client of one company for the mandate",
    openapi_extra=ONCE,
)
def create_mandate(request: Entered, mandate: MandateIn) -> HttpResponse:
    """By an e-mail of its own. Once they confirm, the company is registered. For many companies, and together with the
    invitation, see `POST /runs`."""
    office = office_of(request.auth)
    return once(request, mandate.model_dump_json().encode(), partial(ask, request.auth, office, mandate))


def ask(key: ApiKey, office: Office, asked: MandateIn) -> HttpResponse:
    companies = Company.objects.managed_by(key.responsible).filter(office=office)
    company = companies.select_for_update(no_key=True).filter(pk=asked.company).first()
    if company is None:
        raise Problem(NOT_ASKED, errors=[{"at": "body.company", "why": f"no such company: {asked.company}"}])
    newest = company.mandates.order_by("-pk").first()
    if newest and newest.state != Mandate.State.REFUSED:
        raise Problem(MANDATE_THERE, mandate=newest.pk)
    wish = wish_of(company, asked)
    if errors := faults_of(office, wish):
        raise Problem(NOT_ASKED, errors=errors)
    mandate = record_mandate(company, wish, by=key.responsible)
    if not company.registrations.active().exists():
        schemes = ["0208", "9925"] if asked.also_vat else ["0208"]
        kinds = kinds_of([each.value for each in dict.fromkeys(asked.document_choices)])
        request_registration(company, schemes, kinds, by=key.responsible, migration_key=asked.migration_key.strip())
    return made(MandateOut.from_orm(mandate), at=f"{settings.URL}/api/v1/mandates/{mandate.pk}")


def wish_of(company: Company, asked: MandateIn) -> MandateWish:
    return MandateWish(
        given_by=asked.given_by.strip(),
        given_on=asked.given_on or company.mandate_given_on or timezone.localdate(),
        email=asked.email.strip() or company.email,
        language=asked.language or company.language,
    )


def faults_of(office: Office, wish: MandateWish) -> list[dict[str, str]]:
    found = {}
    try:
        plain_name(wish.given_by)
    except ValidationError as fault:
        found["given_by"] = str(fault.messages[0])
    if wish.given_on > timezone.localdate():
        found["given_on"] = str(_("This day is in the future."))
    if not wish.email:
        found["email"] = str(RunLine.Why.NO_ADDRESS.label)
    elif is_of_office(office, wish.email):
        found["email"] = str(RunLine.Why.OWN_ADDRESS.label)
    elif fault_of_address := address_fault(wish.email):
        found["email"] = fault_of_address
    return [{"at": f"body.{name}", "why": why} for name, why in found.items()]


@router.post(
    "/mandates/{mandate_id}/reminders",
    auth=INVITE,
    response={202: MandateOut, 409: None},
    summary="Ask the client again",
    openapi_extra=ONCE,
)
def remind_of_mandate(request: Entered, mandate_id: Id) -> HttpResponse:
    """By an e-mail of its own with a new link; the earlier one ends. Not within ten minutes of the last."""
    mandate = get_object_or_404(mandates_of(request.auth), pk=mandate_id)

    def remind() -> HttpResponse:
        if mandate.is_just_sent:
            raise Problem(JUST_SENT, headers={"Retry-After": "600"})
        if not mandate.ask_again():
            raise Problem(ANSWERED)
        mandate.refresh_from_db()
        return made(MandateOut.from_orm(mandate), status=202)

    return once(request, b"", remind)


@router.put(
    "/mandates/{mandate_id}/proof",
    auth=INVITE,
    response={200: MandateOut, 409: None},
    summary="Keep the signed paper with a mandate",
    openapi_extra=bytes_in(*PROOF_TYPES),
)
def put_mandate_proof(
    request: Entered, mandate_id: Id, name: Annotated[str, Query(max_length=200, description="of the file")] = ""
) -> Mandate:
    """A PDF, JPEG or PNG of at most 10 MB. It changes nothing about the client's answer, and is kept for good."""
    mandate = get_object_or_404(mandates_of(request.auth), pk=mandate_id)
    proof = body(request, LARGEST_PROOF)
    if not proof:
        raise Problem(EMPTY)
    if type_of(proof) not in PROOF_TYPES:
        raise Problem(NOT_A_PROOF)
    try:
        keep_proof(mandate, proof, name)
    except ProofThere as fault:
        raise Problem(PROOF_THERE) from fault
    return mandate


@router.get(
    "/mandates/{mandate_id}/proof",
    auth=INVITE,
    response={200: None, 503: None},
    summary="The signed paper of a mandate",
    openapi_extra=bytes_out(*PROOF_TYPES),
)
def get_mandate_proof(request: Entered, mandate_id: Id) -> HttpResponse:
    mandate = get_object_or_404(mandates_of(request.auth).exclude(proof_sha256=""), pk=mandate_id)
    record(Action.PROOF_DOWNLOADED, mandate, place=mandate.company.place)
    try:
        proof = store.read(mandate.proof_sha256)
    except store.Missing as fault:
        raise Http404 from fault
    except store.Damaged as fault:
        raise Problem(LOST) from fault
    kind = type_of(proof)
    ending = PROOF_TYPES.get(kind, "bin")
    return files.file_response(
        files.DocumentFile(f"mandate-{mandate.pk}.{ending}", kind if kind in PROOF_TYPES else UNKNOWN, proof)
    )


def mandates_of(key: ApiKey) -> QuerySet[Mandate]:
    """Raises Problem: it is a key of one company."""
    return Mandate.objects.managed_by(key.responsible).filter(company__office=office_of(key))
