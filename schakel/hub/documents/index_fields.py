"""What the lists and the search know of an invoice, read from it into columns of Document."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from schakel.base.folding import compact, folded
from schakel.einvoice.belgium import communication_digits
from schakel.einvoice.model import Invoice, Line, Party
from schakel.einvoice.money import decimal_text
from schakel.hub.connections.models import Connection

LONGEST_NAME = 200  # characters, of a number and a name
LONGEST_TEXT = 20_000  # characters the search looks through
MOST_LINES = 500  # of which the items can be searched


def fields_from(invoice: Invoice, *, side: str) -> dict[str, Any]:
    """`side` is the kind of the connection it is filed in: it tells who the other party is."""
    other = invoice.seller if side == Connection.Side.PURCHASE else invoice.buyer
    return {
        "kind": invoice.kind.value,
        "self_billed": invoice.is_self_billed,
        "number": invoice.number[:LONGEST_NAME],
        "issuer": key_of(invoice.buyer if invoice.is_self_billed else invoice.seller),
        "party": other.display_name[:LONGEST_NAME],
        "issue_date": invoice.issue_date,
        "due_date": invoice.due_date,
        "currency": invoice.currency[:3],
        "payable": invoice.amount_to_pay,
        "money_back": invoice.is_money_back,
        "text": search_text(invoice),
    }


def key_of(party: Party) -> str:
    """One comparable text for who this is: VAT number, else network address, else legal number, else name."""
    for identifier in (party.vat_number, party.endpoint, party.legal_id, party.display_name):
        if key := compact(folded(str(identifier or ""))):
            return key[:LONGEST_NAME]
    return ""


def search_text(invoice: Invoice) -> str:
    seen = dict.fromkeys(folded(each) for each in texts(invoice))
    return "\n".join(each for each in seen if each)[:LONGEST_TEXT]


def texts(invoice: Invoice) -> Iterator[str]:
    yield invoice.number
    for means in invoice.payment_means:
        yield means.remittance
        yield communication_digits(means.remittance) or ""
        yield compact(means.account.id) if means.account else ""
    for amount in (invoice.totals.payable, invoice.totals.with_vat, invoice.totals.without_vat):
        yield from spellings(amount)
    for party in (invoice.seller, invoice.buyer, invoice.payee):
        yield from names(party) if party else ()
    yield from (invoice.buyer_reference, invoice.order_reference, invoice.contract_reference)
    yield from (invoice.project_reference, invoice.accounting_reference)
    yield from (each.number for each in invoice.preceding_invoices)
    yield from invoice.notes
    for line in invoice.lines[:MOST_LINES]:
        yield from words_of(line)


def names(party: Party) -> Iterator[str]:
    yield from (party.name, party.trading_name)
    numbers = (party.endpoint, party.legal_id, *party.tax_ids)
    yield from (compact(each.value) for each in numbers if each)
    if party.contact:
        yield from (party.contact.name, party.contact.email)


def words_of(line: Line) -> Iterator[str]:
    yield from (line.item.name, line.item.seller_id, line.note, line.order_line)


def spellings(amount: Decimal | None) -> Iterator[str]:
    """An amount in the ways people type it: 1032.81, 1032,81, 1.032,81 and 1,032.81."""
    if amount is None:
        return
    plain, grouped = f"{amount:.2f}", f"{amount:,.2f}"
    yield from (
        plain,
        plain.replace(".", ","),
        grouped,
        grouped.translate(str.maketrans(",.", ".,")),
        decimal_text(amount),
    )
