"""A client whose link no longer works asks for a new one: the inviter hears it, or the owners when they left the office."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from schakel.hub.connections.models import Company, InvitationMail, LinkRequest, Member
from schakel.hub.due import work_each
from schakel.hub.people.models import User
from schakel.hub.web import mail
from schakel.hub.web.mail_failures import retry_mail, send_to_each

BETWEEN = timedelta(days=1)  # two requests for one letter


def request_link(letter: InvitationMail) -> bool:
    """False when it was asked for less than a day ago: the office knows already."""
    now = timezone.now()
    with transaction.atomic():
        InvitationMail.objects.select_for_update(no_key=True).get(pk=letter.pk)
        if letter.link_requests.filter(asked_at__gt=now - BETWEEN).exists():
            return False
        letter.link_requests.create(asked_at=now, due_at=now)
    return True


def notify_of_requests() -> int:
    """The worker's step."""
    return work_each(LinkRequest.claim(), notify)


def notify(asked: LinkRequest) -> None:
    letter = asked.letter
    company = Company.objects.filter(connections__invitations__letter=letter, office=letter.office).first()
    page = reverse("connections:sharing", args=[company.pk]) if company else reverse("connections:unanswered")

    def send(user: User) -> None:
        mail.send(
            "connections/mail/link_request",
            to=user.email,
            language=user.language,
            context={"letter": letter, "company": company, "link": settings.URL + page},
            key=f"link-request-{asked.pk}-{user.pk}",
        )

    try:
        send_to_each(people_of(letter), send)
    except Exception as error:
        retry_mail(asked, error)
    else:
        asked.settle()


def people_of(letter: InvitationMail) -> list[User]:
    if letter.is_inviters():
        return [letter.inviter]
    owners = letter.office.members.filter(role=Member.Role.OWNER, user__is_active=True).select_related("user")
    return [member.user for member in owners]
