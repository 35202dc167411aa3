"""The moves of a forward: from which states, to which, and what is written with each. Nothing else changes a state.

         wait, try_later
            ┌──────┐
            ▼      │
    new → queued ──┴─ arrive ───→ sent ── bounce ──→ failed
            │  └───── fail ────────────────────────→ failed
            ├──────── hold ─────→ held
            └──────── withdraw ─→ withdrawn

    queue_again: failed, held, withdrawn (or queued, at once) → queued
    send_again:  sent → queued, as another edition

What arrived leaves that state only when the mail comes back, or when a person wants it sent once more. Each try, and each
word of the other side about one, is an Attempt. See ADR 0231; Forward.move and ForwardQuerySet.move make them.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from schakel.hub.forwarding.events import ForwardingEvent


class State(models.TextChoices):
    QUEUED = "queued", _("waiting to be forwarded")
    SENT = "sent", _("forwarded")
    FAILED = "failed", _("not forwarded")
    HELD = "held", _("held back from bookkeeping")
    WITHDRAWN = "withdrawn", _("withdrawn")


@dataclass(frozen=True)
class Move:
    name: str
    start: frozenset[State]
    end: State
    is_try: bool = False  # with an Attempt
    event: ForwardingEvent | None = None  # on the timeline of the document
    in_bookkeeping: bool | None = None  # what the document's Dispatch says from then on; None: as before
    is_told: bool = False  # the office hears of it by mail, soon

    @property
    def is_of_the_row_alone(self) -> bool:
        """Nothing else is written with it, so that many rows can make it at once."""
        return not (self.is_try or self.event or self.is_told or self.in_bookkeeping is not None)

    @property
    def stays(self) -> bool:
        return self.start == {self.end}


QUEUED = frozenset({State.QUEUED})
SENT = frozenset({State.SENT})

WAIT = Move("wait", QUEUED, State.QUEUED)
TRY_LATER = Move("try_later", QUEUED, State.QUEUED, is_try=True)
ARRIVE = Move("arrive", QUEUED, State.SENT, is_try=True, event=ForwardingEvent.FORWARDED, in_bookkeeping=True)
FAIL = Move("fail", QUEUED, State.FAILED, is_try=True, event=ForwardingEvent.NOT_FORWARDED, is_told=True)
BOUNCE = Move(
    "bounce", SENT, State.FAILED, is_try=True, event=ForwardingEvent.NOT_FORWARDED, in_bookkeeping=False, is_told=True
)
HOLD = Move("hold", QUEUED, State.HELD)
WITHDRAW = Move("withdraw", QUEUED, State.WITHDRAWN)
QUEUE_AGAIN = Move("queue_again", frozenset(State) - SENT, State.QUEUED)
SEND_AGAIN = Move("send_again", SENT, State.QUEUED)

MOVES = (WAIT, TRY_LATER, ARRIVE, FAIL, BOUNCE, HOLD, WITHDRAW, QUEUE_AGAIN, SEND_AGAIN)
