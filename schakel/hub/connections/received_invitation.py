"""What a visitor with the link of an invitation can answer, and answering it: each offer for itself or all at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db import transaction
from django.db.models import F

from schakel.hub.connections.models import Company, Invitation, InvitationMail, Member, MemberInvitation, Offer
from schakel.hub.people.models import User
from schakel.hub.people.sign_up import holder, join


def open_offers(letter: InvitationMail) -> list[Offer]:
    """Unanswered, and still the inviter's to offer: they work in the office, the company is still with it (H02)."""
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


@dataclass(frozen=True)
class ReceivedInvitation:
    """The mail whose link a visitor has, and what in it can be answered at this moment."""

    letter: InvitationMail
    offers: Sequence[Offer]

    @classmethod
    def of(cls, letter: InvitationMail) -> "ReceivedInvitation | None":
        """None: it came too late, or nothing in it is left to answer (H02)."""
        offers = [] if letter.is_expired else open_offers(letter)
        return cls(letter, offers) if offers else None

    @property
    def companies(self) -> list[tuple[Company, list[Invitation]]]:
        return by_company([offer for offer in self.offers if isinstance(offer, Invitation)])

    @property
    def colleague(self) -> MemberInvitation | None:
        return next((offer for offer in self.offers if isinstance(offer, MemberInvitation)), None)

    @property
    def addressee(self) -> User | None:
        """Who has an account with the invited address."""
        return holder(self.letter.email)

    def chosen(self, which: str) -> list[Offer]:
        """`which` is the code of one offer, or `all`."""
        return [offer for offer in self.offers if which in ("all", offer.code)]

    def is_all(self, chosen: Sequence[Offer]) -> bool:
        return len(chosen) == len(self.offers)

    def join(self, chosen: Sequence[Offer], *, name: str, language: str, password: str | None) -> User:
        """A new person, who has what they accept: the link proved their address.

        Raises:
            AddressTaken   someone has an account with it by now
        """
        with transaction.atomic():
            user = join(self.letter.email, name=name, language=language or self.letter.language, password=password)
            accept(chosen, user)
        return user


def by_company(invitations: Sequence[Invitation]) -> list[tuple[Company, list[Invitation]]]:
    """In the order of `open_offers`, which keeps those of a company together."""
    return [(company, list(group)) for company, group in groupby(invitations, key=lambda i: i.connection.company)]


def accept(offers: Sequence[Offer], user: User) -> list[Offer]:
    """Those that were still open; all in one transaction."""
    with transaction.atomic():
        return [offer for offer in offers if offer.accept(user)]


def decline(offers: Sequence[Offer], by: User | None) -> list[Offer]:
    with transaction.atomic():
        return [offer for offer in offers if offer.decline(by)]
