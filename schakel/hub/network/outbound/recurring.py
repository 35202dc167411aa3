"""What comes back each month and is to be sent by itself: issued and queued as when a person presses the button."""

from schakel.hub.due import work_each
from schakel.hub.network.outbound import draft as drafts
from schakel.hub.sales.issuing.prepare import NotIssued
from schakel.hub.sales.models import Occurrence, StopReason

MOST_TRIES = 8


def send_recurring() -> int:
    """The worker's step."""
    return work_each(Occurrence.claim(), send_occurrence, most=MOST_TRIES)


def send_occurrence(row: Occurrence) -> None:
    """What is not right stays a draft for a person, with why."""
    by = row.recurrence.by
    if row.draft is None or by is None:
        row.settle()
        return
    try:
        drafts.send(row.draft, by=by)
    except drafts.NotReached as fault:
        row.retry(StopReason(fault.how).value, most=0)
    except NotIssued:
        row.retry(StopReason.NOT_READY.value, most=0)
    else:
        row.settle()
