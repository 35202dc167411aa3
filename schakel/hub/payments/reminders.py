"""Five days before an invoice is due, whoever may pay it is told: one mail a day at most, for those who want it."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from schakel.hub.connections.models import Access, Connection
from schakel.hub.due import work_each
from schakel.hub.payments.models import Payable, Payment, Reminder
from schakel.hub.people.models import User
from schakel.hub.web import mail
from schakel.hub.web.mail_failures import mail_failure

AHEAD = timedelta(days=5)
HOUR = time(7)  # of the day, where the installation is
MOST_NAMED = 30
MOST_TRIES = 5  # in one day; then tomorrow again
BATCH = 50


def remind() -> int:
    """The worker's step."""
    return create_reminders() + work_each(Reminder.claim(), remind_person)


def create_reminders() -> int:
    """Those who hold purchases and may pay are reminded, until they say that they do not want it."""
    holding = paying_accesses().values("user")
    new = User.objects.filter(pk__in=holding, payment_reminder=None, is_active=True)[:BATCH]
    made = [Reminder(user=user, due_at=timezone.now()) for user in new]
    Reminder.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def paying_accesses() -> QuerySet[Access]:
    return Access.objects.full().filter(connection__side=Connection.Side.PURCHASE)


def switch_reminders(user: User, *, is_on: bool) -> None:
    due_at = timezone.now() if is_on else None
    Reminder.objects.update_or_create(user=user, defaults={"is_on": is_on, "due_at": due_at, "attempts": 0})


def is_on(user: User) -> bool:
    return not Reminder.objects.filter(user=user, is_on=False).exists()


def remind_person(reminder: Reminder) -> None:
    """What falls due within five days and was not told yet; nothing, when there is nothing."""
    if not reminder.is_on:
        reminder.settle()
        return
    now, soon = timezone.now(), list(falling_due(reminder))
    found = untold(reminder, soon)
    if found and not send_reminder(reminder, found):
        return
    told = [each.document_id for each in soon]
    Reminder.objects.filter(pk=reminder.pk).update(told=told, told_until=timezone.localdate() + AHEAD, told_at=now)
    reminder.postpone(tomorrow())


def falling_due(reminder: Reminder) -> QuerySet[Payable]:
    today = timezone.localdate()
    in_file = Payment.objects.active().filter(how=Payment.How.FILE).values("document")
    found = (
        Payable.objects.asking()
        .due_now(today)
        .filter(
            why_not="",
            connection__in=paying_accesses().filter(user=reminder.user_id).values("connection"),
            due__range=(today, today + AHEAD),
            document__due_date__range=(today, today + AHEAD),
        )
    )
    ordered = found.exclude(document__in=in_file).order_by("due", "document")
    return ordered.select_related("document__connection__company", "document__bill").defer("document__text")


def untold(reminder: Reminder, soon: list[Payable]) -> list[Payable]:
    """By what was told, and not by when: a document may come late, or have been in quarantine until now."""
    if reminder.told is not None:
        return [each for each in soon if each.document_id not in reminder.told]
    until, at = reminder.told_until, reminder.told_at  # told by a version that kept no list
    if until is None or at is None:
        return soon
    return [each for each in soon if (each.document.due_date or until) > until or each.document.received_at > at]


def send_reminder(reminder: Reminder, found: list[Payable]) -> bool:
    """False when it did not leave: then again today; after a refusal for good, or many tries, tomorrow."""
    user, today = reminder.user, timezone.localdate()
    context = {
        "items": found[:MOST_NAMED],
        "more": max(0, len(found) - MOST_NAMED),
        "link": settings.URL + reverse("payments:list"),
    }
    try:
        mail.send(
            "payments/mail/due",
            to=user.email,
            language=user.language,
            context=context,
            key=f"due-{reminder.pk}-{today.isoformat()}",
        )
    except Exception as error:
        failure = mail_failure(error, reminder, most=MOST_TRIES)
        if failure.is_final:
            reminder.attempts = 0
            reminder.postpone(tomorrow())
        else:
            reminder.retry(failure.text, most=MOST_TRIES)
        return False
    return True


def tomorrow() -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=1), HOUR))
