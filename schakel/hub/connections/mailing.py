"""The worker's two steps of this room: letters leave, and inviters are told what became of their invitations."""

import logging
from itertools import groupby

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from schakel.hub.connections.models import Invitation, Letter, MemberInvitation, Offer
from schakel.hub.connections.models.letter import lifetime
from schakel.hub.connections.received_invitation import by_company, open_offers
from schakel.hub.outside import mail_refusal
from schakel.hub.web import mail

MOST_TRIES = 8  # over some four hours
LONGEST_ERROR = 500  # characters

log = logging.getLogger(__name__)


def send_letters() -> int:
    letters = Letter.claim()
    for letter in letters:
        send(letter)
    return len(letters)


def send(letter: Letter) -> None:
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
    except Exception as error:  # one that cannot be made must not hold up the others (D13)
        refused(letter, error)
    else:
        letter.sent()


def contents(letter: Letter, offers: list[Offer]) -> dict[str, object]:
    shared = [offer for offer in offers if isinstance(offer, Invitation)]
    return {
        "office": letter.office,
        "sender": letter.inviter.email,
        "link": settings.URL + reverse("connections:open_invitation", args=[letter.token]),
        "companies": by_company(shared),
        "until": timezone.now() + lifetime(),
        "colleague": len(shared) < len(offers),
    }


def refused(row: Letter | Offer, error: Exception) -> None:
    """Later again; or never, when the server refused for good, or was tried often enough."""
    refusal = mail_refusal(error)
    log.warning("%s %s: %s", type(row).__name__, row.pk, refusal.text, exc_info=not isinstance(error, OSError))
    row.retry(refusal.text[:LONGEST_ERROR], most=0 if refusal.permanent else MOST_TRIES)


def tell_inviters() -> int:
    """One mail a letter, with all that was answered since the last one."""
    claimed: list[Offer] = [*Invitation.claim(), *MemberInvitation.claim()]
    claimed.sort(key=lambda offer: (offer.letter.pk, offer.state, offer.pk))
    for letter, offers in groupby(claimed, key=lambda offer: offer.letter):
        tell(letter, list(offers))
    return len(claimed)


def tell(letter: Letter, offers: list[Offer]) -> None:
    """Whoever no longer works in the office hears nothing of it (G04)."""
    try:
        if letter.is_inviter_in_office():
            context = {"letter": letter, "office": letter.office, "offers": offers, "who": answerer(letter, offers)}
            inviter = letter.inviter
            mail.send("connections/mail/answer", to=inviter.email, language=inviter.language, context=context)
    except Exception as error:  # as above
        for offer in offers:
            refused(offer, error)
    else:
        for offer in offers:
            offer.settle()


def answerer(letter: Letter, offers: list[Offer]) -> str:
    """Who answered: the invited address, and the account's own when that is another one (H03)."""
    by = next((offer.state_by for offer in offers if offer.state_by), None)
    return letter.email if by is None or letter.email_normal == by.email else f"{letter.email} ({by.email})"
