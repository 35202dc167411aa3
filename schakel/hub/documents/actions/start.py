"""Beginning and stopping an action with many documents."""

import time
from collections.abc import Collection
from datetime import timedelta

from django.db.models import Max
from django.http import QueryDict
from django.utils import timezone

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record_of_person
from schakel.hub.documents.actions.models import BulkAction
from schakel.hub.documents.actions.worker import work
from schakel.hub.documents.models import Document
from schakel.hub.documents.search.filters import Search
from schakel.hub.documents.search.find import Found
from schakel.hub.due import LEASE, work_each
from schakel.hub.people.models import User

AT_ONCE = 50  # documents with which it is done while the person waits


def start(action: str, option: str, *, by: User, ticked: Collection[int] | None, query: str) -> BulkAction:
    """A few that were chosen are done with at once; the rest is left to the worker, as is what failed."""
    highest = Document.objects.aggregate(highest=Max("pk"))["highest"] or 0
    bulk_action = BulkAction(by=by, action=action, option=option, query=query, highest=highest)
    bulk_action.ticked = None if ticked is None else sorted(ticked)
    is_short = ticked is not None and len(ticked) <= AT_ONCE
    bulk_action.due_at = timezone.now() + (LEASE if is_short else timedelta())
    bulk_action.save()
    record_of_person(Action.BULK_ACTION_STARTED, by.pk, detail=action)
    if is_short:
        bulk_action.leased_until, bulk_action.lease_deadline = (
            bulk_action.due_at,
            time.monotonic() + LEASE.total_seconds(),
        )
        work_each([bulk_action], work)
        bulk_action.refresh_from_db()
    return bulk_action


def stop(bulk_action: BulkAction) -> None:
    """It ends before the next documents. What was done stays done."""
    now = timezone.now()
    if BulkAction.objects.filter(pk=bulk_action.pk, ended_at=None, stopped_at=None).update(stopped_at=now):
        record_of_person(Action.BULK_ACTION_STOPPED, bulk_action.by_id, detail=bulk_action.action)


def settled_query(asked: QueryDict, search: Search, found: Found) -> QueryDict:
    """The same, with the names that were found in place of those with a wrong letter: so that it means tomorrow what the page
    says today."""
    text, names = search.text, dict(found.instead)
    for part in sorted(found.parts, key=lambda part: part.start, reverse=True):
        if part.text in names:
            text = f'{text[: part.start]}"{names[part.text]}"{text[part.end :]}'
    settled = asked.copy()
    if names:
        settled["q"] = text
    return settled
