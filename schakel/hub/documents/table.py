"""The list of documents as a table: for a spreadsheet, and as the index of a ZIP."""

from collections.abc import Callable, Iterator
from functools import partial

from django.utils import timezone
from django.utils.translation import gettext as _

from schakel.einvoice.validation import Verdict
from schakel.hub.documents import undrawn
from schakel.hub.documents.bills.effects import effect_on
from schakel.hub.documents.bills.warning_texts import warning_word
from schakel.hub.documents.labels.assign import labels_of, labels_shown
from schakel.hub.documents.labels.models import LabelQuerySet
from schakel.hub.documents.models import Document, DocumentQuerySet
from schakel.hub.documents.retention.period import kept_until
from schakel.hub.documents.search import order
from schakel.hub.documents.undrawn import drawn
from schakel.hub.web.spreadsheet import Cell

MOST = 100_000  # rows
CHUNK = 1000


def headings() -> list[str]:
    return [
        _("Company"), _("Enterprise number"), _("Purchases or sales"), _("Type"), _("Number"), _("From or to"),
        _("Date"), _("Due"), _("Currency"), _("Amount"), _("Received"), _("Follows the rules"), "SHA-256", _("Counts as"),
        _("Warning"), _("Labels"), _("Kept until"),
    ]  # fmt: skip


def rows(
    found: DocumentQuerySet, *, labels: LabelQuerySet, note: Callable[[int], bool], by: str = order.DEFAULT
) -> Iterator[list[Cell]]:
    """`labels` are those that the reader may see, `by` is a name of `search.order`. `note` is told how many were made, and says
    whether to go on."""
    related = order.with_keys(found).select_related("connection__company__retention_rule", "bill").defer("text")
    ordered = related.prefetch_related(labels_shown(labels)).order_by(*order.columns(by))[:MOST]
    for count, document in enumerate(ordered.iterator(chunk_size=CHUNK), 1):
        yield cells(document)
        if not note(count):
            return


def cells(document: Document) -> list[Cell]:
    """Its row; of a document that cannot be drawn, one that says so."""
    return drawn(document, partial(row, document), otherwise=partial(undrawn.cells, document, len(headings())))


def row(document: Document) -> list[Cell]:
    company = document.connection.company
    side = _("Sales") if document.connection.side == "sales" else _("Purchases")
    return [
        company.name, company.number, side, str(document.get_kind_display()), document.number, document.party,
        document.issue_date, document.due_date, document.currency, document.amount,
        timezone.localdate(document.received_at), verdict(document), document.sha256, counts_as(document),
        warning_word(document), ", ".join(label.name for label in labels_of(document)),
        kept_until(document),
    ]  # fmt: skip


def counts_as(document: Document) -> str:
    effect = effect_on(document)
    return str(effect.label) if effect else ""


def verdict(document: Document) -> str:
    return {Verdict.VALID: _("yes"), Verdict.INVALID: _("no")}.get(Verdict(document.verdict or "not_checked"), "")
