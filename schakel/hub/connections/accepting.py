"""Accepting: which offers of a letter can be answered now, and answering them, each by itself or all at once."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from schakel.hub.connections.models import Letter, Member, Offer
from schakel.hub.people.models import User


def open_offers(letter: Letter) -> list[Offer]:
    """Unanswered, and still the inviter's to offer: he works in the office, the company is still with it (H02)."""
    if not letter.is_inviter_in_office():
        return []
    clients = letter.invitations.filter(
        state=Offer.State.INVITED, connection__company__office=F("letter__office")
    ).select_related("connection__company__office", "letter")
    found: list[Offer] = list(
        clients.order_by("connection__company__sort_name", "connection__company", "connection__side")
    )
    if letter.office.members.filter(user=letter.inviter, role=Member.Role.OWNER).exists():
        found += letter.member_invitations.filter(state=Offer.State.INVITED).select_related("letter__office")
    return found


def answerable(letter: Letter) -> list[Offer]:
    """What whoever opened the link can answer at this moment; nothing when it came too late (H02)."""
    return [] if letter.is_expired else open_offers(letter)


def accept(offers: Iterable[Offer], user: User) -> list[Offer]:
    """Those that were still open; all in one transaction."""
    with transaction.atomic():
        return [offer for offer in offers if offer.accept(user)]


def decline(offers: Iterable[Offer], by: User | None) -> list[Offer]:
    with transaction.atomic():
        return [offer for offer in offers if offer.decline(by)]
