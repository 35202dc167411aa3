"""The credit transfer that pays an invoice, where it can be paid by one."""

import re
from decimal import Decimal

from stdnum import iso11649

from schakel.base.epc_qr import LONGEST_NAME, LONGEST_TEXT, CreditTransfer, cut
from schakel.base.iban import compact
from schakel.einvoice.belgium import StructuredCommunication, is_structured_communication
from schakel.einvoice.model import Account, Invoice, PaymentMeans

BY_TRANSFER = frozenset({"1", "30", "31", "42", "57", "58", "ZZZ", ""})  # UNCL 4461 codes that leave a transfer open
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")


def transfer(invoice: Invoice) -> CreditTransfer | None:
    """None when there is nothing to pay, not in euro, by other means, or without exactly one account in the SEPA area.

    An invoice that is collected by direct debit or was paid by card or cash is never offered for payment; neither is
    one with two different accounts, since a choice between them is a person's.
    """
    if (
        invoice.currency != "EUR"
        or invoice.is_money_back
        or invoice.is_unclear_credit
        or any(not _by_transfer(one) for one in invoice.payment_means)
    ):
        return None
    accounts = {compact(means.account.id): means for means in invoice.payment_means if means.account}
    if len(accounts) != 1:
        return None
    (number, means) = next(iter(accounts.items()))
    asked = _asked(invoice, means, number)
    return asked if asked.can_be_paid else None


def _by_transfer(means: PaymentMeans) -> bool:
    return means.code in BY_TRANSFER and means.mandate is None and means.card is None


def _asked(invoice: Invoice, means: PaymentMeans, number: str) -> CreditTransfer:
    account = means.account or Account()
    payee = invoice.payee.display_name if invoice.payee else ""
    reference = _structured(means.remittance)
    return CreditTransfer(
        name=cut(account.name or payee or invoice.seller.display_name, LONGEST_NAME),
        iban=number,
        amount=invoice.amount_to_pay or Decimal(0),
        reference=reference,
        text="" if reference else cut(means.remittance or invoice.number, LONGEST_TEXT),
        bic=account.bank if _BIC.fullmatch(account.bank) else "",
    )


def _structured(remittance: str) -> str:
    if is_structured_communication(remittance):
        return StructuredCommunication.parse(remittance).digits
    return iso11649.compact(remittance) if iso11649.is_valid(remittance) else ""
