"""What comes back each month: the worker makes the draft on the day, at most once, also when it was away for a while."""

from calendar import monthrange
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record
from schakel.hub.connections.models import Connection
from schakel.hub.documents.placement import fillable_by
from schakel.hub.due import work_each
from schakel.hub.people.models import User
from schakel.hub.sales.drafts import edit as drafts_edit
from schakel.hub.sales.drafts.content import Content
from schakel.hub.sales.models import Occurrence, Recurrence, StopReason

HOUR = time(6)  # of the day, where the installation is
OF_ONE_TIME = (
    "issue_date",
    "due_date",
    "delivered_on",
    "communication",
    "preceding_number",
    "preceding_date",
    "prepaid",
)
State = Recurrence.State


def create_recurrence(
    connection: Connection, content: Content, *, by: User, mode: str, first: date, until: date | None, times: int | None
) -> Recurrence:
    """What belongs to one time only (dates, the communication) is made anew each time."""
    kept = {name: value for name, value in content.items() if name not in OF_ONE_TIME}
    row = Recurrence.objects.create(
        connection=connection, content=kept, mode=mode, day=first.day, next_on=first, until=until, left=times, by=by,
        due_at=morning(first),
    )  # fmt: skip
    record(Action.RECURRENCE_CHANGED, row, place=connection.place, by=by.pk, detail="created")
    return row


def morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, HOUR))


def month_after(on: date, *, day: int) -> date:
    """31 January → 28 February → 31 March."""
    year, month = (on.year + 1, 1) if on.month == 12 else (on.year, on.month + 1)
    return date(year, month, min(day, monthrange(year, month)[1]))


def make_due_drafts() -> int:
    """The worker's step."""
    return work_each(Recurrence.claim(), make_draft)


def make_draft(row: Recurrence) -> None:
    """The draft of this month, and when the next is due; a month that was missed follows at once."""
    if row.state != State.ACTIVE or row.is_over(row.next_on):
        row.end_attempt(due_at=None, state=State.ENDED if row.state == State.ACTIVE else row.state)
        return
    if row.by is None or not fillable_by(row.by).filter(pk=row.connection_id).exists():
        row.end_attempt(due_at=None, last_error=StopReason.NO_RIGHT.value, state=State.PAUSED)
        return
    with transaction.atomic():
        occurrence, is_first = Occurrence.objects.get_or_create(recurrence=row, on=row.next_on)
        if is_first:
            occurrence.draft = drafts_edit.create_draft(row.connection, by=row.by, **row.content)
            occurrence.due_at = timezone.now() if row.mode == Recurrence.Mode.SEND else None
            occurrence.save()
        following = month_after(row.next_on, day=row.day)
        left = None if row.left is None else max(0, row.left - 1)
        row.left = left
        over = row.is_over(following)
        row.end_attempt(
            due_at=None if over else morning(following), attempts=0, last_error="", next_on=following, left=left,
            state=State.ENDED if over else State.ACTIVE,
        )  # fmt: skip


def pause(row: Recurrence) -> None:
    Recurrence.objects.filter(pk=row.pk, state=State.ACTIVE).update(state=State.PAUSED, due_at=None)
    record(Action.RECURRENCE_CHANGED, row, place=row.connection.place, detail="paused")


def resume(row: Recurrence, *, by: User) -> None:
    """From today on: what would have been made meanwhile is not made afterwards."""
    following, today = row.next_on, timezone.localdate()
    while following < today:
        following = month_after(following, day=row.day)
    due_at = morning(following)
    Recurrence.objects.filter(pk=row.pk, state=State.PAUSED).update(
        state=State.ACTIVE, next_on=following, due_at=due_at, by=by, last_error=""
    )
    record(Action.RECURRENCE_CHANGED, row, place=row.connection.place, by=by.pk, detail="resumed")


def stop(row: Recurrence) -> None:
    Recurrence.objects.filter(pk=row.pk).update(state=State.ENDED, due_at=None)
    record(Action.RECURRENCE_CHANGED, row, place=row.connection.place, detail="ended")
