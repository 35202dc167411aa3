"""What becomes of the registrations of a closed company: each is taken back, also at a provider; then its number is free here.

It is seen in the rows, again and again: what was on its way when the company closed is taken back once it is there.
"""

import logging

from django.db import transaction
from django.db.models import Exists, OuterRef

from schakel.hub.connections.closing import release
from schakel.hub.connections.models import Company
from schakel.hub.intervals import Interval
from schakel.hub.network.models import Registration
from schakel.hub.network.registration.worker import next_night, request_end

LOOK = Interval(10)  # seconds
BATCH = 100
State = Registration.State

log = logging.getLogger(__name__)


def end_registrations() -> int:
    """The worker's step. Returns of how many registrations and companies."""
    return take_back() + release_numbers() if LOOK.begin() else 0


def take_back() -> int:
    """Off the network with what is on it, or was to come there."""
    active = Registration.objects.active().exclude(state=State.LEAVING)
    found = list(
        active.filter(company__in=Company.objects.closed()).order_by("pk").values_list("pk", flat=True)[:BATCH]
    )
    for pk in found:
        with transaction.atomic():
            rows = active.select_for_update(of=("self",)).select_related("company__office")
            row = rows.filter(pk=pk).first()
            if row and row.company.is_closed:
                end(row)
    return len(found)


def end(row: Registration) -> None:
    """What failed once it was on the network may be there still: it is tried again each night."""
    if row.state == State.FAILED and row.changes.filter(state__in=[State.REGISTERED, State.LEAVING]).exists():
        row.set_state(State.LEAVING, due_at=next_night())
    else:
        request_end(row, by=None)
    log.info("%s is taken back: its company closed on %s", row, row.company.closes_on)


def release_numbers() -> int:
    left = Registration.objects.active().filter(company=OuterRef("pk"))
    closed = Company.objects.closed().filter(~Exists(left), released_at=None)
    return sum(release(company) for company in closed.order_by("pk")[:BATCH])
