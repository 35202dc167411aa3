"""Runs by API: invite, ask for the mandate and register many companies at once, and see where each of them is."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Annotated, Any, Self

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema
from pydantic import ConfigDict, model_validator

from schakel.hub.connections.api import Id
from schakel.hub.connections.idempotency import PARAMETER, made, once
from schakel.hub.connections.key_authentication import Entered, Key, office_of
from schakel.hub.connections.models import ApiKey, Company, CompanyImport, Connection, Role, Scope
from schakel.hub.network.models import Run, RunLine
from schakel.hub.network.registration.api import RegistrationState
from schakel.hub.network.registration.api.mandates import MandateState
from schakel.hub.network.registration.document_types import Choice
from schakel.hub.network.registration.runs.forms import USUAL_CHOICES
from schakel.hub.network.registration.runs.pace import last_mail_at
from schakel.hub.network.registration.runs.stages import ORDER, Row, Stage, counts, line_counts, rows_of, with_stage
from schakel.hub.network.registration.runs.start import MOST, RunWish, retry_failed, start, stop
from schakel.hub.web.api import LARGEST_ID, Listed, Paging, listed
from schakel.hub.web.problems import Problem, ProblemType

router = Router(tags=["Runs"])
INVITE = Key(Scope.INVITE)
ONCE = {"parameters": [PARAMETER]}

NOT_A_RUN = ProblemType(422, "run_refused", _("Nothing was started; `errors` says which companies it cannot be for."))

RowCode = StrEnum("RowCode", {each.name: each.value for each in RunLine.Why if each.value})  # type: ignore[misc]  # the model's own
RunState = StrEnum("RunState", ["asking", "slowed", "asked", "stopped"])
CompanyId = Annotated[int, Field(ge=1, le=LARGEST_ID)]


class RunIn(Schema):
    """What is asked of which companies: those named, or all of an import."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"companies": [3, 4]}, {"company_import": 5, "registers": False}]},
    )

    companies: list[CompanyId] = Field(
        [], max_length=MOST, description="their ids; none when `company_import` is given"
    )
    company_import: CompanyId | None = Field(None, description="all companies of this import, new or here already")
    sides: list[Connection.Side] = Field(
        list(Connection.Side), min_length=1, description="the connections that the client is offered"
    )
    role: Role = Field(Role.FULL, description="what the clients can do: full, or read and download only")
    registers: bool = Field(
        default=True,
        description="also ask for the mandate in the same e-mail, and register on Peppol those who confirm",
    )
    document_choices: list[Choice] = Field(
        USUAL_CHOICES, min_length=1, description="what is to arrive over Peppol; only when `registers`"
    )
    also_vat: bool = Field(default=False, description="also register under the VAT number (9925)")

    @model_validator(mode="after")
    def names_companies_one_way(self) -> Self:
        if bool(self.companies) == (self.company_import is not None):
            raise ValueError("give either companies or company_import")
        return self

    @property
    def wish(self) -> RunWish:
        return RunWish(
            sides=[each.value for each in dict.fromkeys(self.sides)],
            role=self.role.value,
            registers=self.registers,
            document_choices=[each.value for each in dict.fromkeys(self.document_choices)] if self.registers else [],
            also_vat=self.also_vat and self.registers,
        )


class RunCounts(Schema):
    """How far the worker is: of how many companies the client is still to be asked, was asked, could not be asked, or is not
    asked because the run was stopped."""

    waiting: int = 0
    asked: int = 0
    failed: int = 0
    stopped: int = 0


class RunOut(Schema):
    """A run, and how far it is."""

    id: int
    at: datetime
    by: str | None = Field(description="who started it, or tried it again last; null: their account is gone")
    sides: list[Connection.Side]
    role: Role
    registers: bool
    document_choices: list[Choice]
    also_vat: bool
    state: RunState = Field(description="slowed: the limit of invitations is reached, it goes on at `waits_until`")
    waits_until: datetime | None
    last_mail_at: datetime | None = Field(
        description="slowed: about when the last client is asked; null when nothing holds it up, and in a list"
    )
    stopped_at: datetime | None
    companies: RunCounts
    stages: dict[Stage, int] | None = Field(description="how many companies are at each stage; null in a list")


class RunDone(Schema):
    """What a retry or a stop did."""

    companies: int = Field(description="how many it was done for; 0: there was nothing to do")
    run: RunOut


class RunRowOut(Schema):
    """Where one company of a run is."""

    company: int
    name: str
    enterprise_number: str
    email: str = Field(description="the address that is asked; empty: none is known")
    stage: Stage
    code: RowCode | None = Field(description="why the client could not be asked, for the program")
    why: str = Field(description="what went wrong, in the language of Accept-Language; or with whom it is registered")
    sent_at: datetime | None = Field(description="the e-mail with the invitation")
    opened_at: datetime | None
    expires_at: datetime | None
    mandate: MandateState | None = Field(description="the last of this company; null: there is none")
    registration: RegistrationState | None


@router.post(
    "/runs", auth=INVITE, response={202: RunOut}, summary="Invite and register many companies", openapi_extra=ONCE
)
def create_run(request: Entered, run: RunIn) -> HttpResponse:
    """Each client gets one e-mail for all of their companies, in the background: ask under `Location` where they are. A client
    who accepted before is not invited again."""
    office_of(request.auth)

    def begin() -> HttpResponse:
        [started] = start(companies_for(request.auth, run), run.wish, by=request.auth.responsible)
        return made(RunOut(**out_of(started)), at=f"{settings.URL}/api/v1/runs/{started.pk}", status=202)

    return once(request, run.model_dump_json().encode(), begin)


