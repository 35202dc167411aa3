"""Invitations of clients by API: which there are, inviting one company's client, reminding, withdrawing."""

from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Annotated, Any, Literal

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema
from pydantic import ConfigDict

from schakel.hub.connections.api import Id
from schakel.hub.connections.forms import address_fault
from schakel.hub.connections.idempotency import PARAMETER, made, once
from schakel.hub.connections.key_authentication import Entered, Key, office_of
from schakel.hub.connections.models import ApiKey, Company, Connection, Invitation, Office, Role, Scope
from schakel.hub.connections.models.invitation_mail import room_at
from schakel.hub.connections.reminders import remind
from schakel.hub.connections.sharing import ShareRequest, TooMany, TooOften, save_contact, share
from schakel.hub.web.api import LARGEST_ID, Listed, Paging, Wanted, listed
from schakel.hub.web.problems import Problem, ProblemType

router = Router(tags=["Invitations"])
INVITE = Key(Scope.INVITE)
ONCE = {"parameters": [PARAMETER]}
MOST_REMINDED = 2000

NOT_INVITED = ProblemType(422, "not_invited", _("Nobody was invited: `errors` says why."))
HELD_ALREADY = ProblemType(409, "access_there", _("This person already has access to this connection."))
TOO_MANY = ProblemType(429, TooMany.code, TooMany.sentence)
TOO_OFTEN = ProblemType(429, TooOften.code, TooOften.sentence)
NOT_OPEN = ProblemType(409, "invitation_ended", _("This invitation was answered or withdrawn."))
NOT_REMINDED = ProblemType(422, "not_reminded", _("Nobody was reminded: `errors` says which of them do not exist."))

InvitationState = StrEnum("InvitationState", {each.name: each.value for each in Invitation.State})  # type: ignore[misc]  # the model's own
InvitationId = Annotated[int, Field(ge=1, le=LARGEST_ID)]


class InvitationOut(Schema):
    """An offer of one connection to one client. The link in its e-mail is for the client alone and never here."""

    id: int
    company: int = Field(alias="connection.company_id")
    connection: int = Field(alias="connection_id")
    kind: Connection.Side = Field(alias="connection.side", description="of the connection")
    email: str = Field(alias="letter.email", examples=["ann@bakery.example"])
    role: Role = Field(description="full: read, pay and send; read: read and download")
    state: InvitationState = Field(alias="state_now")
    since: datetime = Field(
        alias="state_at", description="of the state, or of its newest e-mail; expired: see expires_at"
    )
    created_at: datetime
    sent_at: datetime | None = Field(alias="letter.sent_at", description="null: its e-mail has not left yet")
    opened_at: datetime | None = Field(alias="letter.opened_at")
    expires_at: datetime = Field(alias="letter.expires_at")
    is_undelivered: bool = Field(alias="letter.is_undelivered", description="the e-mail was refused or came back")


class InvitationIn(Schema):
    """Who is offered what."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"company": 3}, {"company": 3, "email": "ann@bakery.example", "role": "read"}]},
    )

    company: InvitationId
    sides: list[Connection.Side] = Field(list(Connection.Side), min_length=1, description="which of its connections")
    email: str = Field("", max_length=254, description="empty: the address of the company")
    language: Literal["nl", "fr", "en", "de", ""] = Field("", description="of the e-mail; empty: that of the company")
    role: Role = Field(Role.FULL, description="full: read, pay and send; read: read and download")


class InvitationsMade(Schema):
    """One for each connection; they share one e-mail."""

    items: list[InvitationOut]


class RemindersIn(Schema):
    """Whom to remind: those with these invitations, each of which must be the office's."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"invitations": [7, 8]}]})

    invitations: list[InvitationId] = Field(min_length=1, max_length=MOST_REMINDED, description="their ids")


class RemindersOut(Schema):
    """How many e-mails each of these happened to; invitations of one e-mail count once, answered ones not at all."""

    reminded: int = Field(description="a reminder is on its way")
    renewed: int = Field(description="the link had expired: a new invitation is on its way")
    recent: int = Field(description="the client got an e-mail less than a day ago and gets none now")
    undelivered: int = Field(alias="bounced", description="the address does not work: correct it")


@router.get("/invitations", auth=INVITE, response=Listed[InvitationOut], summary="The invitations of clients")
def get_invitations(
    request: Entered,
    paging: Query[Paging],
    company: Annotated[Wanted, Query()] = None,
    state: Annotated[InvitationState | None, Query()] = None,
) -> dict[str, object]:
    """The newest first; of a `company`, in a `state`."""
    rows = invitations_of(request.auth)
    rows = rows if company is None else rows.filter(connection__company=company)
    return listed(rows if state is None else rows.filter(condition(state)), paging, order=("-id",))


