"""What is only of use for a time leaves the database when that is over: a table, row by row of it in docs/operating/retention.md.

What a room removes itself where it is asked is not here.
"""

from collections.abc import Callable
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from schakel.hub.connections.elsewhere import DAY
from schakel.hub.connections.models import ElsewhereAnswer, Handover, IdempotencyKey
from schakel.hub.connections.models.once import KEPT as ANSWERS_KEPT
from schakel.hub.documents.models import BulkAction, WaitingFile
from schakel.hub.intervals import Interval
from schakel.hub.people.models import Tally
from schakel.hub.records.company_export.models import CompanyExport
from schakel.hub.records.deletion.models import DeletionList

RESULTS_KEPT = timedelta(days=90)  # of what was done in the background, and of files that could not be read
PIECE = 1000  # rows in one statement
LOOK = Interval(3600)  # seconds


def ended_sessions() -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=timezone.now())


def devices_without_session() -> QuerySet[UserSession]:
    """Also those whose password was changed since, once their session is over."""
    alive = Session.objects.filter(session_key=OuterRef("session_key"))
    ended = UserSession.objects.filter(~Exists(alive), last_seen_at__lt=timezone.now() - timedelta(days=1))
    found: QuerySet[UserSession] = ended
    return found


def answers_to_programs() -> QuerySet[IdempotencyKey]:
    return IdempotencyKey.objects.filter(at__lt=timezone.now() - ANSWERS_KEPT)


def answers_elsewhere() -> QuerySet[ElsewhereAnswer]:
    return ElsewhereAnswer.objects.filter(at__lte=timezone.now() - DAY)


def counts() -> QuerySet[Tally]:
    return Tally.objects.filter(ends_at__lt=timezone.now())


def actions_done() -> QuerySet[BulkAction]:
    return BulkAction.objects.filter(due_at=None, ended_at__lt=timezone.now() - RESULTS_KEPT)


def handovers_mailed() -> QuerySet[Handover]:
    return Handover.objects.filter(due_at=None, at__lt=timezone.now() - RESULTS_KEPT)


def files_not_read() -> QuerySet[WaitingFile]:
    return WaitingFile.objects.filter(due_at=None, at__lt=timezone.now() - RESULTS_KEPT)


def cancelled_lists() -> QuerySet[DeletionList]:
    old = timezone.now() - RESULTS_KEPT
    return DeletionList.objects.filter(state=DeletionList.State.CANCELLED, ended_at__lt=old, lines=None)


def exports_over() -> QuerySet[CompanyExport]:
    """Their files went before, or never were."""
    return CompanyExport.objects.filter(due_at=None, at__lt=timezone.now() - RESULTS_KEPT)


EXPIRED: list[Callable[[], QuerySet]] = [  # type: ignore[type-arg]  # of several models
    ended_sessions,
    devices_without_session,
    answers_to_programs,
    answers_elsewhere,
    counts,
    actions_done,
    files_not_read,
    handovers_mailed,
    cancelled_lists,
    exports_over,
]


def remove_expired() -> int:
    """The worker's step, each hour. Returns how many rows it removed."""
    return sum(remove(each()) for each in EXPIRED) if LOOK.begin() else 0


def remove(rows: QuerySet) -> int:  # type: ignore[type-arg]  # likewise
    """Some at a time, so that others write in between."""
    count = 0
    while some := list(rows.order_by("pk").values_list("pk", flat=True)[:PIECE]):
        rows.model._base_manager.filter(pk__in=some).delete()
        count += len(some)
    return count
