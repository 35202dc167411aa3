"""The worker prepares deletion lists and deletes what was confirmed, piece by piece: a restart goes on where it was.

A piece of documents goes in one transaction with its lines. Their files go after it, each only once no row names it: the
same invoice may be kept at its seller and at its buyer.
"""

import time
from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from schakel.hub.documents import store
from schakel.hub.documents.models import Document
from schakel.hub.documents.retention.period import kept_until
from schakel.hub.due import LeaseLost, work_each
from schakel.hub.records.deletion import proof
from schakel.hub.records.deletion.candidates import is_past, of_company, with_year
from schakel.hub.records.deletion.dependents import delete_rows, files_of
from schakel.hub.records.deletion.models import DeletionLine, DeletionList
from schakel.hub.records.deletion.reasons import why_kept

PIECE = 100  # documents in one transaction
FILES = 1000  # documents whose files are removed together
LATER = timedelta(minutes=10)  # for a file that was kept again just now
TURN = 5.0  # seconds, after which others come first
State = DeletionList.State


def work_deletion_lists() -> int:
    """The worker's step. Returns how many lists it worked at."""
    return work_each(DeletionList.claim(batch=1), work)


def work(deletion_list: DeletionList) -> None:
    until = time.monotonic() + TURN
    step = {State.GATHERING: gather_piece, State.CONFIRMED: delete_piece}.get(State(deletion_list.state))
    if step is None:
        deletion_list.settle()
        return
    while step(deletion_list):
        if time.monotonic() > until:
            deletion_list.postpone(timezone.now())
            return


def locked(deletion_list: DeletionList) -> DeletionList:
    """In a transaction. Raises LeaseLost: another worker has it, or somebody cancelled it."""
    ours = DeletionList.objects.filter(
        pk=deletion_list.pk, state=deletion_list.state, due_at=deletion_list.leased_until
    )
    row = ours.select_for_update(of=("self",)).select_related("company__retention_rule").first()
    if row is None:
        raise LeaseLost
    return row


def gather_piece(deletion_list: DeletionList) -> bool:
    """Whether there is more."""
    with transaction.atomic():
        row = locked(deletion_list)
        rows = with_year(of_company(row.company)).filter(base_year=row.year, pk__gt=row.position)
        piece = list(rows.select_related("connection__company__retention_rule").defer("text").order_by("pk")[:PIECE])
        if not piece or not is_past(row.company, row.year):
            end_gathering(deletion_list)
            return False
        kept = why_kept(row.company, [each.pk for each in piece])
        DeletionLine.objects.bulk_create(line_of(row, each) for each in piece if each.pk not in kept)
        DeletionList.objects.filter(pk=row.pk).update(position=piece[-1].pk)
    return True


def line_of(deletion_list: DeletionList, document: Document) -> DeletionLine:
    names = ("sha256", "size", "kind", "number", "issuer", "party", "issue_date", "received_at")
    copied = {name: getattr(document, name) for name in names}
    line = DeletionLine(deletion_list=deletion_list, document=document.pk, connection=document.connection, **copied)
    line.kept_until = kept_until(document)
    return line


def end_gathering(deletion_list: DeletionList) -> None:
    total = deletion_list.lines.aggregate(bytes=Sum("size"))["bytes"] or 0
    deletion_list.end_attempt(
        state=State.READY,
        due_at=None,
        last_error="",
        count=deletion_list.lines.count(),
        bytes=total,
        digest=proof.digest(deletion_list),
    )


def delete_piece(deletion_list: DeletionList) -> bool:
    """Whether there is more. What has a reason to be kept by now stays, and its line says why. The files go after all rows."""
    with transaction.atomic():
        row = locked(deletion_list)
        lines = list(row.lines.filter(deleted_at=None, why_kept="").order_by("document")[:PIECE])
        delete_lines(row, lines)
    return bool(lines) or remove_files(deletion_list)


def delete_lines(deletion_list: DeletionList, lines: Collection[DeletionLine]) -> None:
    kept = why_kept(deletion_list.company, [line.document for line in lines])
    documents = Document.everything.in_bulk([line.document for line in lines])
    now, gone = timezone.now(), []
    for line in lines:
        if reason := kept.get(line.document):
            line.why_kept = reason
        elif line.document in documents:
            line.deleted_at, line.files = now, files_of(documents[line.document])
            gone.append(line.document)
    DeletionLine.objects.bulk_update(lines, ["deleted_at", "files", "why_kept"])
    delete_rows(gone)


def remove_files(deletion_list: DeletionList) -> bool:
    """Of deleted documents, what no row names any more; what is named still belongs to another document. Whether there is more.

    Many at a time: each time all tables that name files are read through.
    """
    left = DeletionLine.objects.filter(deletion_list=deletion_list, files_removed_at=None).exclude(deleted_at=None)
    lines = list(left.order_by("document")[:FILES])
    if not lines:
        end_deleting(deletion_list)
        return False
    fresh = store.remove_unnamed({name for line in lines for name in line.files})
    done = [line.pk for line in lines if not fresh.intersection(line.files)]
    DeletionLine.objects.filter(pk__in=done).update(files_removed_at=timezone.now())
    if fresh:
        deletion_list.postpone(timezone.now() + LATER)
    return not fresh


def end_deleting(deletion_list: DeletionList) -> None:
    deletion_list.end_attempt(state=State.DONE, due_at=None, last_error="", ended_at=timezone.now())