def condition(state: str) -> Q:
    """An invitation expires with the link in its e-mail."""
    State = Invitation.State  # noqa: N806 -- a class
    if state not in {State.INVITED, State.EXPIRED}:
        return Q(state=state)
    is_over = Q(letter__expires_at__lte=timezone.now())
    return Q(state=State.INVITED) & (is_over if state == State.EXPIRED else ~is_over)


@router.get("/invitations/{invitation_id}", auth=INVITE, response=InvitationOut, summary="One invitation")
def get_invitation(request: Entered, invitation_id: Id) -> Invitation:
    return get_object_or_404(invitations_of(request.auth), pk=invitation_id)


@router.post(
    "/invitations",
    auth=INVITE,
    response={201: InvitationsMade, 409: None},
    summary="Invite the client of one company",
    openapi_extra=ONCE,
)
def create_invitation(request: Entered, invitation: InvitationIn) -> HttpResponse:
    """By e-mail, in the background. Who is invited already gets a new link, and the earlier one ends. For many companies, and to
    ask for the mandate in the same e-mail, see `POST /runs`."""
    office = office_of(request.auth)
    return once(request, invitation.model_dump_json().encode(), partial(invite, request.auth, office, invitation))


def invite(key: ApiKey, office: Office, wish: InvitationIn) -> HttpResponse:
    companies = Company.objects.managed_by(key.responsible).filter(office=office)
    company = companies.filter(pk=wish.company).first()
    if company is None:
        raise Problem(NOT_INVITED, errors=[{"at": "body.company", "why": f"no such company: {wish.company}"}])
    email, language = wish.email.strip() or company.email, wish.language or company.language
    if odd := address_fault(email) if email else str(_("We know no e-mail address of this client.")):
        raise Problem(NOT_INVITED, errors=[{"at": "body.email", "why": odd}])
    connections = list(company.connections.filter(side__in=wish.sides))
    try:
        result = share(
            office, key.responsible, [ShareRequest(email, connections, language=language, role=wish.role.value)]
        )
    except TooMany as fault:
        raise too_many(key, office) from fault
    if result.too_often:
        raise Problem(TOO_OFTEN)
    if not result.letters:
        raise Problem(HELD_ALREADY)
    save_contact(company, email, language)
    found = invitations_of(key).filter(letter=result.letters[0]).order_by("pk")
    at = f"{settings.URL}/api/v1/invitations?company={company.pk}"
    return made(InvitationsMade.from_orm({"items": list(found)}), at=at)


def too_many(key: ApiKey, office: Office) -> Problem:
    seconds = (room_at(office, key.responsible, more=1) - timezone.now()).total_seconds()
    return Problem(TOO_MANY, headers={"Retry-After": str(max(1, round(seconds)))})


@router.post(
    "/invitation-reminders", auth=INVITE, response={202: RemindersOut}, summary="Remind clients", openapi_extra=ONCE
)
def remind_clients(request: Entered, reminders: RemindersIn) -> HttpResponse:
    """One more e-mail each, at most once a day, with the same link, or with a new one where it has expired."""
    office = office_of(request.auth)
    return once(request, reminders.model_dump_json().encode(), partial(remind_chosen, request.auth, office, reminders))


def remind_chosen(key: ApiKey, office: Office, reminders: RemindersIn) -> HttpResponse:
    """One that is not there, or another office's, refuses all (G02)."""
    mine = invitations_of(key).in_bulk(reminders.invitations)
    missing = [(n, pk) for n, pk in enumerate(reminders.invitations) if pk not in mine]
    if missing:
        why = [{"at": f"body.invitations.{n}", "why": f"no such invitation: {pk}"} for n, pk in missing]
        raise Problem(NOT_REMINDED, errors=why)
    open_ = {each.letter_id for each in mine.values() if each.may_be_sent_again}
    try:
        result = remind(open_, key.responsible)
    except TooMany as fault:
        raise too_many(key, office) from fault
    return made(RemindersOut.from_orm(result), status=202)


@router.post(
    "/invitations/{invitation_id}/withdrawals",
    auth=INVITE,
    response={201: InvitationOut, 409: None},
    summary="Withdraw an invitation",
    openapi_extra=ONCE,
)
def withdraw_invitation(request: Entered, invitation_id: Id) -> HttpResponse:
    """Its link no longer offers this connection. What was accepted stays: end that access instead."""
    invitation = get_object_or_404(invitations_of(request.auth), pk=invitation_id)

    def withdraw() -> HttpResponse:
        if not invitation.withdraw(request.auth.responsible):
            raise Problem(NOT_OPEN)
        return made(InvitationOut.from_orm(invitation))

    return once(request, b"", withdraw)


def invitations_of(key: ApiKey) -> QuerySet[Invitation]:
    """Raises Problem: it is a key of one company."""
    rows: Any = Invitation.objects.managed_by(key.responsible).filter(connection__company__office=office_of(key))
    return rows.select_related("letter", "connection")  # type: ignore[no-any-return]  # a query of invitations
