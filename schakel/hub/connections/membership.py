"""Membership: ending it, changing its role. An office keeps at least one owner (H14)."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import Place, record
from schakel.hub.connections.models import Invitation, Member, MemberInvitation, Offer, Office
from schakel.hub.people.letters import MailText
from schakel.hub.people.models import User
from schakel.hub.web.mail_failures import send_to_each

NEW_OWNER = MailText(
    gettext_noop("Your office has a new owner"),
    gettext_noop(
        "The operator of Schakel made %(person)s (%(address)s) an owner of %(office)s. If nobody of the office asked for this, "
        "call the operator."
    ),
    gettext_noop("Look at the office"),
    "connections:office",
)


class LastOwner(Exception):
    """Permanent, until a colleague becomes owner."""

    code = "last_owner"
    sentence = _("An office needs at least one owner. Make a colleague an owner first.")


def end_membership(member: Member, by: User) -> None:
    """They no longer work here, from the next request on. Their open invitations are withdrawn (H02).

    Raises:
        LastOwner
    """
    with transaction.atomic():
        if member.is_last_owner():
            raise LastOwner
        for offers in (Invitation.objects, MemberInvitation.objects):
            mine = offers.filter(letter__office=member.office_id, letter__inviter=member.user_id)
            for offer in mine.filter(state=Offer.State.INVITED):
                offer.withdraw(by)
        record(Action.MEMBER_LEFT, member, place=Place(member.office_id), by=by.pk, detail=f"user={member.user_id}")
        member.delete()


def change_role(member: Member, role: str) -> None:
    """Raises LastOwner."""
    if role not in Member.Role:
        return
    with transaction.atomic():
        if role != Member.Role.OWNER and member.is_last_owner():
            raise LastOwner
        Member.objects.filter(pk=member.pk).update(role=role)
        told = f"{role} user={member.user_id}"
        record(Action.MEMBER_ROLE_CHANGED, member, place=Place(member.office_id), detail=told)


def make_owner(office: Office, user: User) -> bool:
    """By the operator, when no owner can do it; whoever is no member becomes one. False: they are an owner already."""
    with transaction.atomic():
        member, _made = Member.objects.select_for_update().get_or_create(office=office, user=user)
        if member.role == Member.Role.OWNER:
            return False
        member.role = Member.Role.OWNER
        member.save(update_fields=["role"])
        told = f"{member.role} user={user.pk}"
        record(Action.MEMBER_ROLE_CHANGED, member, place=Place(office.pk), detail=told)
    return True


def notify_owners(office: Office, new: User) -> bool:
    """Of a new owner. False: the mail server refused the address of one of them. Raises OSError."""
    owners = User.objects.filter(memberships__office=office, memberships__role=Member.Role.OWNER, is_active=True)
    words = {"person": new.name, "address": new.email, "office": office.name}
    taken = send_to_each(owners, lambda owner: NEW_OWNER.send(owner.email, language=owner.language, context=words))
    return len(taken) == len(owners)
