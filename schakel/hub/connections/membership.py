"""Membership: ending it, changing its role. An office keeps at least one owner (H14)."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Invitation, Member, MemberInvitation, Offer
from schakel.hub.people.models import User


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
        member.delete()


def change_role(member: Member, role: str) -> None:
    """Raises LastOwner."""
    if role not in Member.Role:
        return
    with transaction.atomic():
        if role != Member.Role.OWNER and member.is_last_owner():
            raise LastOwner
        Member.objects.filter(pk=member.pk).update(role=role)
