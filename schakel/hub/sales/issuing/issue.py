"""Issuing: a draft becomes a document that never changes, with its number; all of it or nothing (ADR 0131).

One transaction: the number, the document, its judgement, what the room above adds (the queued Transmission), and what is
remembered of the customer. A rule that is broken, a store that fails, a process that dies: the draft stands as it stood, and
the number is free.
"""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from schakel.einvoice.attachment import Attachment
from schakel.einvoice.model import Identifier, SupportingDocument
from schakel.einvoice.ubl.write import write
from schakel.einvoice.validation import Report, Verdict
from schakel.hub.documents import filing, store
from schakel.hub.documents.models import Document, Way
from schakel.hub.people.models import User
from schakel.hub.sales.books.contact_memory import remember
from schakel.hub.sales.drafts.check import CheckedDraft, check
from schakel.hub.sales.drafts.compose import DraftProblem, compose
from schakel.hub.sales.drafts.field_errors import problems_of
from schakel.hub.sales.issuing import numbers
from schakel.hub.sales.models import Draft
from schakel.hub.sales.seller.party import issuer_of


class NotIssued(Exception):
    """Permanent until the draft changes: each problem leads to its field."""

    def __init__(self, problems: tuple[DraftProblem, ...]) -> None:
        super().__init__("; ".join(f"{each.field}: {each.sentence}" for each in problems))
        self.problems = problems


OnFiled = Callable[[Document], object]


def issue(draft: Draft, *, by: User, address: str = "", on_filed: OnFiled | None = None) -> Document:
    """The document; the same one when it was issued before, and then nothing else is done.

    `address` is where on the network the other one was found, `on_filed` what is done in the same transaction.

    Raises:
        NotIssued                      permanent until the draft changes
        store.NotKept, store.Damaged   as the store
    """
    with transaction.atomic():
        held = Draft.objects.select_for_update(of=("self",)).select_related("connection__company").get(pk=draft.pk)
        if held.document:
            return held.document
        held.document = issued(held, by=by, address=address, on_filed=on_filed)
        held.save(update_fields=["document", "changed_at"])
        held.document.readings.get_or_create(user=by)
        remember(held)
    return held.document


def issued(draft: Draft, *, by: User, address: str, on_filed: OnFiled | None) -> Document:
    today, us = timezone.localdate(), issuer_of(draft.connection)
    content = draft.content | ({"customer_endpoint": address} if address else {})
    ahead = check_draft(draft)
    if ahead.problems:
        raise NotIssued(ahead.problems)
    on = ahead.invoice.issue_date or today
    number = numbers.take_number(draft.connection, numbers.series_of(draft), on=on)
    composed = compose(content, us, number=number, today=today, attached=supporting_documents(draft))
    filed = filing.file(write(composed.invoice), Way.WRITTEN, by=by, into=draft.connection, on_filed=on_filed)
    if isinstance(filed, filing.Refused):
        raise NotIssued((DraftProblem("", filed.sentence),))
    document = filed.documents[0]
    if document.verdict != Verdict.VALID:
        judgement = document.judgements.get()
        raise NotIssued(tuple(problems_of(Report.from_json(judgement.report).fatal, content, composed, us)))
    return document


def check_draft(draft: Draft) -> CheckedDraft:
    """As it would be issued today."""
    return check(
        draft.content, issuer_of(draft.connection), today=timezone.localdate(), attached=supporting_documents(draft)
    )


def supporting_documents(draft: Draft) -> list[SupportingDocument]:
    """Raises store.Damaged."""
    return [
        SupportingDocument(
            Identifier(str(number)),
            description=each.name,
            attachment=Attachment.of(store.read(each.sha256), filename=each.name, media_type=each.media_type),
        )
        for number, each in enumerate(draft.attachments.order_by("pk"), start=1)
    ]
