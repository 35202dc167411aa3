"""Reminders of invitations nobody answered: after 4 and 10 days in the office hours of Belgium, and when a person asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import Deed, Place, record, record_all
from schakel.hub.connections.invitation_mails import REMINDER_DAYS, contents
from schakel.hub.connections.models import Invitation, InvitationMail, InvitationReminder, Office
from schakel.hub.connections.received_invitation import ReceivedInvitation
from schakel.hub.connections.sharing import ShareRequest, share
from schakel.hub.people.models import User
from schakel.hub.web import mail
from schakel.hub.web.mail_failures import retry_mail
from schakel.hub.working_days import office_hour

FIRST, SECOND = REMINDER_DAYS
BETWEEN = timedelta(days=1)  # two mails about one invitation, when a person asks for them


def send_reminders() -> int:
    """The worker's step."""
    reminders = InvitationReminder.claim()
    for reminder in reminders:
        send_reminder(reminder)
    return len(reminders)


def send_reminder(reminder: InvitationReminder) -> None:
    """Not when it was answered, expired, bounced, moved to a newer letter or switched off meanwhile; not at night, unless a
    person asked for it."""
    letter = reminder.letter
    received = ReceivedInvitation.of(letter)
    if received is None or letter.bounced_at or not is_switched_on(reminder):
        reminder.settle()
        return
    now = timezone.now()
    if reminder.day and (later := office_hour(now)) > now:
        reminder.postpone(later)
        return
    try:
        mail.send(
            "connections/mail/reminder",
            to=letter.email,
            language=letter.language,
            context={**contents(received), "until": letter.expires_at, "is_last": reminder.day == SECOND},
            key=f"reminder-{reminder.pk}-{letter.token_hash[:16]}",
            bounces=letter.uid.hex if letter.uid else "",
        )
    except Exception as error:
        retry_mail(reminder, error)
    else:
        reminder.record_sent()


def is_switched_on(reminder: InvitationReminder) -> bool:
    office = reminder.letter.office
    return {FIRST: office.first_reminder, SECOND: office.second_reminder}.get(reminder.day, True)


def end_reminders(letter: InvitationMail) -> int:
    """No more of them for this letter. Returns how many were still to come."""
    with transaction.atomic():
        if ended := letter.reminders.exclude(due_at=None).update(due_at=None):
            record(Action.REMINDERS_ENDED, letter, place=Place(letter.office_id))
    return ended


@dataclass
class RemindResult:
    """What became of the letters of a choice."""

    reminded: int = 0
    renewed: int = 0  # their link had expired, or who sent it left the office: a new invitation goes out
    recent: int = 0  # mailed less than a day ago
    bounced: int = 0  # the address is wrong


def remind(pks: Iterable[int], by: User) -> RemindResult:
    """Another mail to each of these letters that is unanswered; all at once, and none of them twice in a day.

    Raises:
        TooMany   temporary; nothing is sent then
    """
    now, result = timezone.now(), RemindResult()
    with transaction.atomic():
        mine = InvitationMail.objects.sendable_by(by).filter(pk__in=list(pks)).values("pk")
        locked = InvitationMail.objects.filter(pk__in=mine).select_for_update(of=("self",), no_key=True)
        letters = list(locked.select_related("office").order_by("pk"))
        renewed: list[InvitationMail] = []
        reminders: list[InvitationReminder] = []
        recent = recently_reminded(letters, since=now - BETWEEN)
        for letter in letters:
            if letter.is_undelivered:
                result.bounced += 1
            elif letter.sent_at is None or letter.sent_at > now - BETWEEN or letter.pk in recent:
                result.recent += 1
            elif letter.is_expired or not letter.is_inviters():
                renewed.append(letter)
            else:
                reminders.append(InvitationReminder(letter=letter, by=by, created_at=now, due_at=now))
        InvitationReminder.objects.bulk_create(reminders)
        record_all(Deed(Action.REMINDER_SENT, each.letter, Place(each.letter.office_id), by.pk) for each in reminders)
        result.reminded, result.renewed = len(reminders), invite_again(renewed, by)
    return result


def recently_reminded(letters: list[InvitationMail], *, since: datetime) -> set[int]:
    asked = Q(day=0, created_at__gt=since) | Q(sent_at__gt=since)
    found = InvitationReminder.objects.filter(asked, letter__in=letters)
    return set(found.values_list("letter", flat=True))


def invite_again(letters: list[InvitationMail], by: User) -> int:
    """What is open in these goes out in new letters, one for each address."""
    sent = 0
    for office in Office.objects.filter(pk__in={letter.office_id for letter in letters}):
        open_ = Invitation.objects.filter(
            letter__in=[each for each in letters if each.office_id == office.pk],
            state=Invitation.State.INVITED,
            connection__company__office=office,
        ).select_related("letter", "connection")
        wishes = [ShareRequest(i.letter.email, [i.connection], language=i.letter.language, role=i.role) for i in open_]
        sent += len(share(office, by, wishes).letters)
    return sent
