"""The credit transfer that pays an invoice, where it can be paid by one, and its EPC QR code.

Source: EPC069-12 version 3.0 (SEPA credit transfer QR code), version 002 without mandatory BIC.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from stdnum import iban, iso11649

from schakel.einvoice.belgium import StructuredCommunication, is_structured_communication
from schakel.einvoice.model import Account, Invoice, PaymentMeans
from schakel.einvoice.render.visible import cut

BY_TRANSFER = frozenset({"1", "30", "31", "42", "57", "58", "ZZZ", ""})  # UNCL 4461 codes that leave a transfer open
MOST = Decimal("999999999.99")  # euro, of the EPC code
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")
_NAME, _TEXT = 70, 140  # characters


@dataclass(frozen=True, slots=True)
class Transfer:
    """In euro."""

    name: str
    iban: str  # without blanks
    bic: str
    amount: Decimal
    reference: str  # structured: the twelve digits, or an RF reference; "" when `text` says it
    text: str

    @property
    def epc(self) -> str:
        """What the QR code holds; a structured communication stands in the structured field, digits only."""
        lines = ("BCD", "002", "1", "SCT", self.bic, self.name, self.iban, f"EUR{self.amount:.2f}", "", self.reference)
        return "\n".join((*lines, self.text)).rstrip("\n")


def transfer(invoice: Invoice) -> Transfer | None:
    """None when there is nothing to pay, not in euro, by other means, or without exactly one valid IBAN.

    An invoice that is collected by direct debit or was paid by card or cash is never offered for payment; neither is
    one with two different accounts, since a choice between them is a person's.
    """
    amount = invoice.totals.payable
    if invoice.currency != "EUR" or invoice.is_money_back or amount is None or not 0 < amount <= MOST:
        return None
    if amount != round(amount, 2) or any(not _by_transfer(means) for means in invoice.payment_means):
        return None
    accounts = {iban.compact(means.account.id): means for means in invoice.payment_means if means.account}
    if len(accounts) != 1:
        return None
    (number, means) = next(iter(accounts.items()))
    return _transfer(invoice, means, number) if iban.is_valid(number, check_country=False) else None


def _by_transfer(means: PaymentMeans) -> bool:
    return means.code in BY_TRANSFER and means.mandate is None and means.card is None


def _transfer(invoice: Invoice, means: PaymentMeans, number: str) -> Transfer:
    account = means.account or Account()
    payee = invoice.payee.display_name if invoice.payee else ""
    reference = _structured(means.remittance)
    return Transfer(
        name=_one_line(account.name or payee or invoice.seller.display_name, _NAME),
        iban=number,
        bic=account.bank if _BIC.fullmatch(account.bank) else "",
        amount=invoice.totals.payable or Decimal(0),
        reference=reference,
        text="" if reference else _one_line(means.remittance or invoice.number, _TEXT),
    )


def _structured(remittance: str) -> str:
    if is_structured_communication(remittance):
        return StructuredCommunication.parse(remittance).digits
    return iso11649.compact(remittance) if iso11649.is_valid(remittance) else ""


def _one_line(text: str, length: int) -> str:
    return cut(" ".join(text.split()), length)
