"""Members of the office by API: who works there, inviting a colleague, ending a membership; as its pages allow it."""

from datetime import date, datetime
from enum import StrEnum
from functools import partial
from typing import Annotated, Literal

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema
from pydantic import ConfigDict

from schakel.hub.connections.api import Id
from schakel.hub.connections.api.invitations import NOT_INVITED, NOT_OPEN, TOO_OFTEN, InvitationState, too_many
from schakel.hub.connections.forms import address_fault
from schakel.hub.connections.forms.members import NOBODY
from schakel.hub.connections.handover import Held, held_by, successors_of
from schakel.hub.connections.idempotency import PARAMETER, made, once
from schakel.hub.connections.key_authentication import Entered, Key, office_of
from schakel.hub.connections.membership import LastOwner, end_membership, require_other_owner
from schakel.hub.connections.models import ApiKey, Member, MemberInvitation, Office, Scope
from schakel.hub.connections.rights import MemberTerms
from schakel.hub.connections.sharing import AlreadyMember, TooMany, TooOften, invite_member
from schakel.hub.web.api import Listed, Paging, listed
from schakel.hub.web.problems import Problem, ProblemType

router = Router(tags=["Members of the office"])
COMPANIES, MEMBERS = Key(Scope.COMPANIES), Key(Scope.MEMBERS)
ONCE = {"parameters": [PARAMETER]}

NOT_AN_OWNER = ProblemType(
    403, "owner_needed", _("Only an owner of the office can do this: create the key as an owner.")
)
LAST_OWNER = ProblemType(409, LastOwner.code, LastOwner.sentence)
SUCCESSOR_NEEDED = ProblemType(
    409,
    "successor_needed",
    _("Something acts in the name of this person. Choose a colleague who takes it over, or nobody."),
)
NOT_A_SUCCESSOR = ProblemType(422, "not_a_successor", _("This is not a colleague who works in the office."))
Successor = Annotated[
    str,
    Query(
        max_length=20,
        description="id of the colleague who takes over what acts in their name, or `nobody`: then it ends",
    ),
]
ALREADY_MEMBER = ProblemType(409, AlreadyMember.code, AlreadyMember.sentence)

MemberRole = StrEnum("MemberRole", {each.name: each.value for each in Member.Role})  # type: ignore[misc]  # the model's own


class MemberOut(Schema):
    """A person who works at the office."""

    id: int
    name: str = Field(alias="user.name")
    email: str = Field(alias="user.email")
    role: MemberRole = Field(description="a reader only reads, until a last day")
    all_companies: bool = Field(description="false: only the companies that were given to them")
    last_day: date | None = Field(description="of a reader; null: until somebody ends it")
    since: datetime


class MemberInvitationOut(Schema):
    """An offer to work at the office."""

    id: int
    email: str = Field(alias="letter.email")
    role: MemberRole
    state: InvitationState = Field(alias="state_now")
    since: datetime = Field(alias="state_at")
    sent_at: datetime | None = Field(alias="letter.sent_at")
    expires_at: datetime = Field(alias="letter.expires_at")


class MemberInvitationIn(Schema):
    """A colleague to invite."""

    model_config = ConfigDict(extra="forbid")

    email: str = Field(min_length=3, max_length=254, examples=["bob@office.example"])
    language: Literal["nl", "fr", "en", "de", ""] = Field("", description="of the e-mail; empty: that of the office")
    role: MemberRole = Field(MemberRole("member"), description="see the table of rights in the guide")
    all_companies: bool = Field(default=True, description="false: only companies that are given to them afterwards")
    last_day: date | None = Field(default=None, description="of a reader, who needs one")

    @property
    def terms(self) -> MemberTerms:
        return MemberTerms(Member.Role(self.role.value), self.all_companies, self.last_day)


@router.get("/members", auth=COMPANIES, response=Listed[MemberOut], summary="The members of the office")
def get_members(request: Entered, paging: Query[Paging]) -> dict[str, object]:
    """The first of them first."""
    members = Member.objects.filter(office=office_of(request.auth)).select_related("user")
    return listed(members, paging, order=("id",))


