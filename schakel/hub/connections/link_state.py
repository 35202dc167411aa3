"""Why a link of an invitation offers nothing any more, and where it leads the person who accepted it (H02)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices

from schakel.hub.connections.models import Access, Invitation, InvitationMail, Member, Offer
from schakel.hub.people.models import User


class LinkState(TextChoices):
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    REPLACED = "replaced"  # by the link of a newer mail
    INVALID = "invalid"  # its sender left the office, or the company did
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class EndedLink:
    state: LinkState
    since: datetime | None = None


def ended_link(letter: InvitationMail | None) -> EndedLink:
    """Asked when nothing in the letter can be answered. An open invitation counts before an answered one, an accepted one
    before the others."""
    if letter is None:
        return EndedLink(LinkState.UNKNOWN)
    offers = all_offers(letter)
    if not offers:
        newer = letter.office.letters.filter(email_normal=letter.email_normal, pk__gt=letter.pk).order_by("pk").first()
        return EndedLink(LinkState.REPLACED, newer.created_at if newer else None)
    if any(offer.state == Offer.State.INVITED for offer in offers):
        return EndedLink(LinkState.EXPIRED, letter.expires_at) if letter.is_expired else EndedLink(LinkState.INVALID)
    for state in (Offer.State.ACCEPTED, Offer.State.DECLINED):
        if since := [offer.state_at for offer in offers if offer.state == state]:
            return EndedLink(LinkState(state), max(since))
    return EndedLink(LinkState.WITHDRAWN, max(offer.state_at for offer in offers))


def all_offers(letter: InvitationMail) -> list[Offer]:
    return [*letter.invitations.all(), *letter.member_invitations.all()]


def holder_of(letter: InvitationMail) -> User | None:
    """Who accepted something in it and still has it."""
    for offer in all_offers(letter):
        if offer.state == Offer.State.ACCEPTED and offer.state_by and has_it(offer, offer.state_by):
            return offer.state_by
    return None


def has_it(offer: Offer, user: User) -> bool:
    if isinstance(offer, Invitation):
        return Access.objects.active().filter(connection=offer.connection_id, user=user).exists()
    return Member.objects.active().filter(office=offer.letter.office, user=user).exists()


def held_connection(letter: InvitationMail, user: User) -> int | None:
    """The first connection in it that this person has."""
    held = Access.objects.active().filter(user=user, connection__invitations__letter=letter)
    return held.order_by("connection__side").values_list("connection", flat=True).first()
