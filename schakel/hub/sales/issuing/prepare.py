"""Preparing: all that takes long about issuing, done before the transaction for which others wait (ADR 0224).

What is validated are the very bytes that are filed, with the number that the document will have if nobody takes it first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from schakel.einvoice.attachment import Attachment
from schakel.einvoice.errors import EInvoiceError
from schakel.einvoice.model import Identifier, Invoice, SupportingDocument
from schakel.einvoice.ubl.write import write
from schakel.hub.documents import filing, store
from schakel.hub.documents.formats import Unforeseen
from schakel.hub.documents.models import Document
from schakel.hub.sales.drafts.check import CheckedDraft, check
from schakel.hub.sales.drafts.compose import DraftProblem, Issuer, compose
from schakel.hub.sales.drafts.content import Content
from schakel.hub.sales.drafts.field_errors import problems_of
from schakel.hub.sales.drafts.parse_input import day_in
from schakel.hub.sales.issuing import numbers
from schakel.hub.sales.models import Draft
from schakel.hub.sales.seller.party import issuer_of


class NotIssued(Exception):
    """Permanent until the draft changes: each problem leads to its field."""

    def __init__(self, problems: tuple[DraftProblem, ...]) -> None:
        super().__init__("; ".join(f"{each.field}: {each.sentence}" for each in problems))
        self.problems = problems


OnFiled = Callable[[Document], object]
Follow = Callable[[Invoice, bytes], OnFiled]
"""What comes with issuing, such as sending: prepared from the invoice and its bytes, then done in the transaction that files
it. May raise NotIssued in both."""


@dataclass(frozen=True)
class Sources:
    """All that an invoice is made of besides its number: equal sources and an equal number make the same bytes."""

    content: Content
    issuer: Issuer
    today: date
    attachments: tuple[tuple[str, str, str], ...]  # sha256, name, media type

    @classmethod
    def of(cls, draft: Draft, *, address: str = "") -> "Sources":
        content = draft.content | ({"customer_endpoint": address} if address else {})
        files = draft.attachments.order_by("pk").values_list("sha256", "name", "media_type")
        return cls(content, issuer_of(draft.connection), timezone.localdate(), tuple(files))

    @property
    def issue_date(self) -> date:
        return day_in(self.content.get("issue_date", "")) or self.today

    def supporting_documents(self) -> list[SupportingDocument]:
        """Raises store.Damaged."""
        return [
            SupportingDocument(
                Identifier(str(place)),
                description=name,
                attachment=Attachment.of(store.read(digest), filename=name, media_type=media_type),
            )
            for place, (digest, name, media_type) in enumerate(self.attachments, start=1)
        ]


@dataclass(frozen=True)
class Prepared:
    """An invoice that can be filed as it is, or why it cannot."""

    sources: Sources
    number: str
    problems: tuple[DraftProblem, ...]
    ready: "Ready | None" = None  # without problems


@dataclass(frozen=True)
class Ready:
    read: filing.ReadOnce  # of its bytes, which are judged and in the store
    on_filed: OnFiled


def nothing(_document: Document) -> None:
    """Nothing comes with it."""


def prepare(draft: Draft, *, address: str = "", follow: Follow | None = None) -> Prepared:
    """With the number that comes next. Raises as `prepare_with`."""
    sources = Sources.of(draft, address=address)
    number = numbers.upcoming_number(draft.connection, numbers.series_of(draft), on=sources.issue_date)
    return prepare_with(sources, number, follow=follow)


def prepare_with(sources: Sources, number: str, *, follow: Follow | None = None) -> Prepared:
    """Raises store.NotKept, store.Damaged."""
    attached = sources.supporting_documents()
    composed = compose(sources.content, sources.issuer, number=number, today=sources.today, attached=attached)
    read = filing.ReadOnce.of(write(composed.invoice))
    if isinstance(read.content, EInvoiceError):
        return our_fault(sources, number, read.content)
    if read.report is None:
        return our_fault(sources, number, Unforeseen("rules"))
    if problems := problems_of(read.report.fatal, sources.content, composed, sources.issuer):
        return Prepared(sources, number, tuple(problems))
    try:
        on_filed = follow(read.content.invoice, read.data) if follow else nothing
    except NotIssued as fault:
        return Prepared(sources, number, fault.problems)
    read.prepare()
    return Prepared(sources, number, (), Ready(read, on_filed))


def our_fault(sources: Sources, number: str, fault: EInvoiceError) -> Prepared:
    """What we wrote can be read, and there are rules for it; but for that, nobody could put anything right."""
    return Prepared(sources, number, (DraftProblem("", filing.not_filed(fault).sentence),))


def check_draft(draft: Draft) -> CheckedDraft:
    """As it would be issued today."""
    sources = Sources.of(draft)
    return check(sources.content, sources.issuer, today=sources.today, attached=sources.supporting_documents())
