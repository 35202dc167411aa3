"""Reading what a document says of its paying: the worker's step, and for a page that comes first."""

from functools import partial

from django.utils.timezone import localdate

from schakel.einvoice.model import Invoice, PaymentMeans
from schakel.hub.documents.bills.read import ensure
from schakel.hub.documents.models import Document
from schakel.hub.documents.opening import opened
from schakel.hub.documents.undrawn import drawn
from schakel.hub.documents.unseen import Unseen
from schakel.hub.payments.models import Payable, WhyNot
from schakel.sepa.iban import account_of

BY_TRANSFER = frozenset({"", "1", "30", "31", "42", "57", "58", "ZZZ"})  # UNCL 4461: these leave a transfer open
DIRECT_DEBIT, CARD, CASH = frozenset({"49", "59"}), frozenset({"48", "54", "55"}), frozenset({"10"})
CURRENCY = "EUR"
BATCH = 200

unread = Unseen("paying")


def read_new() -> int:
    """The worker's step: documents that nobody has read in this room yet."""
    documents = unread.first(BATCH)
    ensure(documents)
    found = [payable_of(document) for document in documents]
    Payable.objects.bulk_create(found, ignore_conflicts=True)
    return len(found)


def payable_for(document: Document) -> Payable:
    """Its row, made now when the worker has not been there."""
    ensure([document])
    kept = Payable.everything.filter(document=document).first()
    if kept is None:
        kept, _made = Payable.everything.get_or_create(document=document, defaults=facts(document))
    kept.document = document
    return kept


def payable_of(document: Document) -> Payable:
    return Payable(document=document, **facts(document))


def facts(document: Document) -> dict[str, object]:
    """The columns of a Payable. A document that cannot be read has an amount of nobody, and holds up no other."""
    return drawn(document, partial(read_facts, document), otherwise=partial(unreadable_facts, document))


def unreadable_facts(document: Document) -> dict[str, object]:
    return {"why_not": WhyNot.UNREADABLE, "is_settled": True, "due": localdate(document.received_at)}


def read_facts(document: Document) -> dict[str, object]:
    invoice = opened(document).invoice
    if invoice is None:
        return unreadable_facts(document)
    means = chosen_means(invoice)
    account = means.account if means else None
    holder = (account.name if account else "") or (invoice.payee.display_name if invoice.payee else "")
    amount = document.amount
    return {
        "name": (holder or invoice.seller.display_name)[:200],
        "iban": account_of(account.id)[:60] if account else "",
        "remittance": (means.remittance if means else "")[:200],
        "why_not": why_not(invoice, document),
        "due": document.due_date or document.issue_date or localdate(document.received_at),
        "left": amount,
        "is_settled": not amount,
    }


def chosen_means(invoice: Invoice) -> PaymentMeans | None:
    """The first that names an account; else the first."""
    named = (means for means in invoice.payment_means if means.account and means.account.id.strip())
    return next(named, invoice.payment_means[0] if invoice.payment_means else None)


def why_not(invoice: Invoice, document: Document) -> str:
    if not document.amount:
        return WhyNot.NOTHING
    if document.money_back:
        return WhyNot.MONEY_BACK
    if invoice.is_unclear_credit:
        return WhyNot.UNCLEAR
    for means in invoice.payment_means:
        if reason := other_than_transfer(means):
            return reason
    return "" if document.currency == CURRENCY else WhyNot.CURRENCY


def other_than_transfer(means: PaymentMeans) -> str:
    if means.code in DIRECT_DEBIT or means.mandate is not None:
        return WhyNot.DIRECT_DEBIT
    if means.code in CARD or means.card is not None:
        return WhyNot.CARD
    if means.code in CASH:
        return WhyNot.CASH
    return "" if means.code in BY_TRANSFER else WhyNot.OTHER_MEANS
