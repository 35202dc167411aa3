"""The PDF inside a bill is compared with its data, in the worker; what differs is written down as warnings.

Not in the page that shows it, nor where documents are filed: reading a stranger's PDF may take a second of a processor.
"""

from collections.abc import Collection, Iterator
from datetime import timedelta
from itertools import islice

from django.db.models import Q
from django.utils import timezone

from schakel.einvoice.pdf_check import Differs, PdfCheck, PdfDifference, PdfOutcome, check
from schakel.einvoice.pdf_reading import PdfText, PdfTooComplex
from schakel.hub.documents import files
from schakel.hub.documents.attachments import pdfs_in
from schakel.hub.documents.bills.effects import HOLDING
from schakel.hub.documents.bills.guard import Alert, Weight
from schakel.hub.documents.bills.models import Bill, BillWarning
from schakel.hub.documents.bills.read import bill_for
from schakel.hub.documents.bills.warn import record_warnings
from schakel.hub.documents.models import Document, PdfComparison
from schakel.hub.documents.opening import Opened, opened
from schakel.hub.due import work_each
from schakel.hub.outside import pdf

BATCH = 5  # at five seconds each, when somebody sends hostile ones
LEASE = timedelta(minutes=5)
MOST_PDFS = 5  # of one document
LARGEST = 20_000_000  # bytes of one; more is no page of text
SAYS = {  # how heavy a difference is, and the names of its two facts: in the PDF, in the data (`warning_texts`)
    PdfDifference.IBAN: (Weight.STOP, "iban", "account"),
    PdfDifference.TOTAL: (Weight.STOP, "total", "asked"),
    PdfDifference.NUMBER: (Weight.LOOK, "number_in_pdf", "number"),
    PdfDifference.DATE: (Weight.KNOW, "day_in_pdf", "day"),
}
NOT_THE_INVOICE = "pdf_other"


def compare_due() -> int:
    """The worker's step."""
    return work_each(PdfComparison.claim(batch=BATCH, lease=LEASE), compare, lease=LEASE)


def compare(row: PdfComparison) -> None:
    """History is not compared: nobody pays it."""
    bill, here, outcome = bill_for(row.document), opened(row.document), ""
    if here.invoice and not bill.is_history:
        found = check(here.invoice, list(islice(texts_of(row.document, here), MOST_PDFS)))
        record_warnings({bill.pk: list(alerts_of(found, bill))}, BillWarning.Source.PDF)
        outcome = found.outcome.value
    row.end_attempt(due_at=None, last_error="", outcome=outcome, compared_at=timezone.now())


def compare_what_counts(bills: Collection[Bill]) -> None:
    """A listener of `effects`: what was history and counts after all is compared now."""
    keys = [bill.pk for bill in bills if not bill.is_history]
    PdfComparison.objects.filter(document__in=keys, outcome="", due_at=None).update(due_at=timezone.now())


def outcome_of(document: Document) -> str:
    """Empty: it has no PDF inside that is compared, or the worker has not come to it."""
    return PdfComparison.objects.filter(document=document).values_list("outcome", flat=True).first() or ""


def texts_of(document: Document, here: Opened) -> Iterator[PdfText]:
    """Of the PDFs inside, and of the one that came beside it."""
    for data in (*(pdfs_in(here.data, here.content) if here.content else ()), *files.pdf_beside(document)):
        try:
            yield pdf.pages_of(data) if len(data) <= LARGEST else PdfText(is_whole=False)
        except PdfTooComplex:
            yield PdfText(is_whole=False)


def alerts_of(found: PdfCheck, bill: Bill) -> Iterator[Alert]:
    for each in found.differences:
        if each.what is not PdfDifference.IBAN:
            yield alert(each)
        elif not is_confirmed(each.in_pdf, bill):
            has_both = {each.in_data, each.in_pdf} <= usual_accounts(bill)
            yield alert(each, weight=Weight.LOOK if has_both else Weight.STOP)
    if found.outcome is PdfOutcome.OTHER:
        yield Alert(NOT_THE_INVOICE, Weight.KNOW)
        unknown = (
            iban for iban in found.ibans_elsewhere if iban not in usual_accounts(bill) and not is_confirmed(iban, bill)
        )
        if iban := next(unknown, ""):
            yield alert(Differs(PdfDifference.IBAN, bill.iban, iban), weight=Weight.LOOK)


def alert(differs: Differs, *, weight: Weight | None = None) -> Alert:
    usual, in_pdf, in_data = SAYS[differs.what]
    facts = {in_data: differs.in_data, in_pdf: differs.in_pdf}
    subject = differs.in_pdf if differs.what is PdfDifference.IBAN else ""
    return Alert(
        differs.what.value, weight or usual, {name: fact for name, fact in facts.items() if fact}, subject=subject
    )


def is_confirmed(iban: str, bill: Bill) -> bool:
    """A person has looked at this account in a PDF of this supplier before: of the office, or for this company."""
    before = BillWarning.objects.filter(code=PdfDifference.IBAN.value, subject=iban).exclude(confirmed_at=None)
    theirs = before.filter(bill__office=bill.office_id, bill__supplier=bill.supplier).exclude(bill=bill.pk)
    return theirs.filter(Q(by_office=True) | Q(bill__company=bill.company_id)).exists()


def usual_accounts(bill: Bill) -> set[str]:
    """Where this office paid this supplier before: one with two banks prints the one and asks for the other."""
    before = Bill.objects.filter(office=bill.office_id, supplier=bill.supplier, document__lt=bill.pk)
    unstopped = before.exclude(supplier="").filter(effect__in=HOLDING, heaviest_warning__lt=Weight.STOP)
    return set(unstopped.order_by().values_list("iban", flat=True).distinct()[:100])
