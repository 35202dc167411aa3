"""History: what is older than its connection here, or comes out of an archive. Kept, read and searched, and nothing more.

Whoever brings a document says whether it is history, or leaves it to its date: what was issued before the first day of its
connection is proposed as history, and held as such until somebody says that it counts. What comes over the network is never
history: a late invoice is a real one.
"""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Connection
from schakel.hub.connections.turns import turns
from schakel.hub.documents.bills.effects import settle
from schakel.hub.documents.bills.models import Bill, History
from schakel.hub.documents.events import DocumentEvent
from schakel.hub.documents.models import Document, Event, Way
from schakel.hub.documents.placement import fillable_by
from schakel.hub.people.models import User

BROUGHT = frozenset(
    {Way.UPLOAD, Way.API, Way.FOLDER, Way.COMMAND, Way.ARCHIVE}
)  # by somebody here; all else is never history
PROPOSED_BY = BROUGHT - {Way.COMMAND}  # the operator says it
PIECE = 500  # documents decided at once


IS_OVER = (  # as `is_over`, for a query
    Q(sent_elsewhere=True)
    | Q(connection__side=Connection.Side.PURCHASE, self_billed=False)
    | Q(connection__side=Connection.Side.SALES, self_billed=True)
)


class HistoryChoice(TextChoices):
    """What who brings documents says of them."""

    BY_DATE = "by_date", _("Propose it for documents that are older than their connection here")
    HISTORY = "history", _("Yes, all of them")
    COUNTS = "counts", _("No: all of them still have to be paid, booked or sent")


def first_day(connection: Connection) -> date:
    return timezone.localdate(connection.created_at)


def history_of(document: Document, way: Way, choice: HistoryChoice) -> History | None:
    """The row that a new document gets. None: it counts."""
    if way not in BROUGHT or choice == HistoryChoice.COUNTS:
        return None
    if choice == HistoryChoice.HISTORY:
        return History(document=document)
    is_older_or_undated = is_older(document) or (way == Way.ARCHIVE and document.issue_date is None)
    is_proposed = way in PROPOSED_BY and is_over(document) and is_older_or_undated
    return History(document=document, is_proposed=True) if is_proposed else None


def is_older(document: Document) -> bool:
    """Than the first day of its connection."""
    return document.issue_date is not None and document.issue_date < first_day(document.connection)


def is_over(document: Document) -> bool:
    """It is no sale that still leaves from here."""
    return document.sent_elsewhere or not document.is_own


def are_history(documents: Collection[int]) -> list[bool]:
    """For each of these keys, in the turn of their companies."""
    active = set(History.objects.active().filter(document__in=documents).values_list("document", flat=True))
    return [document in active for document in documents]


def decidable_by(user: User) -> QuerySet[Document]:
    """Documents of which this person may say whether they are history."""
    return Document.objects.filter(IS_OVER, Exists(brought()), connection__in=fillable_by(user))


def brought() -> QuerySet[Event]:
    return Event.objects.filter(document=OuterRef("pk"), kind=DocumentEvent.RECEIVED, way__in=BROUGHT)


def asked_of(user: User) -> QuerySet[Document]:
    """Those that were proposed as history, and nobody has decided yet."""
    return decidable_by(user).filter(pk__in=History.objects.undecided().values("document"))


def decide_history(documents: Iterable[Document], *, is_history: bool, by: User) -> int:
    """What a person says of documents that are `decidable_by` them: history, or it counts after all. Returns of how many it
    changed: said twice it changes nothing.

    In pieces, each in the turn of its companies; begun again it goes on.
    """
    wanted, count = list(documents), 0
    for start in range(0, len(wanted), PIECE):
        piece = wanted[start : start + PIECE]
        with turns({each.connection.company_id for each in piece}):
            count += decide_piece(piece, is_history=is_history, by=by)
    return count


def decide_piece(documents: Collection[Document], *, is_history: bool, by: User) -> int:
    rows = {row.document_id: row for row in History.objects.select_for_update().filter(document__in=documents)}
    new = [History(document=each) for each in documents if is_history and each.pk not in rows]
    changed = [row for row in rows.values() if row.is_asked or row.counts == is_history]
    for row in (*new, *changed):
        row.counts, row.decided_at, row.decided_by = not is_history, timezone.now(), by
    History.objects.bulk_create(new)
    History.objects.bulk_update(changed, ["counts", "decided_at", "decided_by"])
    keys = [row.document_id for row in (*new, *changed)]
    kind = DocumentEvent.HISTORY if is_history else DocumentEvent.COUNTS
    Event.objects.bulk_create(Event(document_id=key, kind=kind, by=by) for key in keys)
    bills = Bill.objects.filter(document__in=keys)
    bills.update(is_history=is_history)
    if not is_history:
        bills.update(is_read=False)  # read again, so that the fraud guard judges what is open
    settle(list(bills.all()))
    return len(keys)
