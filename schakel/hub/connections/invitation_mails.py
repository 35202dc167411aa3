"""Letters leave, inviters are told what became of their invitations, and what comes back is recorded at its letter."""

from datetime import timedelta
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from schakel.hub.connections.models import (
    Invitation,
    InvitationMail,
    InvitationReminder,
    MemberInvitation,
    Offer,
    Role,
)
from schakel.hub.connections.models.invitation_mail import lifetime
from schakel.hub.connections.received_invitation import ReceivedInvitation, open_offers, open_questions
from schakel.hub.web import mail
from schakel.hub.web.bounces import Bounce
from schakel.hub.web.mail_failures import LONGEST_TEXT, retry_mail
from schakel.hub.working_days import office_hour

REMINDER_DAYS = (4, 10)  # after the letter
BOUNCED = "It came back."


def send_invitation_mails() -> int:
    """The worker's step. Returns how many."""
    letters = InvitationMail.claim()
    for letter in letters:
        send(letter)
    return len(letters)


def send(letter: InvitationMail) -> None:
    """One letter, unless there is nothing left to say or its writer lost the right to say it (G04)."""
    received = ReceivedInvitation(letter, open_offers(letter), open_questions(letter))
    if not received.offers:
        letter.settle()
        return
    try:
        mail.send(
            "connections/mail/invitation",
            to=letter.email,
            language=letter.language,
            context=contents(received),
            key=f"letter-{letter.pk}-{letter.token_hash[:16]}",
            bounces=letter.uid.hex if letter.uid else "",
        )
    except Exception as error:
        retry_mail(letter, error)
    else:
        with transaction.atomic():
            letter.record_sent()
            create_reminders(letter)


def create_reminders(letter: InvitationMail) -> None:
    """Once for a letter that was sent, however often this runs; none that would come when its link has expired."""
    at = {day: office_hour((letter.sent_at or timezone.now()) + timedelta(days=day)) for day in REMINDER_DAYS}
    InvitationReminder.objects.bulk_create(
        [
            InvitationReminder(letter=letter, day=day, due_at=at[day])
            for day in REMINDER_DAYS
            if at[day] < letter.expires_at
        ],
        ignore_conflicts=True,
    )


def record_bounce(bounce: Bounce) -> bool:
    """A letter, or a reminder of it, came back: it is undelivered from now on, and no reminder follows. False: not ours."""
    sent = InvitationMail.objects.filter(uid=bounce.id).exclude(sent_at=None)
    return bool(sent.update(bounced_at=timezone.now(), last_error=bounce.said[:LONGEST_TEXT] or BOUNCED))


def contents(received: ReceivedInvitation) -> dict[str, object]:
    letter = received.letter
    shared = [offer for offer in received.offers if isinstance(offer, Invitation)]
    return {
        "office": letter.office,
        "sender": letter.inviter.email,
        "link": settings.URL + reverse("connections:open_invitation", args=[letter.token]),
        "companies": received.companies,
        "questions": received.questions,
        "may_send": any(offer.role == Role.FULL for offer in shared),
        "until": timezone.now() + lifetime(),
        "colleague": received.colleague,
    }


def notify_inviters() -> int:
    """The worker's step: one mail a letter, with all that was answered since the last one."""
    claimed: list[Offer] = [*Invitation.claim(), *MemberInvitation.claim()]
    claimed.sort(key=lambda offer: (offer.letter.pk, offer.state, offer.pk))
    for letter, offers in groupby(claimed, key=lambda offer: offer.letter):
        notify_inviter(letter, list(offers))
    return len(claimed)


def notify_inviter(letter: InvitationMail, offers: list[Offer]) -> None:
    """Who no longer works for the company hears nothing of it (G04)."""
    try:
        if heard := heard_by_inviter(letter, offers):
            context = {"letter": letter, "office": letter.office, "offers": heard, "who": answerer(letter, heard)}
            inviter = letter.inviter
            key = f"answer-{letter.pk}-{offers[0].pk}-{offers[-1].state_at.timestamp():.0f}"
            mail.send("connections/mail/answer", to=inviter.email, language=inviter.language, context=context, key=key)
    except Exception as error:
        for offer in offers:
            retry_mail(offer, error)
    else:
        for offer in offers:
            offer.settle()


def heard_by_inviter(letter: InvitationMail, offers: list[Offer]) -> list[Offer]:
    """Those about companies for which the inviter works; those to colleagues as long as they may invite them."""
    keys = {type(offer): set[int]() for offer in offers}
    for model in keys:
        mine = model._default_manager.managed_by(letter.inviter)  # type: ignore[attr-defined]  # of both kinds of offer
        keys[model] = set(mine.filter(letter=letter).values_list("pk", flat=True))
    return [offer for offer in offers if offer.pk in keys[type(offer)]]


def answerer(letter: InvitationMail, offers: list[Offer]) -> str:
    """Who answered: the invited address, and the account's own when that is another one (H03)."""
    by = next((offer.state_by for offer in offers if offer.state_by), None)
    return letter.email if by is None or letter.email_normal == by.email else f"{letter.email} ({by.email})"
