"""A payment and a file of payments: what they hold, how the bank will get them, and why they may be refused."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TypeVar

from schakel.base.blanks import BLANKS
from schakel.base.characters import ALLOWED, to_sepa
from schakel.sepa.amount import CURRENCY, payable
from schakel.sepa.errors import SepaError
from schakel.sepa.iban import Iban, OutsideSepa
from schakel.sepa.payee import carried_name
from schakel.sepa.reference import NO_TEXT, FreeText, Remittance, read

T = TypeVar("T")

LONGEST_ID = 35
LONGEST_TEXT = 140
_ENTERPRISE = re.compile(r"[0-9]{10}")


class BadId(SepaError):
    code = "bad_payment_id"


class IdTwice(SepaError):
    code = "payment_id_twice"


class NoPayments(SepaError):
    code = "no_payments"


class FileRefused(SepaError):
    """The file cannot be written; `refusals` says why, for each payment."""

    code = "payment_file_refused"

    def __init__(self, refusals: tuple["Refusal", ...]) -> None:
        super().__init__("; ".join(f"{refusal.payment_id or 'file'} {refusal.reason}" for refusal in refusals[:20]))
        self.refusals = refusals


@dataclass(frozen=True, slots=True)
class Payment:
    """One transfer, as the caller knows it; `cleaned_payment` gives it as the bank will get it."""

    id: str  # end-to-end id: comes back on the statement; unique in the file, at most 35 characters of the SEPA set
    name: str  # of the payee; carried in the SEPA set, cut to 70
    iban: str  # of the payee
    amount: Decimal  # in `currency`, which must be EUR; 0.01 to 999,999,999.99
    remittance: Remittance | str = NO_TEXT  # a str is read as an invoice writes it; free text is cut to 140
    currency: str = CURRENCY


@dataclass(frozen=True, slots=True)
class PaymentFile:
    """The transfers from one account on one day."""

    id: str  # message id, and id of the one batch in it; as Payment.id
    created: datetime  # aware; to the second
    debtor: str  # who pays
    iban: str  # from which account
    execution: date
    payments: tuple[Payment, ...]
    batch: bool = False  # True: the statement shows one amount for all of them
    enterprise: str = ""  # Belgian enterprise number of the debtor, ten digits, or nothing


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a payment cannot be in a file."""

    payment_id: str  # empty when it is about the file itself
    reason: SepaError


def refusals(file: PaymentFile) -> tuple[Refusal, ...]:
    """Everything that stands in the way of writing this file; empty when it can be written."""
    found = [Refusal("", reason) for reason in _reasons(file, _FILE_CHECKS)]
    if not file.payments:
        found.append(Refusal("", NoPayments()))
    for payment in file.payments:
        found += [Refusal(payment.id, reason) for reason in _reasons(payment, _PAYMENT_CHECKS)]
    seen = Counter(payment.id for payment in file.payments)
    return (*found, *(Refusal(id_, IdTwice(id_)) for id_, times in seen.items() if times > 1))


def cleaned(file: PaymentFile) -> PaymentFile:
    """The file as the bank will get it; writing and reading back gives the same.

    Raises FileRefused (permanent).
    """
    refused = refusals(file)
    if refused:
        raise FileRefused(refused)
    return replace(
        file,
        created=file.created.astimezone(UTC).replace(microsecond=0),
        debtor=carried_name(file.debtor),
        iban=_sepa_account(file.iban),
        payments=tuple(cleaned_payment(payment) for payment in file.payments),
    )


def cleaned_payment(payment: Payment) -> Payment:
    """The payment as the bank will get it. Raises the first SepaError (permanent) that stands in the way."""
    return Payment(
        id=_checked_id(payment.id),
        name=carried_name(payment.name),
        iban=_sepa_account(payment.iban),
        amount=payable(payment.amount, payment.currency),
        remittance=_carried(payment.remittance),
    )


def _reasons(checked: T, checks: tuple[Callable[[T], object], ...]) -> list[SepaError]:
    reasons = []
    for check in checks:
        try:
            check(checked)
        except SepaError as reason:
            reasons.append(reason)
    return reasons


def _checked_id(id_: str) -> str:
    slashes = id_.startswith("/") or id_.endswith("/") or "//" in id_
    if not 0 < len(id_) <= LONGEST_ID or not set(id_) <= ALLOWED or id_ != id_.strip(BLANKS) or slashes:
        raise BadId(id_[:50])
    return id_


def _checked_enterprise(number: str) -> str:
    if number and not _ENTERPRISE.fullmatch(number):
        raise BadId(number[:50])
    return number


def _sepa_account(text: str) -> str:
    iban = Iban.parse(text)
    if not iban.in_sepa:
        raise OutsideSepa(iban.country)
    return iban.compact


def _carried(remittance: Remittance | str) -> Remittance:
    meant = read(remittance) if isinstance(remittance, str) else remittance
    return FreeText(to_sepa(meant.text, longest=LONGEST_TEXT)) if isinstance(meant, FreeText) else meant


_PAYMENT_CHECKS: tuple[Callable[[Payment], object], ...] = (
    lambda payment: _checked_id(payment.id),
    lambda payment: carried_name(payment.name),
    lambda payment: _sepa_account(payment.iban),
    lambda payment: payable(payment.amount, payment.currency),
    lambda payment: _carried(payment.remittance),
)
_FILE_CHECKS: tuple[Callable[[PaymentFile], object], ...] = (
    lambda file: _checked_id(file.id),
    lambda file: _checked_enterprise(file.enterprise),
    lambda file: carried_name(file.debtor),
    lambda file: _sepa_account(file.iban),
)
