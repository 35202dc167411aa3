"""Forward: one document on its way to one forwarder. Attempt: one try, and what came of it."""

import logging
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from schakel.hub.connections.models import Connection
from schakel.hub.connections.models.company import worked_for
from schakel.hub.connections.rights import Right
from schakel.hub.documents.models import Document, OfDocument, OfDocumentsManager
from schakel.hub.due import GAVE_UP, LONGEST_WAIT
from schakel.hub.forwarding import moves
from schakel.hub.forwarding.models.dispatch import Dispatch
from schakel.hub.forwarding.models.forwarder import Forwarder
from schakel.hub.forwarding.moves import Move

log = logging.getLogger(__name__)


class ForwardQuerySet(models.QuerySet["Forward"]):
    def managed_by(self, user: Any) -> "ForwardQuerySet":
        return self.filter(
            worked_for(user, Right.WORK, path="connection__company__"),
            forwarder__in=Forwarder.objects.usable_by(user),
        )

    def queued(self) -> "ForwardQuerySet":
        return self.filter(state=moves.State.QUEUED)

    def at_rest(self) -> "ForwardQuerySet":
        """Not in a worker's hands at this moment; what is, finds out at its next try."""
        return self.exclude(state=moves.State.QUEUED, interrupted_attempts__gt=0)

    def failed(self) -> "ForwardQuerySet":
        return self.filter(state=moves.State.FAILED)

    def move(self, move: Move, *, due_at: datetime | None = None, **columns: Any) -> int:
        """Those of these rows that can make this move and are in no worker's hands. Returns how many.

        For a move of the row alone; where an Attempt or an event is written with it, see Forward.move.
        """
        if not move.is_of_the_row_alone:
            raise ValueError(move.name)
        able = self.at_rest().filter(state__in=move.start)
        return able.update(**columns_of(move, due_at), **columns)

    def queue_again(self, forwarder: Forwarder, move: Move = moves.QUEUE_AGAIN) -> int:
        """From the first try on, at once; those of this forwarder. SEND_AGAIN makes them another edition."""
        return self.filter(forwarder=forwarder).move(
            move,
            due_at=forwarder.first_due(),
            edition=F("edition") + (1 if move is moves.SEND_AGAIN else 0),
            turn=forwarder.turn,
            attempts=0,
            last_error="",
            code="",
        )


def columns_of(move: Move, due_at: datetime | None) -> dict[str, Any]:
    """What every move writes in the row: nothing is due where it ended, and nobody is at it any more."""
    columns: dict[str, Any] = {"due_at": due_at if move.end == moves.State.QUEUED else None, "interrupted_attempts": 0}
    return columns if move.stays else {**columns, "state": move.end, "state_at": timezone.now()}


