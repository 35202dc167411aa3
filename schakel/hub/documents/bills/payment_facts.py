"""What a document says of who is to be paid, for the fraud guard."""

from collections.abc import Iterator

from django.utils.timezone import localdate

from schakel.einvoice.model import Invoice
from schakel.einvoice.text_facts import ibans_in
from schakel.hub.connections.models import Connection
from schakel.hub.documents.bills.guard import BillFacts, share_a_word
from schakel.hub.documents.bills.supplier import supplier_key
from schakel.hub.documents.models import Document
from schakel.sepa.iban import account_of

LONGEST_WORDS = 20_000  # characters of notes and terms that are looked through


def payment_facts(document: Document, invoice: Invoice) -> BillFacts | None:
    """None: it asks for no money, or the company wrote it itself. `participant` is the seller's own address."""
    is_purchase = document.connection.side == Connection.Side.PURCHASE
    if not is_purchase or document.is_own or document.money_back or not document.amount:
        return None
    seller, words = invoice.seller, " ".join((*invoice.notes, invoice.payment_terms))[:LONGEST_WORDS]
    accounts = list(dict.fromkeys(account_of(each.account.id)[:60] for each in invoice.payment_means if each.account))
    return BillFacts(
        supplier=supplier_key(seller),
        name=seller.display_name[:200],
        vat="".join(c for c in seller.vat_number if c.isalnum()).upper()[:30],
        participant=str(seller.endpoint or "")[:150].lower(),
        iban=accounts[0] if accounts else "",
        payee=payee_of(invoice)[:200],
        words=words,
        ibans_elsewhere=tuple(each for each in dict.fromkeys(ibans_in(words)) if each not in accounts),
        amount=document.payable,
        on=document.issue_date or localdate(document.received_at),
    )


def payee_of(invoice: Invoice) -> str:
    """Another one than the seller who gets the money (BG-10), or an account (BT-85) in a name that has nothing of the seller's."""
    payee = invoice.payee.display_name if invoice.payee else ""
    return payee or next(account_holders(invoice), "")


def account_holders(invoice: Invoice) -> Iterator[str]:
    for means in invoice.payment_means:
        if means.account and means.account.name:
            names = (invoice.seller.name, invoice.seller.trading_name)
            if not any(share_a_word(means.account.name, each) for each in names if each):
                yield means.account.name
            return
