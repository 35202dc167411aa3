"""What a visitor with the link of an invitation can answer, and answering it: each offer for itself or all at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from django.db import transaction
from django.db.models import F

from schakel.hub.connections.models import Company, Invitation, InvitationMail, MemberInvitation, Offer
from schakel.hub.people.models import User
from schakel.hub.people.sign_up import holder, join


class Question(Protocol):
    """What a room above asks together with an invitation: in the same mail, on the same page, with a button of its own."""

    @property
    def code(self) -> str:
        """Tells it apart from offers and other questions in a form."""
        ...

    @property
    def sentence(self) -> str:
        """The question itself."""
        ...

    @property
    def explanation(self) -> str: ...

    def answer(self, *, is_yes: bool) -> None:
        """Only the first answer counts."""
        ...


questions: list[Callable[[InvitationMail], Sequence[Question]]] = []  # filled when the rooms open (AppConfig.ready)


def open_questions(letter: InvitationMail) -> list[Question]:
    """Unanswered ones; none when its sender may offer nothing any more (H02)."""
    if not letter.is_inviter_in_office():
        return []
    return [question for of in questions for question in of(letter)]


def open_offers(letter: InvitationMail) -> list[Offer]:
    """Unanswered, and still the inviter's to offer: they work for the company, and it is still with the office (H02)."""
    if not letter.is_inviter_in_office():
        return []
    clients = (
        letter.invitations.managed_by(letter.inviter)
        .filter(state=Offer.State.INVITED, connection__company__office=F("letter__office"))
        .select_related("connection__company__office", "letter")
    )
    found: list[Offer] = list(
        clients.order_by("connection__company__sort_name", "connection__company", "connection__side")
    )
    colleagues = letter.member_invitations.managed_by(letter.inviter).filter(state=Offer.State.INVITED)
    return [*found, *colleagues.select_related("letter__office")]


@dataclass(frozen=True)
class ReceivedInvitation:
    """The mail whose link a visitor has, and what in it can be answered at this moment."""

    letter: InvitationMail
    offers: Sequence[Offer]
    questions: Sequence[Question] = ()

    @classmethod
    def of(cls, letter: InvitationMail) -> "ReceivedInvitation | None":
        """None: it came too late, or nothing in it is left to answer (H02)."""
        if letter.is_expired:
            return None
        received = cls(letter, open_offers(letter), open_questions(letter))
        return received if received.offers or received.questions else None

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

    def chosen_questions(self, which: str) -> list[Question]:
        return [question for question in self.questions if which in ("all", question.code)]

    def is_all(self, which: str) -> bool:
        """Nothing is left to answer after these."""
        chosen = [*self.chosen(which), *self.chosen_questions(which)]
        return len(chosen) == len(self.offers) + len(self.questions)

    def accept(self, which: str, user: User | None) -> None:
        """Questions need no account: the link went to the person who is asked."""
        with transaction.atomic():
            if user:
                accept(self.chosen(which), user)
            answer_questions(self.chosen_questions(which), is_yes=True)

    def decline(self, which: str, by: User | None) -> None:
        with transaction.atomic():
            decline(self.chosen(which), by)
            answer_questions(self.chosen_questions(which), is_yes=False)

    def join(self, which: str, *, name: str, language: str, password: str | None) -> User:
        """A new person, who has what they accept: the link proved their address.

        Raises:
            AddressTaken   someone has an account with it by now
        """
        with transaction.atomic():
            user = join(self.letter.email, name=name, language=language or self.letter.language, password=password)
            self.accept(which, user)
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


def answer_questions(chosen: Sequence[Question], *, is_yes: bool) -> None:
    for question in chosen:
        question.answer(is_yes=is_yes)
