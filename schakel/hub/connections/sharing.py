"""Sharing: letters with invitations to one client or to two thousand, sending them again, inviting a colleague."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import Deed, Place, record, record_all
from schakel.hub.connections.models import (
    Access,
    Company,
    Connection,
    Invitation,
    InvitationMail,
    MemberInvitation,
    Office,
)
from schakel.hub.connections.models.invitation_mail import lock_limits, too_often_today, within_limits
from schakel.hub.connections.rights import MemberTerms
from schakel.hub.people.models import User, normal

DEFAULT_TERMS = MemberTerms()


class TooMany(Exception):
    """Temporary: this person or this office has written its invitations for this hour (H09)."""

    code = "too_many_invitations"
    sentence = _("Too many invitations were sent in the last hour. Try again in an hour.")


class TooOften(Exception):
    """Temporary: this address has had its invitations for today (H09)."""

    code = "too_often_to_this_address"
    sentence = _("This address was invited too often today. Try again tomorrow, or call your client.")


class NothingOpen(Exception):
    """Permanent: everything in the letter has been answered or withdrawn."""

    code = "nothing_to_send_again"
    sentence = _("You cannot send this invitation again: it was answered or withdrawn.")


class AlreadyMember(Exception):
    """Permanent: the invited colleague works in the office."""

    code = "already_a_member"
    sentence = _("This person already works in your office.")


@dataclass(frozen=True)
class ShareRequest:
    """What to offer to whom."""

    email: str
    connections: Collection[Connection]
    language: str
    role: str


@dataclass
class ShareResult:
    """What became of the wishes."""

    letters: list[InvitationMail] = field(default_factory=list)
    already: int = 0  # connections which their addressee holds already
    too_often: set[str] = field(default_factory=set)  # addresses that get no more mail today


Pair = tuple[str, int]  # address in normal form, id of a connection


def share(office: Office, by: User, wishes: Iterable[ShareRequest]) -> ShareResult:
    """One letter per address with an invitation to each connection wished for it. The worker sends them.

    An invitation that is open or expired is not doubled: it moves to the new letter, and the old link is dead.

    Raises:
        TooMany     temporary; nothing is sent then
    """
    offered = by_pair(wishes)
    shared = ShareResult()
    with transaction.atomic():
        lock_limits(office, by)
        for pair in already_held(offered):
            del offered[pair]
            shared.already += 1
        shared.too_often = too_often_today(office, {address for address, _id in offered})
        offered = {pair: wish for pair, wish in offered.items() if pair[0] not in shared.too_often}
        letters = letters_for(office, by, offered)
        if not within_limits(office, by, more=len(letters)):
            raise TooMany
        shared.letters = InvitationMail.objects.bulk_create(list(letters.values()))
        invite(offered, letters)
        record_all(Deed(Action.INVITATION_SENT, each, Place(office.pk), by.pk) for each in shared.letters)
    return shared


def by_pair(wishes: Iterable[ShareRequest]) -> dict[Pair, ShareRequest]:
    return {(normal(wish.email), connection.pk): wish for wish in wishes for connection in wish.connections}


def already_held(offered: Collection[Pair]) -> set[Pair]:
    """Those of which the addressee holds the connection already."""
    ids = {connection for _address, connection in offered}
    active = Access.objects.active().filter(connection__in=ids).values_list("user", "connection")
    addresses = EmailAddress.objects.filter(verified=True, user__in={user for user, _id in active})
    of: dict[int, set[str]] = {}
    for user, address in addresses.values_list("user", "email"):
        of.setdefault(user, set()).add(address)
    return {(a, connection) for user, connection in active for a in of.get(user, ())} & set(offered)


def letters_for(office: Office, by: User, offered: dict[Pair, ShareRequest]) -> dict[str, InvitationMail]:
    letters: dict[str, InvitationMail] = {}
    for (address, _id), wish in offered.items():
        if address not in letters:
            letters[address] = InvitationMail.to(wish.email, office=office, inviter=by, language=wish.language)
    return letters


def invite(offered: dict[Pair, ShareRequest], letters: dict[str, InvitationMail]) -> None:
    now = timezone.now()
    open_ = Invitation.objects.filter(
        state=Invitation.State.INVITED, connection__in={connection for _address, connection in offered}
    ).select_related("letter")
    moved = {(i.letter.email_normal, i.connection_id): i for i in open_}
    moved = {pair: invitation for pair, invitation in moved.items() if pair in offered}
    for pair, invitation in moved.items():
        invitation.letter, invitation.role, invitation.state_at = letters[pair[0]], offered[pair].role, now
    Invitation.objects.bulk_update(moved.values(), ["letter", "role", "state_at"], batch_size=500)
    Invitation.objects.bulk_create(
        Invitation(letter=letters[pair[0]], connection_id=pair[1], role=wish.role, created_at=now, state_at=now)
        for pair, wish in offered.items()
        if pair not in moved
    )


def invite_member(
    office: Office, by: User, email: str, *, language: str, terms: MemberTerms = DEFAULT_TERMS
) -> InvitationMail:
    """A colleague gets a letter; whoever was invited before gets a new one.

    Raises:
        AlreadyMember       permanent
        TooMany, TooOften   temporary
    """
    mine = office.members.active().filter(user__emailaddress__email=normal(email), user__emailaddress__verified=True)
    if mine.exists():
        raise AlreadyMember
    with transaction.atomic():
        letter = save_within_limits(InvitationMail.to(email, office=office, inviter=by, language=language))
        open_ = MemberInvitation.objects.filter(
            letter__office=office, letter__email_normal=letter.email_normal, state=MemberInvitation.State.INVITED
        )
        if not open_.update(letter=letter, **terms.columns, state_at=timezone.now()):
            MemberInvitation.objects.create(letter=letter, **terms.columns)
        record(Action.INVITATION_SENT, letter, place=Place(office.pk), by=by.pk, detail=f"member {terms.role}")
    return letter


def send_again(letter: InvitationMail, by: User) -> InvitationMail:
    """A new letter with what is still unanswered in this one; the old link is dead and the days count anew.

    Raises:
        NothingOpen         permanent
        TooMany, TooOften   temporary
    """
    with transaction.atomic():
        fresh = save_within_limits(
            InvitationMail.to(letter.email, office=letter.office, inviter=by, language=letter.language)
        )
        moved = sum(
            offers.filter(state=Invitation.State.INVITED).update(letter=fresh, state_at=timezone.now())
            for offers in (letter.invitations, letter.member_invitations)
        )
        if not moved:
            raise NothingOpen
        record(Action.INVITATION_SENT, fresh, place=Place(letter.office_id), by=by.pk, detail="again")
    return fresh


def save_within_limits(letter: InvitationMail) -> InvitationMail:
    lock_limits(letter.office, letter.inviter)
    if not within_limits(letter.office, letter.inviter, more=1):
        raise TooMany
    if too_often_today(letter.office, {letter.email_normal}):
        raise TooOften
    letter.save()
    return letter


def save_contact(company: Company, email: str, language: str) -> None:
    """The first address becomes the client's; the language is the last one chosen."""
    company.email, company.language = company.email or email, language
    company.save(update_fields=["email", "language"])
    record(Action.COMPANY_CHANGED, company, place=company.place, detail="email,language")
