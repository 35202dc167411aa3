"""The worker's step for handovers: the owners read what went to whom and what ended, the successor what is theirs now."""

from django.conf import settings
from django.urls import reverse

from schakel.hub.connections.handover import Line
from schakel.hub.connections.models import Handover, Member
from schakel.hub.connections.models.office import sees_all_of
from schakel.hub.due import work_each
from schakel.hub.people.models import User
from schakel.hub.web import mail
from schakel.hub.web.mail_failures import retry_mail, send_to_each


def notify_of_handovers() -> int:
    """The worker's step."""
    return work_each(Handover.claim(), notify)


def notify(handover: Handover) -> None:
    try:
        send_to_each(readers_of(handover), lambda user: send(handover, user))
    except Exception as error:
        retry_mail(handover, error)
    else:
        handover.settle()


def readers_of(handover: Handover) -> list[User]:
    """The owners, also the one who did it, and the successor while they work there."""
    members = handover.office.members.working().filter(user__is_active=True).select_related("user")
    asked = members.filter(role=Member.Role.OWNER) | members.filter(user=handover.successor_id)
    return [member.user for member in asked.order_by("pk")]


def send(handover: Handover, user: User) -> None:
    """Who works for some companies reads of theirs only."""
    lines = [Line(**each) for each in handover.lines]
    shows_all = sees_all_of(user, handover.office_id)
    context = {
        "handover": handover,
        "taken_over": [each for each in lines if each.is_taken_over and (shows_all or handover.successor == user)],
        "ended": [each for each in lines if not each.is_taken_over and shows_all],
        "is_mine": handover.successor == user,
        "link": settings.URL + reverse("connections:one_office", args=[handover.office_id]),
    }
    key = f"handover-{handover.pk}-{user.pk}"
    mail.send("connections/mail/handover", to=user.email, language=user.language, context=context, key=key)
