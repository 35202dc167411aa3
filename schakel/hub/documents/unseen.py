"""What a room above has not looked at yet: found in the table, so that nothing is missed, however late it was committed.

An id is given when a row is written, and is seen when its transaction ends: others with higher ids may have ended long
before. So the ids above the highest that was looked at, and the newest below it, are looked through each time; all the older
ones piece by piece, from the first to the last and again, at a cost that does not grow with their number.
"""

import time
from dataclasses import dataclass

from django.db.models import Max, Q

from schakel.hub.documents.models import Document

NEWEST = 2000  # ids below the highest that was looked at, among which one was most likely committed late
PIECE = 20_000  # older ids that are looked through at once
EVERY = 5.0  # seconds between two pieces: a million ids take four minutes
REST = 60.0  # seconds after the last piece, before the first comes again


@dataclass
class Unseen:
    """Of one room in one process: `mark` is the relation by which its row stands beside a document once it looked."""

    mark: str
    low: int = 0  # the ids up to this one were looked through in this round
    next_at: float = float("-inf")  # when the next piece may be looked through, monotonic

    def first(self, most: int, *, above: int = 0) -> list[Document]:
        """Up to so many with ids above that, without their text; what was found late comes last."""
        marks = Document._meta.get_field(self.mark).related_model
        highest = marks._base_manager.aggregate(highest=Max("document"))["highest"] or 0  # type: ignore[union-attr]
        newest = self.among(Q(pk__gt=max(highest - NEWEST, above)), most)
        self.low = max(self.low, above)
        return newest + self.older(highest - NEWEST, most - len(newest))

    def older(self, highest: int, most: int) -> list[Document]:
        if most <= 0 or time.monotonic() < self.next_at:
            return []
        high = min(self.low + PIECE, highest)
        found = self.among(Q(pk__gt=self.low, pk__lte=high), most)
        if len(found) < most:  # else there may be more in this piece
            is_last = high >= highest
            self.low, self.next_at = 0 if is_last else high, time.monotonic() + (REST if is_last else EVERY)
        return found

    def among(self, ids: Q, most: int) -> list[Document]:
        return list(Document.objects.filter(ids, **{self.mark: None}).order_by("pk").defer("text")[:most])
