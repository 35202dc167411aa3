"""The worker's two steps of this room: letters leave, and inviters are told what became of their invitations."""

from itertools import groupby

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from schakel.hub.connections.models import Invitation, InvitationMail, MemberInvitation, Offer, Role
from schakel.hub.connections.models.invitation_mail import lifetime
from schakel.hub.connections.received_invitation import by_company, open_offers
from schakel.hub.web import mail
from schakel.hub.web.mail_failures import retry_mail


def send_invitation_mails() -> int:
    letters = InvitationMail.claim()
    for letter in letters:
        send(letter)
    return len(letters)


def send(letter: InvitationMail) -> None:
    """One letter, unless there is nothing left to say or its writer lost the right to say it (G04)."""
    offers = open_offers(letter)
    if not offers:
        letter.settle()
        return
    try:
        mail.send(
            "connections/mail/invitation",
            to=letter.email,
            language=letter.language,
            context=contents(letter, offers),
            key=f"letter-{letter.pk}-{letter.token_hash[:16]}",
        )
    except Exception as error:
        retry_mail(letter, error)
    else:
        letter.record_sent()


def contents(letter: InvitationMail, offers: list[Offer]) -> dict[str, object]:
    shared = [offer for offer in offers if isinstance(offer, Invitation)]
    return {
        "office": letter.office,
        "sender": letter.inviter.email,
        "link": settings.URL + reverse("connections:open_invitation", args=[letter.token]),
        "companies": by_company(shared),
        "may_send": any(offer.role == Role.FULL for offer in shared),
        "until": timezone.now() + lifetime(),
        "colleague": len(shared) < len(offers),
    }


def notify_inviters() -> int:
    """One mail a letter, with all that was answered since the last one."""
    claimed: list[Offer] = [*Invitation.claim(), *MemberInvitation.claim()]
    claimed.sort(key=lambda offer: (offer.letter.pk, offer.state, offer.pk))
    for letter, offers in groupby(claimed, key=lambda offer: offer.letter):
        notify_inviter(letter, list(offers))
    return len(claimed)


def notify_inviter(letter: InvitationMail, offers: list[Offer]) -> None:
    """Whoever no longer works in the office hears nothing of it (G04)."""
    try:
        if letter.is_inviter_in_office():
            context = {"letter": letter, "office": letter.office, "offers": offers, "who": answerer(letter, offers)}
            inviter = letter.inviter
            key = f"answer-{letter.pk}-{offers[0].pk}-{offers[-1].state_at.timestamp():.0f}"
            mail.send("connections/mail/answer", to=inviter.email, language=inviter.language, context=context, key=key)
    except Exception as error:
        for offer in offers:
            retry_mail(offer, error)
    else:
        for offer in offers:
            offer.settle()


def answerer(letter: InvitationMail, offers: list[Offer]) -> str:
    """Who answered: the invited address, and the account's own when that is another one (H03)."""
    by = next((offer.state_by for offer in offers if offer.state_by), None)
    return letter.email if by is None or letter.email_normal == by.email else f"{letter.email} ({by.email})"
