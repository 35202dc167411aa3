"""From open invoices to a file of transfers: chosen, netted per supplier, written as pain.001, kept."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record
from schakel.hub.connections.models import Company, Connection
from schakel.hub.connections.payers import payers_of
from schakel.hub.connections.turns import turn
from schakel.hub.documents.bills import effects
from schakel.hub.documents.bills.warn import confirmed_alone
from schakel.hub.payments.approvals import approved_among
from schakel.hub.payments.events import PaymentEvent
from schakel.hub.payments.models import Payable, Payment, PaymentFile, Transfer
from schakel.hub.payments.netting import TransferGroup, group_for_transfers
from schakel.hub.payments.open_items import statuses, with_payments
from schakel.hub.payments.split_payments import sums_by_account
from schakel.hub.payments.status import PaymentState, PaymentStatus
from schakel.hub.people.models import User
from schakel.sepa import credit_transfer
from schakel.sepa.errors import SepaError

MOST = 1000  # documents that are offered, those due first


@dataclass(frozen=True)
class NotPrepared:
    """Nothing was made; every reason, in the reader's language. Permanent, until what is chosen changes."""

    reasons: tuple[str, ...]


def offered_items(company: Company) -> list[PaymentStatus]:
    """Open invoices of this company in euro, also those that a warning stops, and the credit notes that can be netted with them."""
    found = Payable.objects.asking().filter(
        connection__company=company,
        side=Connection.Side.PURCHASE,
        document__currency="EUR",
    )
    return statuses(with_payments(found).order_by("due", "document")[:MOST])


@dataclass(frozen=True)
class FileRequest:
    """What a person chose."""

    documents: frozenset[int]
    iban: str
    execution: date
    again: bool = False  # also what stands in another file (K04)


def prepare(company: Company, asked: FileRequest, *, by: User) -> PaymentFile | NotPrepared:
    """The file, waiting for the client when somebody of the office made it; or why not."""
    with turn(company.pk):
        chosen = [each for each in offered_items(company) if each.paying.document_id in asked.documents]
        groups = list(group_for_transfers(each.paying for each in chosen))
        reasons_against = (*objections(company, chosen, asked), *stops(chosen, by=by))
        if reasons := (*reasons_against, *(fault for each in groups for fault in faults_of(each))):
            return NotPrepared(reasons)
        message_id = f"S{timezone.localdate():%y%m%d}-{secrets.token_hex(5)}"
        try:
            file = compose_file(company, groups, asked=asked, message_id=message_id)
            content = credit_transfer.write(file)
        except credit_transfer.FileRefused as refused:
            return NotPrepared(tuple(reasons_of(refused, groups)))
        return create_payment_file(
            company, asked, groups=groups, file=credit_transfer.cleaned(file), content=content, by=by
        )


def objections(company: Company, chosen: Sequence[PaymentStatus], asked: FileRequest) -> Iterator[str]:
    if not chosen:
        yield _("Choose at least one invoice.")
    if len(chosen) < len(asked.documents) and chosen:
        yield _("Part of your selection is no longer open. Check it again.")
    if not company.accounts.filter(iban=asked.iban).exists():
        yield _("Choose an account of this company.")
    if asked.execution < timezone.localdate():
        yield _("This day is in the past.")
    sums = sums_by_account(company, [each.paying for each in chosen])
    together = {each.paying.document_id: sums[each.paying.iban] for each in chosen if each.paying.iban in sums}
    documents = [each.paying.document for each in chosen]
    alone, approved = approved_among(documents, of=company), approved_among(documents, of=company, together=together)
    for each in chosen:
        document, number = each.paying.document, each.paying.document.number
        if each.state == PaymentState.IN_FILE and not asked.again:
            yield _("%(number)s is already in a payment file.") % {"number": number}
        if document.pk in approved:
            continue
        if document.pk not in alone:
            yield _("%(number)s is not approved for payment.") % {"number": number}
        else:
            yield _(
                "%(number)s: together with the other payments to this account within seven days, this exceeds "
                "the amount above which two people approve."
            ) % {"number": number}