@router.delete(
    "/members/{member_id}",
    auth=MEMBERS,
    response={204: None, 409: None, 422: None},
    summary="End a person's work at the office",
)
def delete_member(request: Entered, member_id: Id, successor: Successor = "") -> HttpResponse:
    """From the next request on. An owner ends any, a manager those of members and readers, others their own.

    While keys, open invitations, recurring invoices or other things act in their name, a `successor` is asked for (409
    `successor_needed`, with each kind in `errors`). The owners and the successor get a mail with what went over and what ended.
    """
    key = request.auth
    mine = Member.objects.endable_by(key.responsible).filter(office=office_of(key)).select_related("office", "user")
    member = get_object_or_404(mine, pk=member_id)
    try:
        require_other_owner(member)
        end_membership(member, key.responsible, to=successor_of(member, successor))
    except LastOwner as fault:
        raise Problem(LAST_OWNER) from fault
    return HttpResponse(status=204)


def successor_of(member: Member, asked: str) -> Member | None:
    """None: nobody. Raises Problem."""
    if asked == NOBODY:
        return None
    if asked:
        found = [each for each in successors_of(member) if str(each.pk) == asked]
        if not found:
            raise Problem(NOT_A_SUCCESSOR)
        return found[0]
    if held := held_by(member.user, member.office):
        raise Problem(SUCCESSOR_NEEDED, errors=[{"at": each.kind.code, "why": sentence(each)} for each in held])
    return None


def sentence(held: Held) -> str:
    more = f", + {held.more}" if held.more else ""
    return f"{held.kind.word}: {', '.join(held.names)}{more}. {held.kind.otherwise}"


@router.get(
    "/member-invitations", auth=MEMBERS, response=Listed[MemberInvitationOut], summary="The invitations of colleagues"
)
def get_member_invitations(request: Entered, paging: Query[Paging]) -> dict[str, object]:
    """The newest first. Of an owner's key; others see none, as on the page of the office."""
    return listed(member_invitations_of(request.auth), paging, order=("-id",))


@router.post(
    "/member-invitations",
    auth=MEMBERS,
    response={201: MemberInvitationOut, 409: None},
    summary="Invite a colleague",
    openapi_extra=ONCE,
)
def create_member_invitation(request: Entered, invitation: MemberInvitationIn) -> HttpResponse:
    """By e-mail, in the background. Who accepts works for all companies of the office, or for those given to them.

    The key must be an owner's."""
    office = owned_office(request.auth)
    return once(request, invitation.model_dump_json().encode(), partial(invite, request.auth, office, invitation))


def invite(key: ApiKey, office: Office, wish: MemberInvitationIn) -> HttpResponse:
    if odd := address_fault(wish.email):
        raise Problem(NOT_INVITED, errors=[{"at": "body.email", "why": odd}])
    if wish.terms.is_without_last_day:
        raise Problem(
            NOT_INVITED, errors=[{"at": "body.last_day", "why": "a reader needs a last day that is not over"}]
        )
    language = wish.language or office.language
    try:
        letter = invite_member(office, key.responsible, wish.email.strip(), language=language, terms=wish.terms)
    except AlreadyMember as fault:
        raise Problem(ALREADY_MEMBER) from fault
    except TooMany as fault:
        raise too_many(key, office) from fault
    except TooOften as fault:
        raise Problem(TOO_OFTEN) from fault
    invited = member_invitations_of(key).get(letter=letter)
    return made(MemberInvitationOut.from_orm(invited), at=f"{settings.URL}/api/v1/member-invitations")


@router.post(
    "/member-invitations/{invitation_id}/withdrawals",
    auth=MEMBERS,
    response={201: MemberInvitationOut, 409: None},
    summary="Withdraw the invitation of a colleague",
    openapi_extra=ONCE,
)
def withdraw_member_invitation(request: Entered, invitation_id: Id) -> HttpResponse:
    invitation = get_object_or_404(member_invitations_of(request.auth), pk=invitation_id)

    def withdraw() -> HttpResponse:
        if not invitation.withdraw(request.auth.responsible):
            raise Problem(NOT_OPEN)
        return made(MemberInvitationOut.from_orm(invitation))

    return once(request, b"", withdraw)


def member_invitations_of(key: ApiKey) -> QuerySet[MemberInvitation]:
    """Raises Problem: it is a key of one company."""
    rows = MemberInvitation.objects.managed_by(key.responsible).filter(letter__office=office_of(key))
    return rows.select_related("letter")


def owned_office(key: ApiKey) -> Office:
    """Raises Problem: it is a key of one company, or its maker is no owner."""
    office = office_of(key)
    if not Office.objects.owned_by(key.responsible).filter(pk=office.pk).exists():
        raise Problem(NOT_AN_OWNER)
    return office