class Forward(OfDocument):
    """queued → sent | failed; held while its document is kept out of bookkeeping; withdrawn when it lost its way there.

    All moves stand in moves.py. "Will be tried again" is no state: it is a `due_at` in the future. Its uid is the same at
    each try, and is in the mail's Message-ID, in the webhook's id and, where the pattern asks for one, in the file's name
    (J06).
    """

    State = moves.State

    forwarder = models.ForeignKey(Forwarder, models.CASCADE, related_name="forwards")
    document = models.ForeignKey(Document, models.CASCADE, related_name="forwards")
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="+")  # of the document: for the counts
    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    edition = models.PositiveSmallIntegerField(default=1)  # one more each time a person asks for it again
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    state_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    turn = models.CharField(max_length=300)  # whose turn its work takes, see ForwarderKind.turn
    approval_asked_at = models.DateTimeField(
        null=True, blank=True, db_index=True
    )  # when it was last seen not to be approved; null: it does not wait for that
    address = models.CharField(max_length=254, blank=True)  # where it went, or was tried to go
    code = models.CharField(max_length=40, blank=True)  # of the last error, see words.py
    known_as = models.CharField(max_length=10, blank=True)  # what it counts for, as far as the package was told

    objects = OfDocumentsManager.from_queryset(ForwardQuerySet)()
    everything = ForwardQuerySet.as_manager()  # those of documents in quarantine too

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "forwarder"], name="one_forward_per_forwarder")]
        indexes = [
            models.Index(fields=["turn", "due_at", "id"], condition=Q(due_at__isnull=False), name="forwards_by_turn"),
            models.Index(fields=["forwarder", "id"], condition=Q(state=moves.State.QUEUED), name="forwards_in_order"),
            models.Index(fields=["forwarder", "state", "-state_at", "-id"]),
            models.Index(fields=["connection", "state", "-state_at", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.document} → {self.forwarder}"

    @property
    def will_be_tried_again(self) -> bool:
        return self.state == moves.State.QUEUED and bool(self.last_error) and self.due_at is not None

    def move(
        self, move: Move, *, attempt: "Attempt | None" = None, due_at: datetime | None = None, **columns: Any
    ) -> bool:
        """The row, the attempt and all that goes with this move, in one transaction.

        False when the row is in no state from which it can be made, or is another worker's by now: then nothing is
        written but the attempt of a worker, since it took place.
        """
        if move.is_try != bool(attempt):
            raise ValueError(move.name)
        values = {**columns_of(move, due_at), **columns}
        with transaction.atomic():
            rows = Forward.everything.filter(pk=self.pk, state__in=move.start)
            if self.leased_until:
                rows = rows.filter(due_at=self.leased_until)
            is_made = bool(rows.update(**values))
            if attempt and (is_made or self.leased_until):
                attempt.forward = self
                attempt.save()
            if is_made:
                self._write_beside(move)
        if is_made:
            for name, value in values.items():
                setattr(self, name, value)
        return is_made

    def _write_beside(self, move: Move) -> None:
        if move.event:
            self.document.events.create(kind=move.event, detail=self.forwarder.name)
        if move.in_bookkeeping:
            Dispatch.record_export(self.document_id)
        elif move.in_bookkeeping is False and not self.is_there_by_another_way():
            Dispatch.record_return(self.document_id)
        if move.is_told:
            self.forwarder.schedule_notice()

    def is_there_by_another_way(self) -> bool:
        return Forward.everything.filter(document=self.document_id, state=moves.State.SENT).exists()

    def record_failure(
        self,
        attempt: "Attempt",
        *,
        error: str,
        most: int,
        at: datetime | None = None,
        longest: timedelta = LONGEST_WAIT,
    ) -> bool:
        """Later again, `at` a time that the other side named or each time twice as late; after `most` tries it failed."""
        is_last = self.attempts >= most
        return self.move(
            moves.FAIL if is_last else moves.TRY_LATER,
            attempt=attempt,
            due_at=None if is_last else at or timezone.now() + self.backoff(longest),
            last_error=error,
            code=attempt.code,
            address=attempt.address[:254],
        )

    # What the queue does with a row, see Due

    def retry(
        self, error: str, *, most: int = 12, longest: timedelta = LONGEST_WAIT, at: datetime | None = None
    ) -> None:
        attempt = Attempt(address=self.address, code="fault", detail=error[:500])
        self.record_failure(attempt, error=error, most=most, at=at, longest=longest)

    def postpone(self, until: datetime) -> None:
        self.move(moves.WAIT, due_at=until, attempts=max(0, self.attempts - 1))

    def give_up(self) -> None:
        error = GAVE_UP.format(crashes=self.interrupted_attempts - 1)
        self.record_failure(Attempt(address=self.address, code="fault", detail=error), error=error, most=0)
        log.error("given up: %s %s", type(self).__name__, self.pk)


class Attempt(models.Model):
    """One try. What the other side answered is kept, so that "it never came" can be talked about (J05)."""

    forward = models.ForeignKey(Forward, models.CASCADE, related_name="tries")
    at = models.DateTimeField(default=timezone.now)
    address = models.CharField(max_length=500, blank=True)
    code = models.CharField(max_length=40, blank=True)  # of the error; empty: the other side took it
    detail = models.CharField(max_length=500, blank=True)  # what went wrong, technically
    status = models.PositiveSmallIntegerField(null=True, blank=True)  # HTTP
    answer = models.CharField(max_length=1024, blank=True)  # the first of what the other side said
    is_notice = models.BooleanField(default=False)  # of what the document counts for now, not of the document
    by_hand = models.BooleanField(default=False)  # a person asked for it

    class Meta:
        indexes = [
            models.Index(fields=["forward", "-at", "-id"]),
            models.Index(fields=["address", "at"]),  # E12: how often an address was written to this hour
        ]

    def __str__(self) -> str:
        return f"{self.forward}: {self.code or 'ok'}"
