"""What becomes of a payment file: approved, taken to the bank, executed, withdrawn. Each step once, and logged in its row."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record
from schakel.hub.connections.payers import payers_of
from schakel.hub.connections.turns import turn
from schakel.hub.documents.bills import effects
from schakel.hub.documents.bills.models import Bill
from schakel.hub.documents.models import Document, Quarantine
from schakel.hub.payments.approvals import end_approval, is_approved
from schakel.hub.payments.events import PaymentEvent
from schakel.hub.payments.models import Payment, PaymentFile
from schakel.hub.payments.payables import payable_for
from schakel.hub.payments.split_payments import sums_by_account
from schakel.hub.payments.status import recount
from schakel.hub.people.models import User

State = PaymentFile.State
TO_EXECUTE = [State.READY, State.TAKEN]


def may_approve(user: User, file: PaymentFile) -> bool:
    """The company's own people; never the office that prepared it, nor who prepared it and has left the office since."""
    return file.prepared_by_id != user.pk and payers_of(file.company).filter(pk=user.pk).exists()


def approve(file: PaymentFile, by: User) -> bool:
    return (
        may_approve(by, file)
        and not in_quarantine(file)
        and change_state(
            file, [State.WAITING], state=State.READY, approved_at=timezone.now(), approved_by=by, due_at=None
        )
    )


def take(file: PaymentFile, by: User) -> bool:
    """Downloaded for the bank; of several times the first is kept. False when the bank must not have it."""
    with turn(file.company_id):
        file.refresh_from_db(fields=["state"])
        if not may_be_taken(file):
            return False
        change_state(file, [State.READY], state=State.TAKEN, taken_at=timezone.now(), taken_by=by)
        record(Action.PAYMENT_FILE_DOWNLOADED, file, place=file.company.place, by=by.pk)
    return True


def may_be_taken(file: PaymentFile) -> bool:
    """What the bank may have already it may have again; the first time, every approval has to hold still (G04)."""
    if in_quarantine(file):
        return False
    return file.state in (State.TAKEN, State.EXECUTED) or (file.state == State.READY and not unapproved(file))


def in_quarantine(file: PaymentFile) -> int:
    """How many of its documents are: until they are out of it, nobody approves or takes the file."""
    return Payment.objects.active().filter(transfer__file=file, document__in=Quarantine.objects.documents()).count()


def unapproved(file: PaymentFile) -> list[Document]:
    """The invoices in it that are no longer approved, because somebody lost their right since, or because more is paid to
    the same account meanwhile than one person may approve."""
    shown = Payment.objects.active().shown().filter(transfer__file=file).select_related("document__connection__company")
    found = [payable_for(each.document) for each in shown]
    sums = sums_by_account(file.company, found, file=file)
    return [each.document for each in found if not is_approved(each.document, together=sums.get(each.iban))]


def take_back_approval(document: Document, by: User) -> bool:
    """An approval is taken back: the files that hold the invoice and were not downloaded yet are withdrawn."""
    with turn(document.connection.company_id):
        if not end_approval(document, by):
            return False
        if not is_approved(document):
            for file in not_taken_yet(Document.objects.filter(pk=document.pk)):
                withdraw(file, by)
    return True


def withdraw_files_of(bills: Collection[Bill]) -> None:
    """Where a bill must not be paid any more, the files that hold it and were not downloaded yet are withdrawn."""
    asked = Document.everything.filter(pk__in=[each.document_id for each in bills])
    for file in not_taken_yet(asked.exclude(effects.which("is_payable"))):
        withdraw(file, None)


def not_taken_yet(documents: QuerySet[Document]) -> list[PaymentFile]:
    files = PaymentFile.objects.filter(state__in=[State.WAITING, State.READY])
    payments = Payment.objects.active().filter(how=Payment.How.FILE, document__in=documents)
    return list(files.filter(transfers__payments__in=payments).distinct().defer("content"))


def withdraw(file: PaymentFile, by: User | None) -> bool:
    """Its invoices are to be paid again."""
    with turn(file.company_id):
        unsettled = [State.WAITING, *TO_EXECUTE]
        if not change_state(file, unsettled, state=State.WITHDRAWN, ended_at=timezone.now(), ended_by=by, due_at=None):
            return False
        for document in documents_in(file):
            document.events.create(kind=PaymentEvent.OUT_OF_FILE, by=by, detail=file.message_id)
        Payment.objects.filter(transfer__file=file).end(by)
    return True


def mark_executed(file: PaymentFile, by: User) -> bool:
    """A person says that the bank did it: what stands in the file is paid, as far as it was not known to be."""
    with turn(file.company_id):
        if not change_state(file, TO_EXECUTE, state=State.EXECUTED, ended_at=timezone.now(), ended_by=by):
            return False
        for payment in Payment.objects.active().filter(transfer__file=file).select_related("document"):
            record_payment(payment, file=file, by=by)
    return True


def record_payment(intent: Payment, *, file: PaymentFile, by: User) -> None:
    document = intent.document
    paying = payable_for(document)
    if paying.is_settled:
        return
    Payment.objects.create(
        document=document, how=Payment.How.BY_HAND, amount=intent.amount, by=by, paid_on=file.execution
    )
    recount(document)
    document.events.create(kind=PaymentEvent.PAID, by=by, detail=file.message_id)


def documents_in(file: PaymentFile) -> list[Document]:
    payments = Payment.objects.active().filter(transfer__file=file).select_related("document__connection__company")
    return [each.document for each in payments]


def change_state(file: PaymentFile, from_: list[PaymentFile.State], **columns: object) -> bool:
    """One UPDATE, so that of two at once only one is first."""
    with transaction.atomic():
        if not PaymentFile.objects.filter(pk=file.pk, state__in=from_).update(**columns):
            return False
        by = columns.get("approved_by") or columns.get("taken_by") or columns.get("ended_by")
        who = by.pk if isinstance(by, User) else None
        place = file.company.place
        record(Action.PAYMENT_FILE_DECIDED, file, place=place, by=who, detail=str(columns["state"]))
    file.refresh_from_db(fields=list(columns))
    return True
