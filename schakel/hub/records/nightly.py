"""Each night a piece of the store is read, each file once a quarter: damage is found while a backup has a good copy.

By the rows that name the files, in order, so that also a file that is gone is missed.
"""

import math
from datetime import datetime, time, timedelta

from django.utils import timezone

from schakel.hub.documents import store
from schakel.hub.documents.stored_files import registered
from schakel.hub.due import work_each
from schakel.hub.intervals import Interval
from schakel.hub.records.models import DamagedFile, StoreCheck
from schakel.hub.records.verify import Fault

NIGHTS = 80  # in which all is read; a quarter has some more, for nights in which the service did not run
HOUR = time(1, 30)  # local time
PIECE = 100  # files
PAUSE = timedelta(seconds=1)  # between two pieces
CREATE = Interval(600)  # seconds


def check_store() -> int:
    """The worker's step. Returns of how many pieces."""
    if CREATE.begin():
        create_checks()
    return work_each(StoreCheck.claim(batch=1), check_piece)


def create_checks() -> None:
    """One for each field that names files; the first piece is read in the coming night."""
    for each in registered:
        StoreCheck.objects.get_or_create(reference=each.name, defaults={"due_at": next_night()})


def next_night() -> datetime:
    now = timezone.localtime()
    tonight = timezone.make_aware(datetime.combine(now.date(), HOUR))
    return tonight if tonight > now else timezone.make_aware(datetime.combine(now.date() + timedelta(days=1), HOUR))


def check_piece(check: StoreCheck) -> None:
    """The next files; after the last one it begins again. What the rooms no longer name is not asked for again."""
    reference = next((each for each in registered if each.name == check.reference), None)
    if reference is None:
        check.settle()
        return
    left = check.left or max(1, math.ceil(reference.rows().count() / NIGHTS))
    piece = list(
        reference.rows()
        .filter(pk__gt=check.position)
        .order_by("pk")
        .values_list("pk", reference.field)[: min(PIECE, left)]
    )
    for _pk, digest in piece:
        check_file(digest)
    is_end = len(piece) < min(PIECE, left)
    left = 0 if is_end else left - len(piece)
    check.end_attempt(
        attempts=0,
        last_error="",
        position=0 if is_end else piece[-1][0],
        left=left,
        round_ended_at=timezone.now() if is_end else check.round_ended_at,
        due_at=timezone.now() + PAUSE if left else next_night(),
    )


def check_file(digest: str) -> bool:
    """Whether it is as it was kept; if not it is written down, until it is again."""
    fault = fault_of(digest)
    if fault is None:
        DamagedFile.objects.filter(sha256=digest).delete()
    else:
        DamagedFile.objects.update_or_create(sha256=digest, defaults={"fault": fault, "checked_at": timezone.now()})
    return fault is None


def fault_of(digest: str) -> Fault | None:
    try:
        store.read(digest)
    except store.Missing:
        return Fault.MISSING
    except store.Damaged:
        return Fault.ALTERED
    return None


def check_again() -> None:
    """What was damaged may have been put back."""
    for digest in DamagedFile.objects.values_list("sha256", flat=True)[:1000]:
        check_file(digest)
