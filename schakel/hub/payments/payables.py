"""Reading what a document says of its paying: the worker's step, and for a page that comes first."""

from collections.abc import Collection
from functools import partial

from django.db.models import Q
from django.utils.timezone import localdate

from schakel.einvoice.model import Invoice, PaymentMeans
from schakel.hub.connections.turns import turn, turns
from schakel.hub.documents.bills import effects
from schakel.hub.documents.bills.effects import which
from schakel.hub.documents.bills.models import Bill
from schakel.hub.documents.bills.read import ensure
from schakel.hub.documents.models import Document
from schakel.hub.documents.opening import opened
from schakel.hub.documents.undrawn import drawn
from schakel.hub.documents.unseen import Unseen
from schakel.hub.payments.models import Payable, WhyNot
from schakel.hub.payments.models.payable import BY_TRANSFER
from schakel.sepa.iban import account_of

LEFT_TO_TRANSFER = frozenset({"", "1", "30", "31", "42", "57", "58", "ZZZ"})  # UNCL 4461: these leave a transfer open
DIRECT_DEBIT, CARD, CASH = frozenset({"49", "59"}), frozenset({"48", "54", "55"}), frozenset({"10"})
CURRENCY = "EUR"
BATCH = 200

unread = Unseen("paying")


def read_new() -> int:
    """The worker's step: documents that nobody has read in this room yet."""
    documents = unread.first(BATCH)
    if not documents:
        return 0
    ensure(documents)
    found = [payable_of(document) for document in documents]
    with turns({each.connection.company_id for each in documents}):
        say_what_is_open(found)
        Payable.objects.bulk_create(found, ignore_conflicts=True)
    return len(found)


def payable_for(document: Document) -> Payable:
    """Its row, made now when the worker has not been there."""
    ensure([document])
    kept = Payable.everything.filter(document=document).first()
    if kept is None:
        made = payable_of(document)
        with turn(document.connection.company_id):
            say_what_is_open([made])
            Payable.objects.bulk_create([made], ignore_conflicts=True)
        kept = Payable.everything.get(document=document)
    kept.document = document
    return kept


def payable_of(document: Document) -> Payable:
    here = document.connection
    return Payable(document=document, connection=here, side=here.side, **facts(document))


def say_what_is_open(payables: Collection[Payable]) -> None:
    """As it is in the turn of their companies, in which no effect changes before these rows are here to follow it."""
    opens = Document.everything.filter(which("is_open"), pk__in=[each.document_id for each in payables])
    open_ = set(opens.values_list("pk", flat=True))
    for each in payables:
        each.is_open = each.document_id in open_ and each.why_not in BY_TRANSFER


def follow(bills: Collection[Bill]) -> None:
    """What these count for has changed, in their turn: `is_open` goes along."""
    rows = Payable.everything.filter(document__in=[bill.document_id for bill in bills])
    open_ = Q(document__in=[bill.document_id for bill in bills if effects.TABLE[bill.effect].is_open])
    rows.filter(open_, why_not__in=BY_TRANSFER).update(is_open=True)
    rows.exclude(open_, why_not__in=BY_TRANSFER).update(is_open=False)


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
    return "" if means.code in LEFT_TO_TRANSFER else WhyNot.OTHER_MEANS
