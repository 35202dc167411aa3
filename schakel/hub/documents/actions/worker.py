"""The worker's step: some documents at a time, what is done and how far it is in one transaction."""

import time
from collections import Counter
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from schakel.hub.audit.origin import acting_for
from schakel.hub.connections.models import Connection
from schakel.hub.documents.actions.models import BulkAction
from schakel.hub.documents.actions.registry import ALREADY, find_action
from schakel.hub.documents.listing import search_in
from schakel.hub.documents.models import Document
from schakel.hub.documents.search.filters import Search
from schakel.hub.due import LeaseLost, work_each

BATCH = 50  # documents in one transaction
TURN = 5.0  # seconds, after which others come first
MOST_EXAMPLES = 50
CHUNK = 1000  # of the keys that were ticked


def work_bulk_actions() -> int:
    """The worker's step: a part of each action that somebody began. Returns of how many."""
    return work_each(BulkAction.claim(batch=1), work)


def work(bulk_action: BulkAction) -> None:
    until = time.monotonic() + TURN
    if bulk_action.expected is None:
        bulk_action.expected = found(bulk_action).count()
        BulkAction.objects.filter(pk=bulk_action.pk).update(expected=bulk_action.expected)
    while work_batch(bulk_action):
        if time.monotonic() > until:
            bulk_action.postpone(timezone.now())
            return


def found(bulk_action: BulkAction) -> QuerySet[Document]:
    """What the person reaches now of what they meant, without what came later. Nothing is guessed: a name with a wrong letter
    was settled when they asked."""
    if bulk_action.ticked is not None:
        return Document.objects.reachable_by(bulk_action.by).filter(pk__in=bulk_action.ticked)
    search, connections = Search.read(QueryDict(bulk_action.query)), Connection.objects.reachable_by(bulk_action.by)
    documents = search_in(
        Document.objects.all(), search, user=bulk_action.by, connections=connections, is_lenient=False
    ).documents
    return documents.filter(pk__lte=bulk_action.highest).order_by()


def work_batch(bulk_action: BulkAction) -> bool:
    """Whether there is more. Raises LeaseLost: another worker has it."""
    with transaction.atomic():
        row = BulkAction.objects.select_for_update().filter(pk=bulk_action.pk, due_at=bulk_action.leased_until).first()
        if row is None:
            raise LeaseLost
        action = find_action(f"{row.action}:{row.option}" if row.option else row.action, row.by)
        if row.stopped_at or action is None or not row.by.is_active:
            bulk_action.end_attempt(due_at=None, stopped_at=row.stopped_at or timezone.now(), ended_at=timezone.now())
            return False
        rows = found(row).filter(pk__gt=row.last).select_related("connection__company").defer("text")
        documents = list(rows.order_by("pk")[:BATCH])
        with acting_for(row.by_id):
            skipped = action[0].run(documents, row.by, row.option) if documents else {}
        values: dict[str, Any] = result_of(row, documents, dict(skipped))
        if len(documents) < BATCH:
            bulk_action.end_attempt(due_at=None, last_error="", ended_at=timezone.now(), **values)
            return False
        BulkAction.objects.filter(pk=bulk_action.pk).update(**values)
        return True


def result_of(row: BulkAction, documents: list[Document], skipped: dict[int, str]) -> dict[str, Any]:
    if not documents:
        return {}
    odd = [[key, reason] for key, reason in sorted(skipped.items()) if reason != ALREADY]
    return {
        "last": documents[-1].pk,
        "done": row.done + len(documents) - len(skipped),
        "skipped": dict(Counter(row.skipped) + Counter(skipped.values())),
        "examples": (row.examples + odd)[:MOST_EXAMPLES],
    }
