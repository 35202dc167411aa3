"""Reading documents as bills: the worker's step, and for a page that comes first."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from schakel.base.belgium import communication_digits
from schakel.einvoice.model import Invoice, Kind
from schakel.hub.connections.turns import turns
from schakel.hub.documents.bills.effects import settle
from schakel.hub.documents.bills.guard import BillFacts
from schakel.hub.documents.bills.history import are_history
from schakel.hub.documents.bills.judge import judge
from schakel.hub.documents.bills.models import Bill, BillAnswer, Effect, Twin
from schakel.hub.documents.bills.payment_facts import payee_of, payment_facts
from schakel.hub.documents.bills.sameness import A_MONTH, Identity, Sameness, compare, folded_number
from schakel.hub.documents.bills.supplier import supplier_key
from schakel.hub.documents.models import Document
from schakel.hub.documents.opening import opened
from schakel.hub.documents.undrawn import drawn
from schakel.hub.documents.unseen import Unseen
from schakel.sepa.iban import account_of

BATCH = 200
READ = (
    "supplier",
    "number_key",
    "issued",
    "amount",
    "reference",
    "corrects",
    "iban",
    "payee",
    "is_read",
)  # in the document
RECENT = timedelta(days=180)  # an older bill that was here before the fraud guard is not judged any more
MOST_TWINS = 20  # of one document; a supplier that sends the same number a hundred times is a case for a person

unread = Unseen("bill")


def read_new() -> int:
    """The worker's step: documents that were not read as bills yet, the new ones before those from before there were any."""
    documents = unread.first(BATCH)
    read(documents)
    return len(documents) or read_old()


def read_old() -> int:
    """Only what the documents say is written: what was answered meanwhile, or before there were bills, stays. The fraud guard
    judges those that are open and recent; the others teach it what is usual."""
    old = list(Document.objects.filter(bill__is_read=False).order_by("pk").defer("text")[:BATCH])
    made = [read_bill(document) for document in old]
    with turns({each.bill.company_id for each in made}):
        for each in made:
            each.bill.save(update_fields=READ)
        settled = compare_with_others(list(Bill.objects.filter(document__in=old).order_by("pk")))
        since = timezone.localdate() - RECENT
        judge(settled, {each.bill.pk: each.facts for each in made if each.facts and each.facts.on >= since})
    return len(old)


def bill_for(document: Document) -> Bill:
    """Its row, made now when the worker has not been there."""
    ensure([document])
    return Bill.objects.select_related("company__bill_rule").get(document=document)


def ensure(documents: Collection[Document]) -> None:
    """For a room that works on documents: each has been read as a bill before."""
    known = set(Bill.objects.filter(document__in=documents).values_list("document", flat=True))
    read([document for document in documents if document.pk not in known])


def read(documents: Collection[Document]) -> None:
    """In the turns of their companies, so that of two twins read at once one is the later."""
    made = [read_bill(document) for document in documents]
    if not made:
        return
    with turns({each.bill.company_id for each in made}):
        known = set(Bill.objects.filter(document__in=documents).values_list("document", flat=True))
        new = [each for each in made if each.bill.document_id not in known]
        for each, is_history in zip(new, are_history([each.bill.document_id for each in new]), strict=True):
            each.bill.is_history = is_history
        Bill.objects.bulk_create(each.bill for each in new)
        settled = compare_with_others([each.bill for each in new])
        judge(settled, {each.bill.pk: each.facts for each in new if each.facts})


def compare_with_others(bills: Collection[Bill]) -> list[Bill]:
    """Finds their twins and what they take back, and works out what all of these count for. In their companies' turns.

    Returns them as they count now, the earliest first.
    """
    others = Candidates(bills)
    twins = [twin for bill in bills for twin in twins_of(bill, others)]
    Twin.objects.bulk_create(twins, ignore_conflicts=True)
    touched = {bill.pk for bill in bills} | {key for twin in twins for key in (twin.earlier_id, twin.later_id)}
    settled = list(Bill.objects.filter(document__in=touched | tie_credit_notes(bills)).order_by("pk"))
    settle(settled)
    asked = {bill.pk for bill in bills}
    return [bill for bill in settled if bill.pk in asked]


class ReadBill(NamedTuple):
    bill: Bill
    facts: BillFacts | None  # of one that asks for money


def read_bill(document: Document) -> ReadBill:
    """A document that cannot be read is a bill of nobody, and holds up no other."""
    columns, facts = drawn(document, partial(read_invoice, document), otherwise=unreadable)
    company = document.connection.company
    effect = Effect.PAPER if document.kind == Document.Kind.PAPER else Effect.COUNTS
    bill = Bill(
        document_id=document.pk,
        company=company,
        office_id=company.office_id,
        kind=document.kind,
        looked_at=document.received_at if document.is_own else None,  # by who wrote it
        effect=effect,
        **columns,
    )
    return ReadBill(bill, facts)


