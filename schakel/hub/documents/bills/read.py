"""Reading documents as bills: the worker's step, and for a page that comes first."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Q
from django.utils import timezone

from schakel.base.belgium import communication_digits
from schakel.einvoice.model import Invoice, Kind
from schakel.hub.connections.turns import turns
from schakel.hub.documents.bills.effects import settle
from schakel.hub.documents.bills.models import Bill, BillAnswer, Twin
from schakel.hub.documents.bills.sameness import A_MONTH, Identity, Sameness, compare, folded_number
from schakel.hub.documents.bills.supplier import supplier_key
from schakel.hub.documents.models import Document
from schakel.hub.documents.opening import opened
from schakel.hub.documents.undrawn import drawn
from schakel.hub.documents.unseen import Unseen
from schakel.sepa.iban import account_of

BATCH = 200
READ = ("supplier", "number_key", "issued", "amount", "reference", "corrects", "iban", "is_read")  # in the document
MOST_TWINS = 20  # of one document; a supplier that sends the same number a hundred times is a case for a person

unread = Unseen("bill")


def read_new() -> int:
    """The worker's step: documents that were not read as bills yet, the new ones before those from before there were any."""
    documents = unread.first(BATCH)
    read(documents)
    return len(documents) or read_old()


def read_old() -> int:
    """Only what the documents say is written: what was answered meanwhile, or before there were bills, stays."""
    old = list(Document.objects.filter(bill__is_read=False).order_by("pk").defer("text")[:BATCH])
    made = [bill_of(document) for document in old]
    with turns({each.company_id for each in made}):
        for bill in made:
            bill.save(update_fields=READ)
        compare_with_others(list(Bill.objects.filter(document__in=old).select_related("document").order_by("pk")))
    return len(old)


def bill_for(document: Document) -> Bill:
    """Its row, made now when the worker has not been there."""
    ensure([document])
    return Bill.objects.get(document=document)


def ensure(documents: Collection[Document]) -> None:
    """For a room that works on documents: each has been read as a bill before."""
    known = set(Bill.objects.filter(document__in=documents).values_list("document", flat=True))
    read([document for document in documents if document.pk not in known])


def read(documents: Collection[Document]) -> None:
    """In the turns of their companies, so that of two twins read at once one is the later."""
    made = [bill_of(document) for document in documents]
    if not made:
        return
    with turns({each.company_id for each in made}):
        known = set(Bill.objects.filter(document__in=documents).values_list("document", flat=True))
        new = [each for each in made if each.document_id not in known]
        for bill in new:  # one by one: each may be the twin of the one before
            bill.save(force_insert=True)
        compare_with_others(new)


def compare_with_others(bills: Collection[Bill]) -> None:
    """Finds their twins and what they take back, and works out what all of these count for. In their companies' turns."""
    touched = {bill.pk for bill in bills}
    for bill in bills:
        twins = list(twins_of(bill))
        Twin.objects.bulk_create(twins, ignore_conflicts=True)
        touched |= {key for twin in twins for key in (twin.earlier_id, twin.later_id)} | set(undone(bill))
    settle(list(Bill.objects.filter(document__in=touched)))


def bill_of(document: Document) -> Bill:
    """A document that cannot be read is a bill of nobody, and holds up no other."""
    facts: dict[str, Any] = drawn(document, partial(facts_of, document), otherwise=dict[str, Any])
    company = document.connection.company
    return Bill(document_id=document.pk, company=company, office_id=company.office_id, kind=document.kind, **facts)


def facts_of(document: Document) -> dict[str, Any]:
    invoice = opened(document).invoice
    if invoice is None:
        return {}
    numbers = {each.number for each in invoice.preceding_invoices} if invoice.kind is Kind.CREDIT_NOTE else set()
    means = next((each for each in invoice.payment_means if each.account), None)
    return {
        "supplier": supplier_key(invoice.buyer if invoice.is_self_billed else invoice.seller),
        "number_key": folded_number(invoice.number)[:200],
        "issued": invoice.issue_date,
        "amount": document.payable,
        "reference": reference_of(invoice)[:200],
        "corrects": folded_number(numbers.pop())[:200] if len(numbers) == 1 else "",
        "iban": account_of(means.account.id)[:60] if means and means.account else "",
    }


def reference_of(invoice: Invoice) -> str:
    """What the seller asks to be written with the payment where only this bill has it; else the order's number."""
    written = (communication_digits(each.remittance) for each in invoice.payment_means)
    return next(filter(None, written), invoice.order_reference)


def twins_of(bill: Bill) -> Iterator[Twin]:
    """With those of the same supplier that are here; the one that was filed first is the earlier."""
    ours = identity(bill, bill.document.number)
    for other in candidates(bill):
        if same := compare(identity(other, other.document.number), ours):
            first, second = sorted((bill, other), key=lambda each: each.document_id)
            replaces = same is Sameness.CERTAIN and first.answer == BillAnswer.REFUSED
            decision = Twin.Decision.REPLACES if replaces else ""  # corrected, after it was refused
            at = timezone.now() if replaces else None
            yield Twin(
                earlier_id=first.document_id,
                later_id=second.document_id,
                sameness=same,
                decision=decision,
                decided_at=at,
            )


def undone(bill: Bill) -> list[int]:
    """Ties a credit note to the bill that it takes back in full, whichever of the two came first; the other one's key."""
    others = Bill.objects.filter(company=bill.company_id, supplier=bill.supplier, amount=bill.amount).exclude(
        supplier=""
    )
    if bill.corrects:
        if invoice := others.filter(kind=Kind.INVOICE.value, number_key=bill.corrects).order_by("document").first():
            bill.undoes = invoice
            bill.save(update_fields=["undoes"])
            return [invoice.pk]
    elif bill.kind == Kind.INVOICE.value and bill.number_key:
        notes = list(others.filter(corrects=bill.number_key, undoes=None))
        Bill.objects.filter(pk__in=[each.pk for each in notes]).update(undoes=bill)
        return [each.pk for each in notes]
    return []


def candidates(bill: Bill) -> Iterable[Bill]:
    if not bill.supplier:
        return ()
    alike = Q(pk__in=())
    if bill.number_key:
        alike |= Q(number_key=bill.number_key)
    if bill.issued:
        alike |= Q(issued=bill.issued)
    if bill.reference:
        alike |= Q(reference=bill.reference) & around(bill.issued)
    same = Bill.objects.filter(alike, company=bill.company_id, supplier=bill.supplier, kind=bill.kind)
    return same.exclude(pk=bill.pk).select_related("document").order_by("document")[:MOST_TWINS]


def around(day: date | None) -> Q:
    return Q(issued__range=(day - A_MONTH, day + A_MONTH)) | Q(issued=None) if day else Q()


def identity(bill: Bill, number: str) -> Identity:
    return Identity(bill.supplier, bill.kind, number, bill.issued, bill.amount, bill.reference)