def companies_for(key: ApiKey, run: RunIn) -> list[Company]:
    """Raises Problem: one of them is not there, or not this office's: then nothing is started for the others either (G02)."""
    managed = Company.objects.managed_by(key.responsible).filter(office=office_of(key)).select_related("office")
    if run.company_import is not None:
        imports = CompanyImport.objects.managed_by(key.responsible).filter(office=key.office)
        company_import = imports.filter(pk=run.company_import).first()
        found = (
            list(managed.filter(pk__in=company_import.companies().values("pk")).order_by("pk"))
            if company_import
            else []
        )
        if not found:
            raise Problem(
                NOT_A_RUN, errors=[{"at": "body.company_import", "why": "no such import, or it has no companies"}]
            )
        return found
    companies = managed.in_bulk(run.companies)
    missing = [(n, pk) for n, pk in enumerate(run.companies) if pk not in companies]
    if missing:
        raise Problem(
            NOT_A_RUN, errors=[{"at": f"body.companies.{n}", "why": f"no such company: {pk}"} for n, pk in missing]
        )
    return list(companies.values())


@router.get("/runs", auth=INVITE, response=Listed[RunOut], summary="The runs of the office")
def get_runs(request: Entered, paging: Query[Paging]) -> dict[str, object]:
    """The last first."""
    found = listed(runs_of(request.auth), paging, order=("-id",))
    counted = line_counts(found["items"])
    return {**found, "items": [out_of_list(each, counted[each.pk]) for each in found["items"]]}


@router.get("/runs/{run_id}", auth=INVITE, response=RunOut, summary="How far a run is")
def get_run(request: Entered, run_id: Id) -> dict[str, Any]:
    return out_of(get_object_or_404(runs_of(request.auth), pk=run_id))


@router.get("/runs/{run_id}/rows", auth=INVITE, response=Listed[RunRowOut], summary="Where each company of a run is")
def get_run_rows(
    request: Entered, run_id: Id, paging: Query[Paging], stage: Annotated[Stage | None, Query()] = None
) -> dict[str, object]:
    """By name; `stage` takes those at one stage."""
    run = get_object_or_404(runs_of(request.auth), pk=run_id)
    lines = with_stage(run.lines.select_related("company"), registers=run.registers)
    found = listed(lines.filter(stage=stage) if stage else lines, paging, order=ORDER)
    return {**found, "items": [row_out(each) for each in rows_of(found["items"])]}


@router.post(
    "/runs/{run_id}/retries",
    auth=INVITE,
    response={202: RunDone},
    summary="Try again what failed or was stopped",
    openapi_extra=ONCE,
)
def retry_run(request: Entered, run_id: Id) -> HttpResponse:
    """With the address that the company has now; failed registrations too."""
    run = get_object_or_404(runs_of(request.auth), pk=run_id)
    return once(request, b"", partial(done, run, partial(retry_failed, run, by=request.auth.responsible)))


@router.post(
    "/runs/{run_id}/stop",
    auth=INVITE,
    response={202: RunDone},
    summary="Ask nobody else",
    openapi_extra=ONCE,
)
def stop_run(request: Entered, run_id: Id) -> HttpResponse:
    """What was sent stays sent. `retries` goes on."""
    run = get_object_or_404(runs_of(request.auth), pk=run_id)
    return once(request, b"", partial(done, run, partial(stop, run)))


def done(run: Run, deed: Callable[[], int]) -> HttpResponse:
    companies = deed()
    run.refresh_from_db()
    return made(RunDone(companies=companies, run=RunOut(**out_of(run))), status=202)


def runs_of(key: ApiKey) -> QuerySet[Run]:
    """Raises Problem: it is a key of one company."""
    return Run.objects.managed_by(key.responsible).filter(office=office_of(key)).select_related("by")


def out_of(run: Run) -> dict[str, Any]:
    """With how many companies are at each stage."""
    found = counts(run)
    stages = {each: found[each] for each in Stage if found[each]}
    return {**out_of_list(run, line_counts([run])[run.pk]), "stages": stages, "last_mail_at": last_mail_at(run)}


def out_of_list(run: Run, companies: Counter[str]) -> dict[str, Any]:
    return {
        "id": run.pk,
        "at": run.created_at,
        "by": run.by.name if run.by else None,
        "sides": run.sides,
        "role": run.role,
        "registers": run.registers,
        "document_choices": run.document_choices,
        "also_vat": run.also_vat,
        "state": state_of(run, companies[RunLine.State.WAITING]),
        "waits_until": run.waits_until if run.is_waiting else None,
        "last_mail_at": None,
        "stopped_at": run.stopped_at,
        "companies": dict(companies),
        "stages": None,
    }


def state_of(run: Run, waiting: int) -> RunState:
    if run.stopped_at:
        return RunState.stopped
    if not waiting:
        return RunState.asked
    return RunState.slowed if run.is_waiting else RunState.asking


def row_out(row: Row) -> dict[str, Any]:
    company, letter = row.line.company, row.letter
    return {
        "company": company.pk,
        "name": company.name,
        "enterprise_number": company.enterprise_number,
        "email": row.line.email_normal,
        "stage": row.stage,
        "code": row.line.why or None,
        "why": row.why,
        "sent_at": letter and letter.sent_at,
        "opened_at": letter and letter.opened_at,
        "expires_at": letter and letter.expires_at,
        "mandate": row.mandate and row.mandate.state,
        "registration": row.address and row.address.state,
    }
