"""Issuing: a draft becomes a document that never changes, with its number; all of it or nothing (ADR 0131, 0224).

What takes long is prepared first. Then one transaction: the number, the document, its judgement, what the room above adds (the
queued Transmission), and what is remembered of the customer. A rule that is broken, a store that fails, a process that
dies: the draft is as it was, and the number is free.
"""

from django.db import transaction

from schakel.hub.connections.models import Connection
from schakel.hub.documents import filing
from schakel.hub.documents.models import Document, Way
from schakel.hub.people.models import User
from schakel.hub.sales.books.contact_memory import remember
from schakel.hub.sales.drafts.compose import DraftProblem
from schakel.hub.sales.issuing import numbers
from schakel.hub.sales.issuing.prepare import (
    Follow,
    NotIssued,
    OnFiled,
    Prepared,
    Ready,
    Sources,
    nothing,
    prepare,
    prepare_with,
)
from schakel.hub.sales.models import Draft

MOST_TRIES = 3  # to be quicker than others who issue for the same company


class Outdated(Exception):
    """The number went to another document, or the draft changed, while this one was prepared."""


def issue(
    draft: Draft,
    *,
    by: User,
    address: str = "",
    follow: Follow | None = None,
    on_filed: OnFiled = nothing,
    ahead: Prepared | None = None,
) -> Document:
    """The document; the same one when it was issued before, and then nothing else is done.

    `address` is where on the network the other one was found. `on_filed` is called with the document in the transaction;
    `follow` prepares what is, where that takes long. `ahead` is what was prepared (of the same draft, address and
    `follow`) by those who are in a transaction when they call this.

    Raises:
        NotIssued                      permanent until the draft changes
        JournalNotWritten              temporary
        store.NotKept, store.Damaged   as the store
    """
    follow = follow or (lambda _invoice, _data: on_filed)
    for _ in range(MOST_TRIES):
        now = Draft.objects.select_related("connection__company", "document").get(pk=draft.pk)
        if now.document:
            return now.document
        prepared = ahead or prepare(now, address=address, follow=follow)
        if prepared.problems:
            raise NotIssued(prepared.problems)
        try:
            return file_draft(now, prepared, by=by, address=address, follow=follow)
        except Outdated:
            ahead = None
    return file_draft(draft, None, by=by, address=address, follow=follow)


@transaction.atomic
def file_draft(draft: Draft, prepared: Prepared | None, *, by: User, address: str, follow: Follow | None) -> Document:
    """Takes the number and files what was prepared; without that it is prepared here, where nobody can be quicker.

    Raises Outdated, and as `issue`: then nothing has happened.
    """
    held = Draft.objects.select_for_update(of=("self",)).select_related("connection__company").get(pk=draft.pk)
    if held.document:
        return held.document
    sources = Sources.of(held, address=address)
    number = numbers.take_number(held.connection, numbers.series_of(held), on=sources.issue_date)
    prepared = prepared or prepare_with(sources, number.text, follow=follow)
    if (prepared.sources, prepared.number) != (sources, number.text):
        raise Outdated
    if prepared.ready is None:
        raise NotIssued(prepared.problems)
    held.document = file_prepared(prepared.ready, held.connection, by=by)
    held.save(update_fields=["document", "changed_at"])
    held.document.readings.create(user=by)
    remember(held)
    numbers.record_number(number, held, held.document, data=prepared.ready.read.data)
    return held.document


def file_prepared(ready: Ready, connection: Connection, *, by: User) -> Document:
    filed = filing.file(ready.read, Way.WRITTEN, by=by, into=connection, on_filed=ready.on_filed)
    if isinstance(filed, filing.NotFiled):
        raise NotIssued((DraftProblem("", filed.sentence),))
    return filed.documents[0]
