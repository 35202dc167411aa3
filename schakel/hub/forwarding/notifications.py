"""The worker's third step here: the office hears by mail that documents did not reach its bookkeeping (J03, J08)."""

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from schakel.hub.connections.models import Member
from schakel.hub.connections.rights import Right
from schakel.hub.due import work_each
from schakel.hub.forwarding import change_notices
from schakel.hub.forwarding.models import ChangeNotice, Forwarder
from schakel.hub.forwarding.models.forwarder import TOLD_AGAIN
from schakel.hub.forwarding.words import mark_of, sentence
from schakel.hub.people.models import User
from schakel.hub.web import mail
from schakel.hub.web.mail_failures import MOST_TRIES, send_to_each

NAMED = 10  # documents in a mail


def notify_offices() -> int:
    """The worker's step. Returns of how many forwarders."""
    return work_each(Forwarder.claim(), notify, most=MOST_TRIES)


def notify(forwarder: Forwarder) -> None:
    """One mail a person for all that failed and still stands so, and one for what changed after it was forwarded; nothing
    when all was mended meanwhile."""
    failed = forwarder.forwards.failed()
    if forwarder.ended_at is None and (forwarder.stopped or failed.exists()):
        send_to_each(recipients(forwarder), lambda user: send_notice(user, forwarder))
    if forwarder.ended_at is None and (changed := list(change_notices.of_the_office(forwarder))):
        send_to_each(recipients(forwarder), lambda user: send_changes(user, forwarder, changed))
        change_notices.record_office_told(changed)
    now, more = timezone.now(), change_notices.of_the_office(forwarder).exists()
    forwarder.end_attempt(told_at=now, due_at=now + TOLD_AGAIN if more else None, last_error="")


def recipients(forwarder: Forwarder) -> list[User]:
    """The owners of the office, and the person who set it up while they work there (G04)."""
    members = forwarder.office.members.with_right(Right.SET_UP).filter(
        Q(role=Member.Role.OWNER) | Q(user=forwarder.created_by)
    )
    return [member.user for member in members.select_related("user") if member.user.is_active]


def send_notice(user: User, forwarder: Forwarder) -> None:
    failed = forwarder.forwards.failed()
    rows = failed.select_related("document__connection__company").order_by("-state_at")[:NAMED]
    context = {
        "forwarder": forwarder,
        "failed": failed.count(),
        "rows": [(each, sentence(each.code)) for each in rows],
        "link": settings.URL + reverse("forwarding:list"),
    }
    last = forwarder.told_at.timestamp() if forwarder.told_at else 0
    key = f"forwarder-{forwarder.pk}-{user.pk}-{last:.0f}"
    mail.send("forwarding/mail/failed", to=user.email, language=user.language, context=context, key=key)


def send_changes(user: User, forwarder: Forwarder, changed: list[ChangeNotice]) -> None:
    rows = [(each, mark_of(each.now)) for each in changed[:NAMED]]
    context = {
        "forwarder": forwarder,
        "count": len(changed),
        "rows": rows,
        "is_told": forwarder.kind_itself.takes_notices,
        "link": settings.URL + reverse("forwarding:list"),
    }
    last = max(each.changed_at for each in changed).timestamp()
    key = f"changed-{forwarder.pk}-{user.pk}-{last:.6f}-{len(changed)}"
    mail.send("forwarding/mail/changed", to=user.email, language=user.language, context=context, key=key)
