"""The worker's step for changes: those concerned are told by mail, twice while it waits, and once how it ended."""

from hashlib import sha256

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from schakel.hub.connections import changes
from schakel.hub.connections.changes import ENOUGH_MAILS, Listener
from schakel.hub.connections.models.change import SECOND_MAIL, WAIT, Change
from schakel.hub.due import work_each
from schakel.hub.people.models import normal
from schakel.hub.web import mail
from schakel.hub.web.mail_failures import send_to_each

MOST_TRIES = 100
DAY = SECOND_MAIL / 3


def notify_of_changes() -> int:
    """The worker's step."""
    return work_each(Change.claim(), work, most=MOST_TRIES)


def work(change: Change) -> None:
    if change.is_waiting and changes.decide_by_time(change):
        return  # due again at once, to tell how it ended
    if not change.is_waiting:
        notify(change, kind_of_mail="end")
        change.settle()
    elif change.mails < ENOUGH_MAILS:
        remind(change)
    else:
        change.postpone(max(change.until, timezone.now() + DAY))


def remind(change: Change) -> None:
    """One of the two mails. It counts when one of those who must be told took it in; the others get it in any case."""
    now, first = timezone.now(), change.mailed_at is None
    counts = notify(change, kind_of_mail=f"mail-{change.mails}", only_must=not first and not change.mails)
    mails = change.mails + counts
    wait = WAIT if mails == 1 else SECOND_MAIL
    columns = {"mails": mails, "mailed_at": now, "until": max(change.until, now + wait)} if counts or first else {}
    again = now + SECOND_MAIL if mails == 1 else max(change.until, now + SECOND_MAIL)
    change.end_attempt(due_at=again if counts else now + DAY, attempts=0, **columns)


def notify(change: Change, *, kind_of_mail: str, only_must: bool = False) -> bool:
    """One mail an address. Returns whether one of those who must be told took it in."""
    told: dict[str, Listener] = {}
    for listener in changes.kind_of(change).listeners(change):
        known = told.get(normal(listener.email))
        told[normal(listener.email)] = listener if known is None or listener.must else known
    asked = [listener for listener in told.values() if listener.must or not only_must]
    took = send_to_each(asked, lambda listener: write_to(listener, change, key=kind_of_mail))
    return any(listener.must for listener in took)


def write_to(listener: Listener, change: Change, *, key: str) -> None:
    kind = changes.kind_of(change)
    with translation.override(listener.language):
        context = {
            "change": change,
            "company": change.company,
            "title": kind.title(change),
            "lines": kind.lines(change),
            "is_asked": bool(listener.user and change.is_waiting and changes.is_asked(change, listener.user)),
            "asked": [str(user) for user in changes.people_asked(change)] if change.is_waiting else [],
            "missing": changes.yeses_missing(change) if change.is_waiting else 0,
            "by_silence": change.is_waiting and kind.is_decided_by_silence(change),
            "lapses": change.is_waiting and kind.lapses(change),
            "link": link_for(listener, change),
        }
    mail.send(
        "connections/mail/change",
        to=listener.email,
        language=listener.language,
        context=context,
        key=f"change-{change.pk}-{key}-{sha256(normal(listener.email).encode()).hexdigest()[:16]}",
    )


def link_for(listener: Listener, change: Change) -> str:
    """To the page, for who may open it."""
    may = listener.user and Change.objects.reachable_by(listener.user).filter(pk=change.pk).exists()
    return settings.URL + reverse("connections:change", args=[change.pk]) if may else ""
