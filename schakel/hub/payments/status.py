"""How a document stands: derived from its payments, its day and what a person chose; nothing of it is kept but what is left."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Connection
from schakel.hub.documents.bills import effects
from schakel.hub.documents.bills.models import Effect
from schakel.hub.documents.models import Document
from schakel.hub.payments.models import Payable, Payment


class PaymentState(TextChoices):
    TO_PAY = "to_pay", _("to pay")
    EXPECTED = "expected", _("payment expected")
    OVERDUE = "overdue", _("overdue")
    IN_FILE = "in_file", _("in a payment file")
    PARTLY_PAID = "partly_paid", _("partly paid")
    PAID = "paid", _("paid")
    LATER = "later", _("set aside for later")
    ARCHIVED = "archived", _("archived")
    NOT_TO_PAY = "not_to_pay", _("not to be paid")
    CREDIT = "money_back", _("credit")
    # What its effect says: such a document is not open (documents.bills.effects)
    DUPLICATE = "duplicate", Effect.DUPLICATE.label
    MERGED = "merged", Effect.MERGED.label
    REPLACED = "replaced", Effect.REPLACED.label
    REFUSED = "refused", Effect.REFUSED.label
    CONTESTED = "contested", Effect.CONTESTED.label
    CREDITED = "credited", Effect.CREDITED.label
    HISTORY = "history", Effect.HISTORY.label
    PAPER = "paper", Effect.PAPER.label


@dataclass(frozen=True)
class PaymentStatus:
    state: PaymentState
    paying: Payable
    payments: tuple[Payment, ...]  # those that stand

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def paid(self) -> Decimal:
        return sum_of(each for each in self.payments if each.how != Payment.How.FILE)


OPEN = frozenset(
    {
        PaymentState.TO_PAY,
        PaymentState.EXPECTED,
        PaymentState.OVERDUE,
        PaymentState.IN_FILE,
        PaymentState.PARTLY_PAID,
        PaymentState.LATER,
    }
)


def payment_status(paying: Payable, payments: Collection[Payment], *, today: date | None = None) -> PaymentStatus:
    """`payments` are those that stand."""
    return PaymentStatus(state_of(paying, payments, today or timezone.localdate()), paying, tuple(payments))


def state_of(paying: Payable, payments: Collection[Payment], today: date) -> PaymentState:
    document = paying.document
    facts = [each for each in payments if each.how != Payment.How.FILE]
    if facts and paying.is_settled:
        return PaymentState.PAID
    if paying.is_archived:
        return PaymentState.ARCHIVED
    if not effects.of(document).is_open:
        effect = effects.effect_on(document)
        return PaymentState(effect) if effect else PaymentState.NOT_TO_PAY
    if paying.why_not:
        return PaymentState.CREDIT if paying.left and paying.left < 0 else PaymentState.NOT_TO_PAY
    if len(payments) > len(facts):
        return PaymentState.IN_FILE
    if paying.later_until and paying.later_until > today:
        return PaymentState.LATER
    if document.due_date and document.due_date < today:
        return PaymentState.OVERDUE
    if facts:
        return PaymentState.PARTLY_PAID
    return PaymentState.TO_PAY if document.connection.side == Connection.Side.PURCHASE else PaymentState.EXPECTED


def status_of(paying: Payable) -> PaymentStatus:
    payments = paying.document.payments.active().select_related("by", "transfer__file", "entry").order_by("pk")
    return payment_status(paying, list(payments))


def sum_of(payments: Iterable[Payment]) -> Decimal:
    return sum((each.amount or Decimal(0) for each in payments), Decimal(0))


def recount(document: Document) -> None:
    """What is left, after payments were added or taken back; in the same transaction."""
    paid = sum_of(Payment.objects.facts().filter(document=document))
    left = (document.amount or Decimal(0)) - paid
    wanted = document.amount or Decimal(0)
    is_settled = not left or (left > 0) != (wanted > 0)  # more than asked is settled too
    Payable.everything.filter(document=document).update(left=left, is_settled=is_settled)