def stops(chosen: Sequence[PaymentStatus], *, by: User) -> Iterator[str]:
    """A warning that stops a bill is confirmed by one person, and the bill paid by another; unless the client confirmed it."""
    alone = confirmed_alone([each.paying.document_id for each in chosen], by=by)
    for each in chosen:
        document, number = each.paying.document, {"number": each.paying.document.number}
        if not effects.of(document).is_payable:
            yield _("%(number)s: read its warning and confirm it first.") % number
        elif document.pk in alone:
            yield _("%(number)s: you confirmed its warning, so somebody else has to put it in a payment file.") % number


def faults_of(group: TransferGroup) -> Iterator[str]:
    if group.amount <= 0:
        yield _("%(numbers)s: the credit notes are not lower than the invoices from this supplier.") % {
            "numbers": group.numbers
        }
    elif len({each.iban for each in group.invoices}) > 1:
        yield _("%(numbers)s: invoices to different accounts cannot be combined. Choose fewer.") % {
            "numbers": group.numbers
        }
    else:
        try:
            group.remittance()
        except SepaError as fault:
            yield f"{group.numbers}: {fault.said_in(get_language() or 'en')}"


def compose_file(
    company: Company, groups: list[TransferGroup], *, asked: FileRequest, message_id: str
) -> credit_transfer.PaymentFile:
    return credit_transfer.PaymentFile(
        id=message_id,
        created=timezone.now(),
        debtor=company.name,
        iban=asked.iban,
        execution=asked.execution,
        payments=tuple(compose_payment(group, f"{message_id}-{at}") for at, group in enumerate(groups, 1)),
        enterprise=company.enterprise_number,
    )


def compose_payment(group: TransferGroup, id_: str) -> credit_transfer.Payment:
    first = group.invoices[0]
    return credit_transfer.Payment(
        id=id_, name=first.name, iban=first.iban, amount=group.amount, remittance=group.remittance()
    )


def reasons_of(refused: credit_transfer.FileRefused, groups: list[TransferGroup]) -> Iterator[str]:
    """Each reason with the numbers of what it is about."""
    language = get_language() or "en"
    for refusal in refused.refusals:
        at = refusal.payment_id.rpartition("-")[2]
        about = f"{groups[int(at) - 1].numbers}: " if at.isdigit() else ""
        yield about + refusal.reason.said_in(language)


def create_payment_file(
    company: Company,
    asked: FileRequest,
    *,
    groups: list[TransferGroup],
    file: credit_transfer.PaymentFile,
    content: bytes,
    by: User,
) -> PaymentFile:
    """The rows, as the bank will get it."""
    is_the_client = payers_of(company).filter(pk=by.pk).exists()
    row = PaymentFile.objects.create(
        company=company,
        message_id=file.id,
        iban=file.iban,
        execution=asked.execution,
        total=sum((each.amount for each in file.payments), Decimal(0)),
        content=content,
        state=PaymentFile.State.READY if is_the_client else PaymentFile.State.WAITING,
        prepared_by=by,
        due_at=None if is_the_client else timezone.now(),
    )
    record(Action.PAYMENT_FILE_CREATED, row, place=company.place, by=by.pk)
    for group, payment in zip(groups, file.payments, strict=True):
        create_transfer(row, group, payment=payment, by=by)
    return row


def create_transfer(file: PaymentFile, group: TransferGroup, *, payment: credit_transfer.Payment, by: User) -> None:
    transfer = Transfer.objects.create(
        file=file,
        end_to_end_id=payment.id,
        name=payment.name,
        iban=payment.iban,
        amount=payment.amount,
        remittance=str(payment.remittance),
    )
    for each in group.payables:
        Payment.objects.create(document=each.document, how=Payment.How.FILE, amount=each.left, by=by, transfer=transfer)
        each.document.events.create(kind=PaymentEvent.IN_FILE, by=by, detail=file.message_id)
