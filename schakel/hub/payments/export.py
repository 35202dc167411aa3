"""Open items for a spreadsheet."""

from collections.abc import Iterator
from functools import partial

from django.utils.translation import gettext as _

from schakel.hub.documents import undrawn
from schakel.hub.documents.bills.warning_texts import warning_word
from schakel.hub.documents.undrawn import drawn
from schakel.hub.payments.models import Payable
from schakel.hub.payments.models.payable import PayableQuerySet
from schakel.hub.payments.open_items import ORDER, PREFETCHED, with_payments
from schakel.hub.payments.status import payment_status
from schakel.hub.web import spreadsheet
from schakel.hub.web.spreadsheet import Cell

MOST = 50_000  # rows
CHUNK = 1000


def write_open_items(found: PayableQuerySet, form: str) -> bytes:
    """`form` is one of spreadsheet.TYPES."""
    return spreadsheet.written(form, _("Open"), headings(), rows(found))


def headings() -> list[str]:
    return [
        _("Company"), _("Number"), _("From or to"), _("Date"), _("Due"), _("Currency"), _("Amount"), _("Remaining"),
        _("Status"), _("Account number (IBAN)"), _("Communication"), _("Warning"),
    ]  # fmt: skip


def rows(found: PayableQuerySet) -> Iterator[list[Cell]]:
    ordered = with_payments(found).order_by(*ORDER)[:MOST]
    return (cells(each) for each in ordered.iterator(chunk_size=CHUNK))


def cells(paying: Payable) -> list[Cell]:
    """Its row; of a document that cannot be drawn, one that says so."""
    instead = partial(undrawn.cells, paying.document, len(headings()))
    return drawn(paying.document, partial(row, paying), otherwise=instead)


def row(paying: Payable) -> list[Cell]:
    document = paying.document
    here = payment_status(paying, getattr(document, PREFETCHED))
    return [
        document.connection.company.name, document.number, document.party, document.issue_date, document.due_date,
        document.currency, document.amount, paying.left, str(here.state.label), paying.iban, paying.remittance,
        warning_word(document) if here.is_open else "",
    ]  # fmt: skip
