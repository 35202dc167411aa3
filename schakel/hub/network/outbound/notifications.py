"""The worker's steps that tell by mail what could not be sent, after the last try (E10), and what was sent and for a working
day nobody confirms. The latter crosses that line once, so that it is enough to keep up to where the line was told."""

from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from schakel.hub.connections.models import Access, Member
from schakel.hub.documents.models import Document
from schakel.hub.due import work_each
from schakel.hub.intervals import Interval
from schakel.hub.network.models import Notice, Transmission
from schakel.hub.network.outbound.tracking import BYTES, late_transmissions
from schakel.hub.people.models import User
from schakel.hub.web import mail
from schakel.hub.web.mail_failures import MOST_TRIES, send_to_each
from schakel.hub.working_days import working_day_before

NAMED = 10  # documents in a mail
BETWEEN_LOOKS = Interval(600)  # seconds


def request_silence_notices() -> int:
    """The worker's step, each ten minutes: the notice of every company with a silence that was not told is due.

    Returns of how many.
    """
    if not BETWEEN_LOOKS.begin():
        return 0
    notified = Notice.objects.filter(company=OuterRef("company"), silent_until__gt=OuterRef("state_at"))
    silent = unconfirmed(timezone.now()).exclude(Exists(notified)).order_by()
    return sum(Notice.request_now(company) for company in silent.values_list("company", flat=True).distinct())


def unconfirmed(now: datetime) -> QuerySet[Transmission]:
    """Documents only, no answers."""
    return late_transmissions(now).filter(answer=None, about=None, company__isnull=False)


def send_notices() -> int:
    """The worker's step. Returns how many."""
    return work_each(Notice.claim(), notify, most=MOST_TRIES)


def notify(notice: Notice) -> None:
    """One mail a person for all that failed since the last one and still stands so; another for what nobody confirms."""
    now = timezone.now()
    failed = Transmission.objects.outgoing().filter(company=notice.company_id, state=Transmission.State.FAILED)
    new = failed.filter(state_at__gt=notice.told_until) if notice.told_until else failed
    notify_of(notice, new.exclude(document=None), "network/mail/failed")
    silent = unconfirmed(now).filter(company=notice.company_id)
    untold = silent.filter(state_at__gte=notice.silent_until) if notice.silent_until else silent
    notify_of(notice, untold, "network/mail/silent")
    notice.end_attempt(told_until=now, silent_until=working_day_before(now), due_at=None, last_error="")


def notify_of(notice: Notice, found: QuerySet[Transmission], letter: str) -> None:
    rows = list(found.select_related("document").order_by("-state_at").defer(*BYTES)[: NAMED + 1])
    if rows:
        send_to_each(recipients(notice), lambda user: mail_to(user, notice, rows, letter=letter))


def recipients(notice: Notice) -> list[User]:
    """The owners of the office, and whoever of the company may send."""
    owners = Member.objects.filter(office=notice.company.office_id, role=Member.Role.OWNER)
    held = Access.objects.full().filter(connection__company=notice.company_id)
    who = Q(pk__in=owners.values("user")) | Q(pk__in=held.values("user"))
    return list(User.objects.filter(who, is_active=True).order_by("pk"))


def mail_to(user: User, notice: Notice, rows: list[Transmission], *, letter: str) -> None:
    """Only what this person may see."""
    reachable = [each for each in rows if is_reachable(user, each)]
    if not reachable:
        return
    links = [settings.URL + reverse("documents:detail", args=[each.document_id]) for each in reachable[:NAMED]]
    context = {
        "company": notice.company,
        "rows": list(zip(reachable[:NAMED], links, strict=True)),
        "more": len(reachable) > NAMED,
    }
    key = f"{letter.rpartition('/')[2]}-{notice.pk}-{user.pk}-{rows[0].pk}-{rows[0].state_at.timestamp():.0f}"
    mail.send(letter, to=user.email, language=user.language, context=context, key=key)


def is_reachable(user: User, row: Transmission) -> bool:
    return Document.objects.reachable_by(user).filter(transmissions=row).exists()