def unreadable() -> tuple[dict[str, Any], BillFacts | None]:
    return {}, None


def read_invoice(document: Document) -> tuple[dict[str, Any], BillFacts | None]:
    invoice = opened(document).invoice
    return (columns_of(document, invoice), payment_facts(document, invoice)) if invoice else unreadable()


def columns_of(document: Document, invoice: Invoice) -> dict[str, Any]:
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
        "payee": payee_of(invoice)[:200],
    }


def reference_of(invoice: Invoice) -> str:
    """What the seller asks to be written with the payment where only this bill has it; else the order's number."""
    written = (communication_digits(each.remittance) for each in invoice.payment_means)
    return next(filter(None, written), invoice.order_reference)


class Candidates:
    """The bills on file that have something in common with these, looked up for all of them at once."""

    def __init__(self, bills: Collection[Bill]) -> None:
        known = [bill for bill in bills if bill.supplier]
        days = [bill.issued for bill in known if bill.issued]
        self.alike: defaultdict[tuple[object, ...], list[Bill]] = defaultdict(list)
        self.numbers: dict[int, str] = {}  # of the documents, as written
        if not known:
            return
        here = Bill.objects.filter(company__in={b.company_id for b in known}, supplier__in={b.supplier for b in known})
        self.add("number_key", here.filter(number_key__in={bill.number_key for bill in known} - {""}))
        self.add("issued", here.filter(issued__in=set(days)))
        references = {bill.reference for bill in known} - {""}
        if references:
            near = Q(issued__range=around(min(days), max(days))) | Q(issued=None) if days else Q()
            self.add("reference", here.filter(near, reference__in=references))

    def add(self, field: str, found: QuerySet[Bill]) -> None:
        for bill in found.select_related("document").defer("document__text").order_by("document"):
            self.alike[key_of(bill, field)].append(bill)
            self.numbers[bill.pk] = bill.document.number

    def of(self, bill: Bill) -> Iterator[Bill]:
        """Those of its supplier and kind, each once, the earliest first."""
        found = (each for field in ("number_key", "issued", "reference") for each in self.alike[key_of(bill, field)])
        others = {each.pk: each for each in found if each.pk != bill.pk}
        return islice((others[key] for key in sorted(others)), MOST_TWINS)


def around(first: date, last: date) -> tuple[date, date]:
    """A month before and after, as far as there are days (a bill may be dated 0001 or 9999)."""
    return max(first, date.min + A_MONTH) - A_MONTH, min(last, date.max - A_MONTH) + A_MONTH


def key_of(bill: Bill, field: str) -> tuple[object, ...]:
    return field, bill.company_id, bill.supplier, bill.kind, getattr(bill, field)


def twins_of(bill: Bill, others: Candidates) -> Iterator[Twin]:
    """With those of the same supplier that are here; the one that was filed first is the earlier."""
    ours = identity(bill, others.numbers.get(bill.pk, ""))
    for other in others.of(bill):
        if same := compare(identity(other, other.document.number), ours):
            first, second = sorted((bill, other), key=lambda each: each.document_id)
            replaces = same is Sameness.CERTAIN and first.answer == BillAnswer.REFUSED
            yield Twin(
                earlier_id=first.document_id,
                later_id=second.document_id,
                sameness=same,
                decision=Twin.Decision.REPLACES if replaces else "",  # corrected, after it was refused
                decided_at=timezone.now() if replaces else None,
            )


def tie_credit_notes(bills: Collection[Bill]) -> set[int]:
    """Ties each credit note to the bill that it takes back in full, whichever of the two came first; the others' keys."""
    tied = set()
    for note in (*(bill for bill in bills if bill.corrects), *waiting_credit_notes(bills)):
        invoices = Bill.objects.filter(company=note.company_id, supplier=note.supplier, kind=Kind.INVOICE.value)
        same = invoices.exclude(supplier="").filter(number_key=note.corrects, amount=note.amount)
        if invoice := same.order_by("document").first():
            Bill.objects.filter(pk=note.pk).update(undoes=invoice)
            tied |= {note.pk, invoice.pk}
    return tied


def waiting_credit_notes(bills: Collection[Bill]) -> Iterable[Bill]:
    """Those that came before the bill which they take back."""
    numbers = {bill.number_key for bill in bills if bill.kind == Kind.INVOICE.value} - {""}
    companies = {bill.company_id for bill in bills}
    return Bill.objects.filter(company__in=companies, corrects__in=numbers, undoes=None) if numbers else ()


def identity(bill: Bill, number: str) -> Identity:
    return Identity(bill.supplier, bill.kind, number, bill.issued, bill.amount, bill.reference)
